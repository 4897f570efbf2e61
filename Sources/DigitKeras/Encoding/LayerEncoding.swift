import DigitJSON
import DigitNN

extension ModelEncoder {
    /// Keras's class name and settings of the layer at an index.
    func configuration(ofLayerAt index: Int) throws(KerasError) -> (className: String, settings: JSON) {
        let (layer, training) = (model.layers[index], model.layerTraining[index])
        let own: [JSON.Member]
        switch layer {
        case let layer as Conv2D: own = try settings(of: layer)
        case let layer as DepthwiseConv2D: own = try settings(of: layer)
        case let layer as SeparableConv2D: own = try settings(of: layer)
        case let layer as MaxPooling2D: own = pooling(layer.poolSize, layer.strides, layer.padding)
        case let layer as AveragePooling2D: own = pooling(layer.poolSize, layer.strides, layer.padding)
        case let layer as GlobalMaxPooling2D: own = globalPooling(keepsDimensions: layer.keepDimensions)
        case let layer as GlobalAveragePooling2D: own = globalPooling(keepsDimensions: layer.keepDimensions)
        case let layer as ZeroPadding2D: own = settings(of: layer)
        case is Flatten: own = [.init("data_format", "channels_last")]
        case let layer as Reshape: own = [.init("target_shape", JSON(layer.targetShape))]
        case let layer as Permute: own = [.init("dims", JSON(layer.axes))]
        case let layer as Dense: own = try settings(of: layer)
        case is ElementwiseMerge: own = []
        case let layer as Concatenate: own = [.init("axis", .integer(layer.axis))]
        case let layer as Dropout: own = [.init("rate", JSON(layer.rate)), .init("noise_shape", nil), .init("seed", nil)]
        case let layer as BatchNormalization: own = settings(of: layer)
        case let layer as Rescaling: own = [.init("scale", JSON(layer.scale)), .init("offset", JSON(layer.offset))]
        case let layer as PReLU: own = settings(of: layer)
        case let layer as any ElementwiseLayer: own = try settings(of: layer)
        case let layer as InferenceIdentity: return try stored(layer)
        default: own = try settings(ofOther: layer)
        }
        let common: [JSON.Member] = [
            .init("name", .string(layer.name)), .init("trainable", .bool(training.isTrainable)), .init("dtype", "float32"),
        ]
        return (
            layer.kerasClass, .object(common + own + settings(of: training, of: layer, model.parameters[index]))
        )
    }

    var dataFormat: JSON { channelsFirst ? "channels_first" : "channels_last" }

    func size(_ size: Size2D) -> JSON { [.integer(size.height), .integer(size.width)] }

    func window(_ padding: Padding, _ strides: Size2D) -> [JSON.Member] {
        [.init("strides", size(strides)), .init("padding", .string(padding.rawValue)), .init("data_format", dataFormat)]
    }

    private func settings(of layer: Conv2D) throws(KerasError) -> [JSON.Member] {
        [.init("filters", .integer(layer.filters)), .init("kernel_size", size(layer.kernelSize))]
            + window(layer.padding, layer.strides)
            + [
                .init("dilation_rate", size(layer.dilation)), .init("groups", .integer(layer.groups)),
                .init("activation", try activation(layer.activation, of: layer)),
                .init("use_bias", .bool(layer.useBias)), .init("kernel_initializer", layer.kernelInitializer.kerasConfiguration),
                .init("bias_initializer", Initializer.zeros.kerasConfiguration),
            ]
    }

    private func settings(of layer: DepthwiseConv2D) throws(KerasError) -> [JSON.Member] {
        [.init("kernel_size", size(layer.kernelSize))] + window(layer.padding, layer.strides)
            + [
                .init("depth_multiplier", .integer(layer.depthMultiplier)), .init("dilation_rate", [1, 1]),
                .init("activation", try activation(layer.activation, of: layer)), .init("use_bias", .bool(layer.useBias)),
            ]
    }

    private func settings(of layer: SeparableConv2D) throws(KerasError) -> [JSON.Member] {
        [.init("filters", .integer(layer.filters)), .init("kernel_size", size(layer.kernelSize))]
            + window(layer.padding, layer.strides)
            + [
                .init("depth_multiplier", .integer(layer.depthMultiplier)), .init("dilation_rate", [1, 1]),
                .init("activation", try activation(layer.activation, of: layer)), .init("use_bias", .bool(layer.useBias)),
            ]
    }

    private func pooling(_ poolSize: Size2D, _ strides: Size2D, _ padding: Padding) -> [JSON.Member] {
        [.init("pool_size", size(poolSize))] + window(padding, strides)
    }

    private func globalPooling(keepsDimensions: Bool) -> [JSON.Member] {
        [.init("data_format", dataFormat), .init("keepdims", .bool(keepsDimensions))]
    }

    private func settings(of layer: ZeroPadding2D) -> [JSON.Member] {
        let padding: JSON = [[.integer(layer.top), .integer(layer.bottom)], [.integer(layer.left), .integer(layer.right)]]
        return [.init("padding", padding), .init("data_format", dataFormat)]
    }

    private func settings(of layer: Dense) throws(KerasError) -> [JSON.Member] {
        [
            .init("units", .integer(layer.units)), .init("activation", try activation(layer.activation, of: layer)),
            .init("use_bias", .bool(layer.useBias)), .init("kernel_initializer", layer.kernelInitializer.kerasConfiguration),
            .init("bias_initializer", Initializer.zeros.kerasConfiguration),
        ]
    }

    private func settings(of layer: BatchNormalization) -> [JSON.Member] {
        [
            // With channels first the axis is 1, for images; the decoder takes -1 in any case where there are no others.
            .init("axis", channelsFirst ? 1 : -1), .init("momentum", JSON(layer.momentum)), .init("epsilon", JSON(layer.epsilon)),
            .init("center", .bool(layer.center)), .init("scale", .bool(layer.scale)),
        ]
    }

    private func settings(of layer: PReLU) -> [JSON.Member] {
        [.init("shared_axes", layer.sharedAxes.isEmpty ? .null : JSON(layer.sharedAxes))]
    }

    /// The settings that the layer was read with, under its present name.
    private func stored(_ layer: InferenceIdentity) throws(KerasError) -> (className: String, settings: JSON) {
        guard case .object(let members) = try parseJSON(Array(layer.kerasConfiguration.utf8), "layer \(layer.name)", file: file)
        else {
            throw failure(layer, "a configuration that is a JSON object expected")
        }
        return (layer.kerasClassName, .object([.init("name", .string(layer.name))] + members.filter { $0.key != "name" }))
    }
}
