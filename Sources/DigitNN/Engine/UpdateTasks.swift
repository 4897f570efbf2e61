/// The tasks in which a plan's gradients are completed and its weights updated, and where the backward pass ends.
struct UpdateTasks {
    private let plan: Plan
    private let all: [(step: Int, task: Int)]
    /// Those of the trained steps: first the early ones, then those that need the shards' sums.
    private(set) var current: [(step: Int, task: Int)]
    /// The number of tasks that only need the shards to have gone through `firstWholeBatchStep`.
    private(set) var earlyCount = 0
    /// The trained steps with copies of weights that are updated when all tasks of the step are done.
    private(set) var wholeCopySteps: [any Step] = []
    /// The first trained step: the backward pass ends there.
    private(set) var firstStep = 0
    /// The steps of frozen layers.
    private let untrained: Set<Int>
    /// The first trained step that updates from the whole batch: what these steps need is complete when all shards' backward
    /// passes have gone through it.
    private(set) var firstWholeBatchStep: Int?

    init(_ plan: Plan) {
        self.plan = plan
        let frozen = Set(plan.store.slots.joined().filter { $0.hasGradient && $0.isFrozen }.map(\.offset))
        untrained = Set(
            plan.steps.indices.filter {
                frozen.contains(plan.steps[$0].trainable.lowerBound) && !plan.steps[$0].trainable.isEmpty
            })
        let trained = plan.steps.indices.filter { [untrained] in !untrained.contains($0) }
        // The tasks that cannot be divided come first, so that they do not end up alone at the end.
        all = trained.flatMap { index in (0..<plan.steps[index].updateTaskCount).map { (index, $0) } }
            .sorted { plan.steps[$0.0].updatedRange(task: $0.1).count > plan.steps[$1.0].updatedRange(task: $1.1).count }
        current = all
        begin(at: 0)
    }

    /// The steps before the first trained one.
    var frozenSteps: ArraySlice<any Step> { plan.steps[..<firstStep] }

    /// The part of the parameters that one of the current tasks updates.
    func range(_ number: Int) -> Range<Int> { plan.steps[current[number].step].updatedRange(task: current[number].task) }

    /// Whether there may be gaps between the parameters that one of the current tasks updates, which no step writes.
    func hasGaps(_ number: Int) -> Bool {
        range(number).upperBound == plan.steps[current[number].step].trainable.upperBound
    }

    /// Freezes the first layers with weights.
    /// - Returns: whether that is a change.
    mutating func freeze(layers count: Int) -> Bool {
        var layers = Set<Int>()
        let beyond = plan.steps.indices.first {
            if !plan.steps[$0].trainable.isEmpty { layers.insert(plan.layerIndices[$0]) }
            return layers.count > count
        }
        let first = count == 0 ? 0 : beyond ?? plan.steps.count
        let before = firstStep
        begin(at: first)
        return firstStep != before
    }

    private mutating func begin(at step: Int) {
        // If nothing at the front is trained, the backward pass need not go there.
        let first = untrained.isEmpty ? step : max(step, all.map(\.step).min() ?? plan.steps.count)
        firstStep = first
        let trained = all.filter { $0.step >= first }
        let early = trained.filter { plan.steps[$0.step].updatesFromWholeBatch }
        (firstWholeBatchStep, earlyCount) = (early.map(\.step).min(), early.count)
        current = early + trained.filter { !plan.steps[$0.step].updatesFromWholeBatch }
        wholeCopySteps = plan.steps.indices[first...].filter { !untrained.contains($0) }.map { plan.steps[$0] }
            .filter { $0.hasWholeCopies && !$0.trainable.isEmpty }
    }
}
