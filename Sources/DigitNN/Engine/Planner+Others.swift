import DigitTensor

extension Planner {
    /// Merges the outputs of several layers, two by two.
    mutating func planMerge(_ layer: any MergeLayer, _ index: Int) {
        let shapes = model.inputShapes(ofLayer: index)
        var shape = shapes[0]
        for (source, other) in zip(model.sources[index], shapes).dropFirst() {
            let places = [current, producer(ofLayer: source)]
            if let layer = layer as? Concatenate {
                let axis = layer.place(in: shape)
                append(ConcatenationStep(shape, other, axis: axis), index, sources: places)
                var sizes = shape.dimensions
                sizes[axis] += other[axis]
                shape = Shape(sizes)
            } else if let layer = layer as? ElementwiseMerge {
                append(ElementwiseMergeStep(layer.operation, count: shape.count), index, sources: places)
            }
        }
        if let layer = layer as? ElementwiseMerge, layer.operation == .average {
            append(ScalingStep(count: shape.count, scale: 1 / Float(shapes.count), offset: 0), index)
        }
    }

    /// Plans a layer that is never fused with others.
    mutating func planOther(_ layer: any Layer, _ index: Int, _ shape: Shape, _ weights: LayerWeights, _ isFirst: Bool) {
        let output = model.outputShapes[index]
        switch layer {
        case let layer as LayerNormalization: append(SampleNormalizationStep(layer, shape: shape, weights: weights), index)
        case let layer as GroupNormalization: append(SampleNormalizationStep(layer, shape: shape, weights: weights), index)
        case let layer as Normalization: append(AffineStep(layer, shape: shape, weights: weights), index)
        case let layer as any ResamplingLayer: append(ResamplingStep(layer, input: shape), index)
        case let layer as Conv2DTranspose:
            append(
                TransposedConvolutionStep(layer, input: shape, output: output, weights: weights, isFirst: isFirst), index)
            planActivation(layer.activation, output, index)
        case let layer as Conv1D:
            // A sequence is an image of one row.
            let padding = PaddingStep(input: [1, shape[0], shape[1]], top: 0, bottom: 0, left: layer.leading, right: 0)
            if layer.leading > 0 { append(padding, index) }
            let image = padding.outputShape
            append(
                layer.image.isPlain
                    ? ConvolutionStep(layer.image, input: image, relu: false, weights: weights, isFirst: isFirst)
                    : GroupedConvolutionStep(layer.image, input: image, weights: weights, isFirst: isFirst), index)
            planActivation(layer.activation, output, index)
        case let layer as Pooling1D:
            let geometry = try! layer.geometry(for: shape)  // Checked when the network was made.
            append(layer.isAverage ? AveragePoolStep(geometry) : MaxPoolStep(geometry), index)
        case is Flatten, is Reshape, is InferenceIdentity:
            break  // The values stay as they are.
        default:
            preconditionFailure("\(type(of: layer)) stands in computedLayers, but has no case here")
        }
    }
}
