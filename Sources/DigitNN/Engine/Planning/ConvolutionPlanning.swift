import DigitTensor

extension Conv2D: ComputedLayer {
    func plan(_ place: LayerPlace, in planner: inout Planner) {
        planner.planConvolution(self, place.index, place.input, place.weights, place.isFirst)
    }
}

extension SeparableConv2D: ComputedLayer {
    func plan(_ place: LayerPlace, in planner: inout Planner) {
        let index = place.index
        let middle = DepthwiseStep(
            depthwise, input: place.input, weights: planner.weights(index, 0..<1), isFirst: place.isFirst)
        planner.append(middle, index)
        planner.planConvolution(
            pointwise, index, middle.outputShape, planner.weights(index, 1..<place.weights.slots.count), false)
    }
}

extension DepthwiseConv2D: ComputedLayer {
    func plan(_ place: LayerPlace, in planner: inout Planner) {
        planner.append(
            DepthwiseStep(self, input: place.input, weights: place.weights, isFirst: place.isFirst), place.index)
        planner.planActivation(activation, place)
    }
}

extension Conv2DTranspose: ComputedLayer {
    func plan(_ place: LayerPlace, in planner: inout Planner) {
        planner.append(
            TransposedConvolutionStep(
                self, input: place.input, output: place.output, weights: place.weights, isFirst: place.isFirst), place.index)
        planner.planActivation(activation, place)
    }
}

extension Conv1D: ComputedLayer {
    func plan(_ place: LayerPlace, in planner: inout Planner) {
        // A sequence is an image of one row.
        let row: Shape = [1, place.input[0], place.input[1]]
        let padding = PaddingStep(input: row, top: 0, bottom: 0, left: leading, right: 0)
        if leading > 0 { planner.append(padding, place.index) }
        planner.append(
            image.isPlain
                ? ConvolutionStep(
                    image, input: padding.outputShape, relu: false, weights: place.weights, isFirst: place.isFirst)
                : GroupedConvolutionStep(image, input: padding.outputShape, weights: place.weights, isFirst: place.isFirst),
            place.index)
        planner.planActivation(activation, place)
    }
}

extension Planner {
    /// Plans a convolution, fused with the activation and pool after it if possible.
    fileprivate mutating func planConvolution(
        _ layer: Conv2D, _ index: Int, _ shape: Shape, _ weights: LayerWeights, _ isFirst: Bool
    ) {
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
            fusedCount = poolIndex - index
            return
        }
        let geometry = WindowGeometry(input: shape, window: layer.window, strides: layer.strides, padding: layer.padding)
        let output: Shape = [geometry.output.height, geometry.output.width, layer.filters]
        guard layer.isPlain else {
            append(GroupedConvolutionStep(layer, input: shape, weights: weights, isFirst: isFirst), index)
            return planActivation(layer.activation, output, index)
        }
        let relu = isReLU && fusing
        append(
            fusing && WinogradConvolutionStep.fits(layer, input: shape)
                ? WinogradConvolutionStep(
                    layer, input: shape, relu: relu, weights: weights, needsInputGradient: training && !isFirst)
                : ConvolutionStep(layer, input: shape, relu: relu, weights: weights, isFirst: isFirst),
            index + activations)
        fusedCount = activations
        if !relu { planActivation(layer.activation, output, index) }
    }
}
