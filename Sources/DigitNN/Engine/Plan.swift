import DigitTensor

/// The steps that compute a network, made from its list of layers.
///
/// Layers that only rename the shape make no step. With fusing, a 3x3 convolution, its ReLU and the 2x2 pool after it become
/// one step, a ReLU after a convolution or dense layer becomes part of it, and 3x3 convolutions go by Winograd's tiles.
package final class Plan {
    package let steps: [any Step]
    /// For each step, the number of the last layer whose output it makes.
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
    ///   - fusing: whether layers are fused and convolutions take shorter ways: tests compare with the plain ones.
    ///   - lines: for what one thread makes and others read; nil where one thread does all.
    ///   - store: the weights, where plans for inputs of other sizes have them too.
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

    /// Brings the steps' copies of weights up to date, where another plan's training has changed the weights.
    package func refresh(with pool: ThreadPool) {
        guard version != store.version else { return }
        pool.run(steps.count) { step, _ in steps[step].refreshAll() }
        version = store.version
    }

    /// To be called when the weights have changed, and the copies of this plan's steps with them.
    package func weightsChanged() {
        store.version += 1
        version = store.version
    }
}

/// Goes through the layers and collects steps.
struct Planner {
    let model: Sequential
    let store: ParameterStore
    let training: Bool
    let fusing: Bool
    let lines: SharedLines?
    var steps: [any Step] = []
    var layerIndices: [Int] = []
    /// For each step, the steps whose outputs it takes; -1 is the network's input.
    var sources: [[Int]] = []
    /// For each layer, the step that makes its output.
    var producers: [Int] = []
    /// The step that made the values that the next one takes.
    var current = -1

    mutating func planAll() {
        var index = 0
        while index < model.layers.count {
            current = producer(ofLayer: model.sources[index][0])
            let count = plan(at: index)
            index += count
            if let penalty = model.layerTraining[index - 1].activityRegularizer {
                append(ActivityPenaltyStep(penalty, count: model.outputShapes[index - 1].count), index - 1)
            }
            producers += [Int](repeating: current, count: count)
        }
        // A network without steps still copies its input to its output.
        if steps.isEmpty { append(ScalingStep(count: model.inputShape.count, scale: 1, offset: 0), model.layers.count - 1) }
    }

    private func input(of index: Int) -> Shape { model.inputShapes(ofLayer: index)[0] }

    func producer(ofLayer layer: Int) -> Int { layer < 0 ? -1 : producers[layer] }

    private func weights(_ layer: Int, _ parameters: Range<Int>) -> LayerWeights {
        LayerWeights(store: store, slots: Array(store.slots[layer][parameters]))
    }

    mutating func append(_ step: any Step, _ layer: Int) {
        append(step, layer, sources: [current])
    }

    mutating func append(_ step: any Step, _ layer: Int, sources: [Int]) {
        steps.append(step)
        layerIndices.append(layer)
        self.sources.append(sources)
        current = steps.count - 1
    }

    /// Whether the next layer may become part of the step of the one at `index`.
    private func canFuse(after index: Int) -> Bool {
        fusing && index + 1 < model.layers.count && model.layerTraining[index].activityRegularizer == nil
            && model.sources[index + 1] == [index] && model.users(ofLayer: index) == 1
    }

    /// The activation to fuse into a layer with the given one, and how many activation layers after it that takes.
    private func rectifier(_ activation: Activation, after index: Int) -> (isReLU: Bool, layers: Int) {
        if activation == .relu { return (true, 0) }
        guard canFuse(after: index), activation == .linear,
            let next = model.layers[index + 1] as? any ElementwiseLayer, next.activation == .relu
        else { return (false, 0) }
        return (true, 1)
    }

