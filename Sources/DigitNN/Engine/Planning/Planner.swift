import DigitTensor

/// Collects the steps of all layers.
struct Planner {
    let model: Sequential
    let store: ParameterStore
    let training: Bool
    let fusing: Bool
    let lines: SharedLines?
    var steps: [any Step] = []
    var layerIndices: [Int] = []
    /// The steps whose outputs each step takes; -1 is the network's input.
    var sources: [[Int]] = []
    /// The step that makes the output of each layer.
    var producers: [Int] = []
    /// The step whose output the next one takes.
    private(set) var current = -1
    /// The number of layers after the one being planned that were fused into its steps.
    var fusedCount = 0

    mutating func planAll() {
        var index = 0
        while index < model.layers.count {
            current = producer(ofLayer: model.sources[index][0])
            fusedCount = 0
            plan(at: index)
            let count = 1 + fusedCount
            index += count
            if let penalty = model.layerTraining[index - 1].activityRegularizer {
                append(ActivityPenaltyStep(penalty, count: model.outputShapes[index - 1].count), index - 1)
            }
            producers += [Int](repeating: current, count: count)
        }
        // A network without steps still copies its input to its output.
        if steps.isEmpty { append(ScalingStep(count: model.inputShape.count, scale: 1, offset: 0), model.layers.count - 1) }
    }

    private mutating func plan(at index: Int) {
        let place = LayerPlace(
            index: index, input: model.inputShapes(ofLayer: index)[0], output: model.outputShapes[index],
            weights: weights(index, 0..<store.slots[index].count),
            isFirst: !store.slots[..<index].joined().contains(where: \.isTrainable))
        switch model.layers[index] {
        case let layer as any ComputedLayer: layer.plan(place, in: &self)
        case let layer as any ElementwiseLayer: planActivation(layer.activation, place)
        case let layer: preconditionFailure("\(type(of: layer)) is not a computed layer")  // `requireComputed` refused it.
        }
    }

    func producer(ofLayer layer: Int) -> Int { layer < 0 ? -1 : producers[layer] }

    /// The given parameters of a layer.
    func weights(_ layer: Int, _ parameters: Range<Int>) -> LayerWeights {
        LayerWeights(store: store, slots: Array(store.slots[layer][parameters]))
    }

    /// Appends a step that takes the current values and makes the output of a layer.
    mutating func append(_ step: any Step, _ layer: Int) { append(step, layer, sources: [current]) }

    mutating func append(_ step: any Step, _ layer: Int, sources: [Int]) {
        steps.append(step)
        layerIndices.append(layer)
        self.sources.append(sources)
        current = steps.count - 1
    }

    /// Appends the step of an activation, if there is one.
    mutating func planActivation(_ activation: Activation, _ place: LayerPlace) {
        planActivation(activation, place.output, place.index)
    }

    mutating func planActivation(_ activation: Activation, _ shape: Shape, _ index: Int) {
        if activation != .linear { append(ActivationStep(activation, shape: shape), index) }
    }

    // MARK: Fusing

    /// Whether the next layer may be fused into the step of the one at `index`.
    func canFuse(after index: Int) -> Bool {
        fusing && index + 1 < model.layers.count && model.layerTraining[index].activityRegularizer == nil
            && model.sources[index + 1] == [index] && model.users(ofLayer: index) == 1
    }

    /// The activation to fuse into a layer with the given one, and how many activation layers after it are fused.
    func rectifier(_ activation: Activation, after index: Int) -> (isReLU: Bool, layers: Int) {
        if activation == .relu { return (true, 0) }
        guard canFuse(after: index), activation == .linear,
            let next = model.layers[index + 1] as? any ElementwiseLayer, next.activation == .relu
        else { return (false, 0) }
        return (true, 1)
    }
}
