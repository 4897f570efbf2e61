import DigitTensor

/// One training step after another: forward, loss, backward, update.
///
/// A batch is divided into shards whose number depends only on the batch's size. Each shard runs on one thread and sums its
/// gradients separately; the shards' sums are then added in a fixed order. So results do not depend on the number of threads.
package final class TrainingEngine {
    package let plan: Plan
    package let pool: ThreadPool
    private let objective: any Objective
    private let sharding: Sharding
    private let arena: Arena
    let memory: ActivationMemory
    let scratch: [AlignedBuffer]
    let shardGradients: [Arena.Part]
    /// For each thread, the gradient of the parameters that its task updates: consumed while it is in the cache.
    let taskGradients: [AlignedBuffer]
    /// The gradient of the whole parameter store, only if its norm is limited.
    var wholeGradient: AlignedBuffer?
    /// The steps between two batch statistics, in the forward pass.
    private let phases: [Range<Int>]
    private let segments: [[Segment]]
    var updateTasks: UpdateTasks
    let rules: WeightRules
    private let penaltySteps: [(index: Int, step: ActivityPenaltyStep)]
    let progress = ShardProgress()
    /// Per sample: the loss, 1 where the answer was right, and the right class's rank.
    private let losses: AlignedBuffer
    private let rights: AlignedBuffer
    private let ranks: AlignedBuffer
    /// Values of k: the number of samples whose right class is among the k most likely is counted.
    private let topK: [Int]

    /// - Parameters:
    ///   - batchSize: the most samples of a batch.
    ///   - arena: memory shared with other engines that do not run at the same time.
    package init(
        _ plan: Plan, objective: any Objective, batchSize: Int, pool: ThreadPool, sharding: Sharding = .images,
        arena: Arena = Arena(), topK: [Int] = []
    ) {
        (self.plan, self.objective, self.pool, self.sharding, self.arena) = (plan, objective, pool, sharding, arena)
        self.topK = topK
        arena.restart()
        let scratchCount = plan.steps.map(\.scratchCount).max() ?? 0
        scratch = (0..<pool.threadCount).map { _ in AlignedBuffer(count: scratchCount) }
        let shardCount = sharding.count(samples: batchSize)
        shardGradients = plan.steps.map { arena.take($0.shardGradientStride * shardCount) }
        var phases: [Range<Int>] = []
        for (index, step) in plan.steps.enumerated() where step is any BatchStatisticsStep || index == 0 {
            phases.append(index..<index)
        }
        for index in phases.indices {
            phases[index] =
                phases[index].lowerBound..<(index + 1 < phases.count ? phases[index + 1].lowerBound : plan.steps.count)
        }
        if let first = plan.steps.first as? any BatchStatisticsStep, first.inputCount > 0 { phases.insert(0..<0, at: 0) }
        self.phases = phases
        segments = phases.map { Segment.segments(of: plan, steps: $0) }
        // With several phases all shards go through one before any begins the next.
        let shardSize = max(sharding.smallestSize, (batchSize + shardCount - 1) / shardCount)
        let isSmaller = pool.threadCount * shardSize < batchSize
        memory = ActivationMemory(
            plan, capacity: batchSize, training: true,
            shards: phases.count == 1 && isSmaller ? .init(workers: pool.threadCount, size: shardSize) : nil, arena: arena)
        (rules, penaltySteps) = (WeightRules(plan.store), plan.penaltySteps)
        let updateTasks = UpdateTasks(plan)
        self.updateTasks = updateTasks
        let largestTask = updateTasks.current.indices.map { updateTasks.range($0).count }.max() ?? 0
        taskGradients = (0..<pool.threadCount).map { _ in AlignedBuffer(count: largestTask) }
        losses = AlignedBuffer(count: batchSize)
        rights = AlignedBuffer(count: batchSize)
        ranks = AlignedBuffer(count: batchSize)
        for case let step as any BatchStatisticsStep in plan.steps { step.reserve(shardCount: shardCount) }
    }

    /// Freezes the first layers with weights, and ends the backward pass after them.
    package func freeze(layers count: Int) {
        guard updateTasks.freeze(layers: count) else { return }
        wholeGradient = nil  // The limit of a gradient's norm applies to the trained layers.
    }

    /// Whether a parameter belongs to a layer that is not, or no longer, trained.
    package func isFrozen(_ slot: ParameterStore.Slot) -> Bool {
        slot.isFrozen || updateTasks.frozenSteps.contains { $0.trainable.contains(slot.offset) }
    }

    /// Computes the gradient of the mean loss over the objective's samples and hands each completed part of it to `update`, on any
    /// thread.
    /// - Parameters:
    ///   - count: the number of samples.
    ///   - ordinal: the number of samples seen before, for random masks.
    ///   - seed: the seed of random masks.
    ///   - progress: the fraction of the training that is done, 0 ..< 1, for the objective.
    ///   - clipping: a limit for the gradient.
    ///   - accumulation: what is done with the gradient before that, if an update uses that of several steps.
    ///   - update: receives a range of the parameter store and the gradient of that range.
    /// - Returns: the sum of the losses, the number of right answers, and for each k of `topK` the number of right classes among
    ///   the k most likely.
    package func step(
        count: Int, ordinal: UInt64, seed: UInt64, progress: Double = 0, clipping: GradientClipping? = nil,
        accumulation: GradientAccumulation? = nil,
        update: (_ range: Range<Int>, _ gradient: ConstFloats) -> Void
    ) -> (loss: Double, right: Int, within: [Int]) {
        plan.refresh(with: pool)
        arena.allocate()
        rules.prepare()
        let penalty = rules.loss.map { $0 * Double(count) }
        let shardCount = sharding.count(samples: count)
        let shardSize = (count + shardCount - 1) / shardCount
        let pass = Pass(
            count: count, shardSize: shardSize, ordinal: ordinal, seed: seed, progress: progress,
            firstTrainedStep: updateTasks.firstStep)

        /// Forward through a phase, and from the last one backward.
        func enter(_ phase: Int, _ shard: Int, _ worker: Int) {
            let places = pass.places(ofShard: shard, worker)
            if phase == 0 { begin(shard, places, pass) }
            forward(phase, places, pass)
            if phase + 1 < phases.count {
                statistics(atPhase: phase + 1).collect(call(phases[phase + 1].lowerBound, places, pass), shard: shard)
            } else {
                evaluateLoss(places, pass)
                backward(phase, places, pass)
            }
        }
        /// Backward through the statistics after a phase and the phase itself.
        func leave(_ phase: Int, _ shard: Int, _ worker: Int) {
            let places = pass.places(ofShard: shard, worker)
            let index = phases[phase + 1].lowerBound
            if index >= pass.firstTrainedStep { backward(step: index, places, pass) }
            backward(phase, places, pass)
        }
        let changes = Changes(sampleCount: count, shardCount: shardCount, clipping: clipping, accumulation: accumulation)
        for phase in phases.indices.dropLast() {
            pool.run(shardCount) { enter(phase, $0, $1) }
            statistics(atPhase: phase + 1).combine(shardCount: shardCount, sampleCount: count)
        }
        if phases.count == 1 {
            change(changes, update: update) { enter(0, $0, $1) }
        } else {
            pool.run(shardCount) { enter(phases.count - 1, $0, $1) }
            for phase in phases.indices.dropLast().reversed() {
                statistics(atPhase: phase + 1).combineBackward(shardCount: shardCount)
                if phase > 0 { pool.run(shardCount) { leave(phase, $0, $1) } }
            }
            change(changes, update: update) { leave(0, $0, $1) }
        }
        plan.weightsChanged()
        var (loss, right) = (0.0, 0)
        for sample in 0..<count {
            loss += Double(losses.base[sample])
            right += Int(rights.base[sample])
        }
        let within = topK.map { k in (0..<count).count { Int(ranks.base[$0]) < k } }
        return (loss + (penalty ?? 0), right, within)
    }

    typealias Samples = ActivationMemory.Samples

    /// The values that all calls of one step share.
    private struct Pass {
        let count: Int
        let shardSize: Int
        let ordinal: UInt64
        let seed: UInt64
        let progress: Double
        let firstTrainedStep: Int

        func places(ofShard shard: Int, _ worker: Int) -> Samples {
            let start = shard * shardSize
            return Samples(start..<min(start + shardSize, count), shardStart: start, worker: worker)
        }

        func sample(_ position: Int, worker: Int) -> BatchSample {
            BatchSample(
                position: position, ordinal: ordinal + UInt64(position), seed: seed, progress: progress, worker: worker)
        }
    }

    /// The step that begins a phase other than the first: `init` cuts the phases there.
    private func statistics(atPhase phase: Int) -> any BatchStatisticsStep {
        plan.steps[phases[phase].lowerBound] as! any BatchStatisticsStep
    }

    private func call(_ step: Int, _ samples: Samples, _ pass: Pass) -> Call {
        var call = memory.call(
            step: step, samples, scratch: scratch[samples.worker].base,
            shardGradient: shardGradients[step].base + samples.shardStart / pass.shardSize * plan.steps[step].shardGradientStride,
            ordinal: pass.ordinal, trainingSeed: pass.seed, from: pass.firstTrainedStep)
        call.lossScale = 1 / Float(pass.count)
        return call
    }

    /// Loads a shard's samples and clears its sums.
    private func begin(_ shard: Int, _ places: Samples, _ pass: Pass) {
        for position in places.range {
            objective.load(pass.sample(position, worker: places.worker), to: places[position], in: memory)
        }
        for (index, step) in plan.steps.enumerated() where step.shardGradientCount > 0 && !step.setsShardGradient {
            (shardGradients[index].base + shard * step.shardGradientStride).update(repeating: 0, count: step.shardGradientStride)
        }
    }

    private func forward(_ phase: Int, _ samples: Samples, _ pass: Pass) {
        for segment in segments[phase] {
            for group in segment.groups(of: samples) {
                for step in segment.steps { plan.steps[step].forward(call(step, group, pass)) }
            }
        }
    }

    /// Backward through a phase's steps; batch statistics at its start are only collected here.
    private func backward(_ phase: Int, _ samples: Samples, _ pass: Pass) {
        let end = isFused ? plan.steps.count - 1 : plan.steps.count
        let boundary = phase == 0 ? updateTasks.firstWholeBatchStep : nil
        if let boundary, boundary >= phases[0].upperBound { progress.passed.add(1, ordering: .acquiringAndReleasing) }
        for segment in segments[phase].reversed() {
            for group in segment.groups(of: samples) {
                for step in segment.steps.reversed() where step < end && step >= pass.firstTrainedStep && !isStatistics(step) {
                    backward(step: step, group, pass)
                }
            }
            if let boundary, segment.steps.contains(boundary) { progress.passed.add(1, ordering: .acquiringAndReleasing) }
        }
        let first = phases[phase].lowerBound
        if phase > 0, first >= pass.firstTrainedStep, let step = plan.steps[first] as? any BatchStatisticsStep {
            step.collectBackward(call(first, samples, pass), shard: samples.shardStart / pass.shardSize)
        }
    }

    private func backward(step: Int, _ samples: Samples, _ pass: Pass) {
        plan.steps[step].backward(call(step, samples, pass))
        memory.addGradients(ofStep: step, samples, from: pass.firstTrainedStep)
    }

    private func isStatistics(_ step: Int) -> Bool { plan.steps[step] is any BatchStatisticsStep }

    /// Whether the loss takes the place of the softmax in the backward pass.
    private var isFused: Bool { plan.endsWithSoftmax && objective.fusesWithSoftmax }

    /// Losses, and the gradient at the last step's output, or at its input where the softmax is fused with the loss.
    private func evaluateLoss(_ samples: Samples, _ pass: Pass) {
        let last = plan.steps.count - 1
        for position in samples.range {
            let place = samples[position]
            let values = isFused ? memory.input(ofStep: last, place) : memory.output(ofStep: last, place)
            let gradient =
                isFused
                ? plan.graph.sources[last].first.flatMap { $0 < 0 ? nil : memory.gradient(ofStep: $0, place) }
                : memory.gradient(ofStep: last, place)
            let result = objective.evaluate(
                pass.sample(position, worker: samples.worker), values: ConstFloats(values), isLogits: isFused,
                gradient: gradient, scale: 1 / Float(pass.count))
            losses.base[position] = result.loss + memory.penalty(penaltySteps, place)
            rights.base[position] = result.isRight ? 1 : 0
            ranks.base[position] = Float(result.rank)
        }
    }
}