    /// Plans the layer at `index` and those fused with it; returns their number.
    private mutating func plan(at index: Int) -> Int {
        let shape = input(of: index)
        let output = model.outputShapes[index]
        // Steps are needed for gradients before them only if something before them is trained.
        let isFirst = !store.slots[..<index].joined().contains(where: \.isTrainable)
        let all = weights(index, 0..<store.slots[index].count)
        switch model.layers[index] {
        case let layer as Conv2D:
            return planConvolution(layer, index, shape, all, isFirst)
        case let layer as SeparableConv2D:
            let middle = DepthwiseStep(layer.depthwise, input: shape, weights: weights(index, 0..<1), isFirst: isFirst)
            append(middle, index)
            return planConvolution(
                layer.pointwise, index, middle.outputShape, weights(index, 1..<store.slots[index].count), false)
        case let layer as DepthwiseConv2D:
            append(DepthwiseStep(layer, input: shape, weights: all, isFirst: isFirst), index)
            planActivation(layer.activation, output, index)
        case let layer as Dense:
            let (isReLU, fused) = rectifier(layer.activation, after: index)
            let relu = isReLU && fusing
            append(
                DenseStep(
                    inputShape: shape, units: layer.units, relu: relu, weights: all, training: training, isFirst: isFirst,
                    lines: lines),
                index + fused)
            if !relu { planActivation(layer.activation, output, index) }
            return 1 + fused
        case let layer as MaxPooling2D:
            let geometry = WindowGeometry(input: shape, window: layer.poolSize, strides: layer.strides, padding: layer.padding)
            append(MaxPoolStep(geometry), index)
        case let layer as AveragePooling2D:
            let geometry = WindowGeometry(input: shape, window: layer.poolSize, strides: layer.strides, padding: layer.padding)
            append(AveragePoolStep(geometry), index)
        case is GlobalMaxPooling2D:
            append(MaxPoolStep(.global(shape)), index)
        case is GlobalAveragePooling2D:
            append(AveragePoolStep(.global(shape)), index)
        case let layer as any ElementwiseLayer:
            planActivation(layer.activation, output, index)
        case let layer as PReLU:
            append(PReLUStep(layer, shape: shape, weights: all), index)
        case let layer as Dropout:
            if training, layer.rate > 0 {
                let ordinal = model.layers[..<index].count { $0 is Dropout }
                append(DropoutStep(count: shape.count, rate: layer.rate, ordinal: UInt32(ordinal)), index)
            }
        case let layer as BatchNormalization:
            append(
                training && !model.layerTraining[index].isTrainable
                    ? AffineStep(layer, shape: shape, weights: all)
                    : BatchNormalizationStep(layer, shape: shape, weights: all), index)
        case let layer as ZeroPadding2D:
            append(PaddingStep(input: shape, top: layer.top, bottom: layer.bottom, left: layer.left, right: layer.right), index)
        case let layer as Permute:
            append(PermuteStep(input: shape, axes: layer.axes.map { $0 - 1 }), index)
        case let layer as Rescaling:
            append(ScalingStep(count: shape.count, scale: layer.scale, offset: layer.offset), index)
        case let layer as any MergeLayer:
            planMerge(layer, index)
        case let layer:
            planOther(layer, index, shape, all, isFirst)
        }
        return 1
    }

    mutating func planActivation(_ activation: Activation, _ shape: Shape, _ index: Int) {
        if activation != .linear { append(ActivationStep(activation, shape: shape), index) }
    }

    private mutating func planConvolution(
        _ layer: Conv2D, _ index: Int, _ shape: Shape, _ weights: LayerWeights, _ isFirst: Bool
    ) -> Int {
        let (isReLU, activations) = rectifier(layer.activation, after: index)
        let poolIndex = index + 1 + activations
        if isReLU, canFuse(after: poolIndex - 1), let pool = model.layers[poolIndex] as? MaxPooling2D,
            ConvolutionPool.fits(layer, pool, input: shape)
        {
            var shape = shape
            if layer.padding == .same {
                let padding = PaddingStep(input: shape, top: 1, bottom: 1, left: 1, right: 1)
                shape = padding.outputShape
                append(padding, index)
            }
            append(
                shape[2] == 1 && isFirst
                    ? OneChannelConvolutionPoolStep(filters: layer.filters, input: shape, weights: weights)
                    : WinogradConvolutionPoolStep(
                        filters: layer.filters, input: shape, weights: weights, isFirst: isFirst, lines: lines),
                poolIndex)
            return poolIndex + 1 - index
        }
        guard layer.isPlain else {
            append(GroupedConvolutionStep(layer, input: shape, weights: weights, isFirst: isFirst), index)
            let geometry = WindowGeometry(input: shape, window: layer.window, strides: layer.strides, padding: layer.padding)
            planActivation(layer.activation, [geometry.output.height, geometry.output.width, layer.filters], index)
            return 1
        }
        let relu = isReLU && fusing
        append(
            fusing && WinogradConvolutionStep.fits(layer, input: shape)
                ? WinogradConvolutionStep(
                    layer, input: shape, relu: relu, weights: weights, needsInputGradient: training && !isFirst)
                : ConvolutionStep(layer, input: shape, relu: relu, weights: weights, isFirst: isFirst),
            index + activations)
        if !relu {
            let geometry = WindowGeometry(input: shape, window: layer.kernelSize, strides: layer.strides, padding: layer.padding)
            planActivation(layer.activation, [geometry.output.height, geometry.output.width, layer.filters], index)
        }
        return 1 + activations
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

    /// Where a parameter lies in a shard's sums, if these are laid out as the parameters are.
    package func shardOffset(_ parameter: Int) -> Int { slots[parameter].offset - trainable.lowerBound }
}

extension WindowGeometry {
    /// One window that covers the image.
    static func global(_ shape: Shape) -> WindowGeometry {
        WindowGeometry(input: shape, window: Size2D(shape[0], shape[1]), strides: 1, padding: .valid)
    }
}
