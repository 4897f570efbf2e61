import DigitTensor

/// Which steps of a plan take which steps' outputs.
struct StepGraph {
    /// For each step, the steps whose outputs it takes, one or two; -1 is the network's input. They come before it.
    let sources: [[Int]]
    /// For each step and input, whether the gradient there is added to a later step's, instead of being the first.
    let addsGradient: [[Bool]]
    /// For each step, the step whose output it takes, the first of two.
    let mainSources: [Int]
    /// For each step, whether it takes two.
    let isMerge: [Bool]
    /// For each step, whether it adds a gradient to another.
    let hasAdditions: [Bool]

    init(sources: [[Int]]) {
        self.sources = sources
        var seen = Set<Int>()
        var adds = [[Bool]](repeating: [], count: sources.count)
        // The backward pass goes from the last step to the first.
        for step in sources.indices.reversed() { adds[step] = sources[step].map { !seen.insert($0).inserted } }
        addsGradient = adds
        mainSources = sources.map { $0[0] }
        isMerge = sources.map { $0.count > 1 }
        hasAdditions = adds.map { $0.contains(true) }
    }

    /// The steps that take a step's output.
    func users(of step: Int) -> [Int] { sources.indices.filter { sources[$0].contains(step) } }
}

extension ActivationMemory {
    /// Must be called after a step's backward pass: adds its gradients for inputs that other steps take too.
    func addGradients(ofStep step: Int, _ samples: Samples, from first: Int) {
        guard plan.graph.hasAdditions[step] else { return }
        for (place, source) in plan.graph.sources[step].enumerated() where source >= first && plan.graph.addsGradient[step][place]
        {
            let count = samples.range.count * plan.steps[source].outputCount
            let (part, sum) = (edge(ofStep: step, place, samples), gradient(ofStep: source, samples))
            for i in 0..<count { sum[i] += part[i] }
        }
    }
}
