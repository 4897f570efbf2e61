import DigitTensor

extension TrainingEngine {
    /// What the update of a batch needs to know.
    struct Changes {
        let sampleCount: Int
        let shardCount: Int
        let clipping: GradientClipping?
    }

    /// Runs the end of the shards' backward pass, completes the gradient and changes the weights by it. A part of the weights is
    /// changed as soon as its gradient is complete, while other threads are still at their shards, unless the gradient's norm
    /// must be known before.
    func change(
        _ changes: Changes, update: (Range<Int>, ConstFloats) -> Void, after endShard: (_ shard: Int, _ worker: Int) -> Void
    ) {
        let (shardCount, taskCount) = (changes.shardCount, updateTasks.current.count)
        progress.restart()
        func run(_ shard: Int, _ worker: Int) {
            endShard(shard, worker)
            progress.ended.add(1, ordering: .acquiringAndReleasing)
        }
        if case .globalNorm(let limit) = changes.clipping {
            pool.run(shardCount, run)
            let gradient = wholeGradient ?? AlignedBuffer(count: plan.store.weights.count)
            wholeGradient = gradient
            pool.run(taskCount) { number, worker in
                finishGradient(number, changes, worker: worker, in: gradient.base + updateTasks.range(number).lowerBound)
            }
            let factor = factor(limiting: gradient, toNorm: limit)
            pool.run(taskCount) { number, _ in
                let (range, part) = (updateTasks.range(number), gradient.base + updateTasks.range(number).lowerBound)
                if factor < 1 { for i in 0..<range.count { part[i] *= factor } }
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
        let copied = updateTasks.wholeCopySteps
        if !copied.isEmpty { pool.run(copied.count) { number, _ in copied[number].refreshWhole() } }
    }

    /// The task that is to be done next, when what it needs is there: half of the early ones while the slowest shard goes on,
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
    }

    /// What the whole gradient is to be multiplied by: 1 where it is within the limit of its norm.
    private func factor(limiting gradient: AlignedBuffer, toNorm limit: Double) -> Float {
        var sum = 0.0
        for i in 0..<gradient.count { sum += Double(gradient.base[i]) * Double(gradient.base[i]) }
        let norm = sum.squareRoot()
        return norm > limit ? Float(limit / norm) : 1
    }

    private func clip(_ gradient: Floats, count: Int, limit: Float) {
        for i in 0..<count { gradient[i] = max(-limit, min(limit, gradient[i])) }
    }
}
