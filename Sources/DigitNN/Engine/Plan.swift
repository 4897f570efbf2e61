import DigitTensor

/// The steps that compute a network, made from its list of layers.
///
/// Layers that only change the shape need no step. With fusing, a 3x3 convolution, its ReLU and the 2x2 pool after it become one
/// step, a ReLU after a convolution or dense layer becomes part of it, and 3x3 convolutions use Winograd's tiles.
package final class Plan {
    package let steps: [any Step]
    /// For each step, the index of the last layer whose output it makes.
    package let layerIndices: [Int]
    /// For each layer, the step that makes its output; -1 for the network's input.
    let producers: [Int]
    /// Which steps take which steps' outputs.
    let graph: StepGraph
    package let store: ParameterStore
    package let inputCount: Int
    package let outputCount: Int
    /// Whether the last step is a softmax, so that cross-entropy can take its gradient at the logits.
    package let endsWithSoftmax: Bool

    /// - Parameters:
    ///   - training: whether steps that act only in training, such as dropout, take part.
    ///   - fusing: whether layers are fused and convolutions use faster algorithms: tests compare with the plain ones.
    ///   - lines: for what one thread writes and others read; nil if one thread does all.
    ///   - store: the weights, if plans for inputs of other sizes share them.
    package init(
        _ model: Sequential, training: Bool, fusing: Bool = true, lines: SharedLines? = nil, store: ParameterStore? = nil
    ) {
        let store = store ?? ParameterStore(model)
        (self.store, version) = (store, store.version)
        var planner = Planner(model: model, store: store, training: training, fusing: fusing, lines: lines)
        planner.planAll()
        steps = planner.steps
        layerIndices = planner.layerIndices
        (producers, graph) = (planner.producers, StepGraph(sources: planner.sources))
        inputCount = model.inputShape.count
        outputCount = model.outputShape.count
        endsWithSoftmax = (steps.last as? ActivationStep)?.activation == .softmax
        for step in steps { step.refreshAll() }
    }

    /// The version of the weights that the steps' copies are of.
    private var version: Int

    /// Updates the steps' copies of weights if another plan's training has changed the weights.
    package func refresh(with pool: ThreadPool) {
        guard version != store.version else { return }
        pool.run(steps.count) { step, _ in steps[step].refreshAll() }
        version = store.version
    }

    /// Must be called when the weights have changed, and the copies of this plan's steps with them.
    package func weightsChanged() {
        store.version += 1
        version = store.version
    }
}

/// A step's view of its layer's weights.
package struct LayerWeights {
    package let store: ParameterStore
    package let slots: [ParameterStore.Slot]

    /// The first value of a parameter.
    package func pointer(_ parameter: Int) -> Floats { store.weights.base + slots[parameter].offset }

    /// The part of the store of the parameters that have a gradient; they come first in every layer.
    package var trainable: Range<Int> {
        let trainable = slots.filter(\.hasGradient)
        guard let first = trainable.first, let last = trainable.last else { return 0..<0 }
        return first.offset..<last.offset + last.count
    }

    /// The position of a parameter in a shard's sums, if these are laid out like the parameters.
    package func shardOffset(_ parameter: Int) -> Int { slots[parameter].offset - trainable.lowerBound }
}
