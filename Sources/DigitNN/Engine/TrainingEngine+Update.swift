import DigitTensor

extension TrainingEngine {
    /// The values that the update of a batch needs.
    struct Changes {
        let sampleCount: Int
        let shardCount: Int
        let clipping: GradientClipping?
        let accumulation: GradientAccumulation?
    }

    /// Runs the end of the shards' backward pass, completes the gradient and updates the weights with it. A part of the weights
    /// is updated as soon as its gradient is complete, while other threads are still working on their shards, unless the
    /// gradient's norm must be known first.
    func change(
        _ changes: Changes, update: (Range<Int>, ConstFloats) -> Void, after endShard: (_ shard: Int, _ worker: Int) -> Void
    ) {
        let (shardCount, taskCount) = (changes.shardCount, updateTasks.current.count)
        progress.restart()
        func run(_ shard: Int, _ worker: Int) {
            endShard(shard, worker)
            progress.ended.add(1, ordering: .acquiringAndReleasing)
        }
        if let limit = changes.clipping?.wholeNorm {
            pool.run(shardCount, run)
            let gradient = wholeGradient ?? AlignedBuffer(count: plan.store.weights.count)
            wholeGradient = gradient
            pool.run(taskCount) { number, worker in
                finishGradient(number, changes, worker: worker, in: gradient.base + updateTasks.range(number).lowerBound)
            }
            if case .norm = changes.clipping {
                limitEach(gradient, toNorm: limit)
            } else {
                let factor = factor(limiting: gradient.base, count: gradient.count, toNorm: limit)
                pool.run(taskCount) { number, _ in
                    let range = updateTasks.range(number)
                    if factor < 1 { for i in range { gradient.base[i] *= factor } }
                }
            }
            pool.run(taskCount) { number, _ in
                let part = gradient.base + updateTasks.range(number).lowerBound
                apply(number, gradient: part, update: update)
            }
        } else {
            pool.run(shardCount + taskCount) { number, worker in
                guard number >= shardCount else { return run(number, worker) }
                let number = nextTask(number - shardCount, shardCount: shardCount, worker: worker)
                let part = taskGradients[worker].base
                if updateTasks.hasGaps(number) { part.update(repeating: 0, count: updateTasks.range(number).count) }
                finishGradient(number, changes, worker: worker, in: part)
                if case .value(let limit) = changes.clipping {
                    clip(part, count: updateTasks.range(number).count, limit: Float(limit))
                }
                apply(number, gradient: part, update: update)
            }
        }
        constrainWeights()
        let copied = updateTasks.wholeCopySteps
        if !copied.isEmpty { pool.run(copied.count) { number, _ in copied[number].refreshWhole() } }
    }

    /// The next task, when what it needs is complete: half of the early ones while the slowest shard is running, then those that
    /// have to wait for it, and beside them the rest.
    /// then those that have to wait for it, and beside them the rest.
    private func nextTask(_ place: Int, shardCount: Int, worker: Int) -> Int {
        let (earlyCount, first) = (updateTasks.earlyCount, updateTasks.earlyCount / 2)
        let isEarly = place < first || place >= first + updateTasks.current.count - earlyCount
        progress.wait(forShards: shardCount, toEnd: !isEarly)
        return isEarly ? progress.claim(of: earlyCount, worker: worker) : earlyCount + place - first
    }

    private func apply(_ number: Int, gradient: Floats, update: (Range<Int>, ConstFloats) -> Void) {
        update(updateTasks.range(number), ConstFloats(gradient))
        let (step, task) = updateTasks.current[number]
        plan.steps[step].refresh(task: task)
    }

    private func finishGradient(_ number: Int, _ changes: Changes, worker: Int, in target: Floats) {
        let (index, task) = updateTasks.current[number]
        let samples = Samples(0..<changes.sampleCount)
        let batch = BatchMemory(
            count: changes.sampleCount, input: ConstFloats(memory.input(ofStep: index, samples)),
            outputGradient: ConstFloats(memory.gradient(ofStep: index, samples)),
            shardGradients: ConstFloats(shardGradients[index].base), shardCount: changes.shardCount, gradient: target,
            scratch: scratch[worker].base)
        plan.steps[index].finishGradient(task: task, batch: batch)
        rules.addGradient(to: target, of: updateTasks.range(number))
        changes.accumulation?.apply(to: target, of: updateTasks.range(number))
    }

    /// Projects weights onto their constraints, and updates the steps' copies.
    private func constrainWeights() {
        guard !rules.constrained.isEmpty else { return }
        pool.run(rules.constrained.count) { number, _ in rules.constrain(rules.constrained[number]) }
        for step in plan.steps where rules.constrained.contains(where: { step.trainable.contains($0.offset) }) {
            pool.run(step.updateTaskCount) { task, _ in step.refresh(task: task) }
        }
    }

    /// The factor for the whole gradient: 1 if it is within the limit of its norm.
    private func factor(limiting gradient: Floats, count: Int, toNorm limit: Double) -> Float {
        var sum = 0.0
        for i in 0..<count { sum += Double(gradient[i]) * Double(gradient[i]) }
        let norm = sum.squareRoot()
        return norm > limit ? Float(limit / norm) : 1
    }

    /// Limits the norm of each weight's gradient separately.
    private func limitEach(_ gradient: AlignedBuffer, toNorm limit: Double) {
        for slot in plan.store.slots.joined() where slot.isTrainable {
            let part = gradient.base + slot.offset
            let factor = factor(limiting: part, count: slot.count, toNorm: limit)
            if factor < 1 { for i in 0..<slot.count { part[i] *= factor } }
        }
    }

    private func clip(_ gradient: Floats, count: Int, limit: Float) {
        for i in 0..<count { gradient[i] = max(-limit, min(limit, gradient[i])) }
    }
}

/// Sums the gradients of several steps for one update.
package struct GradientAccumulation {
    /// The sum since the last update, laid out like the parameter store.
    let sum: Floats
    /// The number of steps whose mean gradient an update takes.
    let steps: Int
    /// Whether the present step is the last of them.
    let completes: Bool

    /// Turns the last step's gradient into the mean of the steps, or adds another step's gradient to the sum.
    func apply(to part: Floats, of range: Range<Int>) {
        let sum = sum + range.lowerBound
        for i in 0..<range.count {
            if completes {
                (part[i], sum[i]) = ((part[i] + sum[i]) / Float(steps), 0)
            } else {
                sum[i] += part[i]
            }
        }
    }
}

extension GradientClipping {
    /// The limit of a norm, for which the whole gradient must be known.
    var wholeNorm: Double? {
        switch self {
        case .globalNorm(let limit), .norm(let limit): limit
        case .value: nil
        }
    }
}
