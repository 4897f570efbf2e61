import DigitTensor

extension Sequential {
    /// The same network with the same weights for inputs of another width.
    /// - Throws: `NetworkError` if a layer cannot take it, or its weights depend on it.
    public func withInput(width: Int) throws(NetworkError) -> Sequential {
        guard inputShape.rank == 3 else {
            throw NetworkError("network \(name): input of shape (height, width, channels) expected, got \(inputShape)")
        }
        return try Sequential(
            name: name, inputShape: [inputShape[0], width, inputShape[2]], layers: layers, sources: sources,
            training: layerTraining, weights: weights)
    }

    /// Checks that the network takes strips, (height, width, 1), and gives a softmax for each time step, and that the width is a
    /// multiple of the number of time steps.
    func checkSequences() throws(NetworkError) {
        let isStrip = inputShape.rank == 3 && inputShape[2] == 1
        let hasSteps = outputShape.rank == 2 && inputShape[1] % outputShape[0] == 0 && (2...256).contains(outputShape[1])
        guard isChain, isStrip, hasSteps, endsWithSoftmax else {
            throw NetworkError(
                "network \(name): a softmax of 2...256 classes for each time step expected, with a number of steps that divides the width, "
                    + "and input of shape (height, width, 1); got \(outputShape) for \(inputShape)")
        }
    }

    /// Whether only reshaping follows a softmax.
    private var endsWithSoftmax: Bool {
        switch layers.last(where: { !($0 is Reshape) }) {
        case let layer as Conv2D: layer.activation == .softmax
        case let layer as Dense: layer.activation == .softmax
        case let layer as any ElementwiseLayer: layer.activation == .softmax
        default: false
        }
    }

    /// The most columns left or right of an output's own that may affect it.
    var columnsSeen: Int {
        var (columns, step) = (0, 1)
        func add(_ window: Size2D, _ strides: Size2D) {
            columns += (window.width - 1) * step
            step *= strides.width
        }
        for layer in layers {
            switch layer {
            case let layer as Conv2D: add(layer.window, layer.strides)
            case let layer as DepthwiseConv2D: add(layer.kernelSize, layer.strides)
            case let layer as SeparableConv2D: add(layer.kernelSize, layer.strides)
            case let layer as any Pooling2D: add(layer.poolSize, layer.strides)
            default: break
            }
        }
        return columns
    }
}
