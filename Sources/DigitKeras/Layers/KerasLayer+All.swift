import DigitJSON
import DigitNN

extension KerasLayer {
    /// Every kind that needs only its settings.
    static let all = [
        dense, dropout, prelu, layerNormalization, normalization, rescaling, maxPooling, averagePooling, globalMaxPooling,
        globalAveragePooling, reshape, permute, zeroPadding, cropping, centerCrop, resizing, upSampling,
    ]

    private static let dense = KerasLayer(Dense.self, takes: .kerasOrder) { settings throws(KerasError) in
        Dense(
            units: try settings.integer("units", "output_dim"), activation: try settings.activation(),
            useBias: try settings.bool("use_bias", "bias", default: true),
            kernelInitializer: settings.initializer("kernel_initializer", "init"))
    } write: { layer, encoder throws(KerasError) in
        [
            .init("units", .integer(layer.units)), .init("activation", try encoder.activation(layer.activation, of: layer)),
            .init("use_bias", .bool(layer.useBias)), .init("kernel_initializer", layer.kernelInitializer.kerasConfiguration),
            .init("bias_initializer", Initializer.zeros.kerasConfiguration),
        ]
    }

    private static let dropout = KerasLayer(Dropout.self, takes: .any) { settings throws(KerasError) in
        Dropout(rate: try settings.float("rate", "p", default: 0.5))
    } write: { layer, _ in
        [.init("rate", JSON(layer.rate)), .init("noise_shape", nil), .init("seed", nil)]
    }

    private static let prelu = KerasLayer(PReLU.self, takes: .kerasOrder) { settings throws(KerasError) in
        PReLU(sharedAxes: try settings.integers("shared_axes") ?? [])
    } write: { layer, _ in
        [.init("shared_axes", layer.sharedAxes.isEmpty ? .null : JSON(layer.sharedAxes))]
    }

    private static let layerNormalization = KerasLayer(LayerNormalization.self, takes: .kerasOrder) {
        settings throws(KerasError) in
        guard try !settings.bool("rms_scaling", default: false) else { throw settings.failure("rms_scaling is not supported") }
        return LayerNormalization(
            axes: try settings.integers("axis") ?? [-1], epsilon: try settings.float("epsilon", default: 1e-3),
            center: try settings.bool("center", default: true), scale: try settings.bool("scale", default: true))
    } write: { layer, encoder in
        [.init("axis", JSON(layer.axes))] + encoder.normalization(layer.epsilon, layer.center, layer.scale)
    }

    private static let normalization = KerasLayer(Normalization.self, takes: .kerasOrder) { settings throws(KerasError) in
        let axes: [Int] = settings.values["axis"] == .null ? [] : try settings.integers("axis") ?? [-1]
        return Normalization(
            axes: axes, mean: try settings.numbers("mean"), variance: try settings.numbers("variance"),
            invert: try settings.bool("invert", default: false))
    } write: { layer, _ in
        [
            .init("axis", layer.axes.isEmpty ? .null : JSON(layer.axes)), .init("invert", .bool(layer.invert)),
            .init("mean", oneOrList(layer.mean)), .init("variance", oneOrList(layer.variance)),
        ]
    }

    private static let rescaling = KerasLayer(Rescaling.self, takes: .any) { settings throws(KerasError) in
        Rescaling(
            scale: try settings.sameNumber("scale", default: 1), offset: try settings.sameNumber("offset", default: 0))
    } write: { layer, _ in
        [.init("scale", JSON(layer.scale)), .init("offset", JSON(layer.offset))]
    }

    // MARK: Pools

    private static let maxPooling = KerasLayer(MaxPooling2D.self, or: "MaxPool2D", takes: .image) {
        settings throws(KerasError) in
        let (size, strides) = try settings.windows()
        return MaxPooling2D(poolSize: size, strides: strides, padding: try settings.padding())
    } write: { layer, encoder in
        encoder.pooling(layer)
    }

    private static let averagePooling = KerasLayer(AveragePooling2D.self, or: "AvgPool2D", takes: .image) {
        settings throws(KerasError) in
        let (size, strides) = try settings.windows()
        return AveragePooling2D(poolSize: size, strides: strides, padding: try settings.padding())
    } write: { layer, encoder in
        encoder.pooling(layer)
    }

    private static let globalMaxPooling = KerasLayer(GlobalMaxPooling2D.self, or: "GlobalMaxPool2D", takes: .image) {
        settings throws(KerasError) in
        GlobalMaxPooling2D(keepDimensions: try settings.bool("keepdims", default: false))
    } write: { layer, encoder in
        encoder.globalPooling(layer)
    }

    private static let globalAveragePooling = KerasLayer(
        GlobalAveragePooling2D.self, or: "GlobalAvgPool2D", takes: .image
    ) { settings throws(KerasError) in
        GlobalAveragePooling2D(keepDimensions: try settings.bool("keepdims", default: false))
    } write: { layer, encoder in
        encoder.globalPooling(layer)
    }

    // MARK: Shapes

    private static let reshape = KerasLayer(Reshape.self, takes: .kerasOrder) { settings throws(KerasError) in
        guard let target = try settings.integers("target_shape", "dims") else {
            throw settings.failure("target_shape is missing")
        }
        return Reshape(target)
    } write: { layer, _ in
        [.init("target_shape", JSON(layer.targetShape))]
    }

    private static let permute = KerasLayer(Permute.self, takes: .kerasOrder) { settings throws(KerasError) in
        guard let axes = try settings.integers("dims") else { throw settings.failure("dims is missing") }
        return Permute(axes)
    } write: { layer, _ in
        [.init("dims", JSON(layer.axes))]
    }

    private static let zeroPadding = KerasLayer(ZeroPadding2D.self, takes: .image) { settings throws(KerasError) in
        let (rows, columns) = try settings.sides("padding", default: 1)
        return ZeroPadding2D(top: rows[0], bottom: rows[1], left: columns[0], right: columns[1])
    } write: { layer, encoder in
        [
            .init("padding", [[.integer(layer.top), .integer(layer.bottom)], [.integer(layer.left), .integer(layer.right)]]),
            .init("data_format", encoder.dataFormat),
        ]
    }

    private static let cropping = KerasLayer(Cropping2D.self, takes: .image) { settings throws(KerasError) in
        let (rows, columns) = try settings.sides("cropping", default: 0)
        return Cropping2D(top: rows[0], bottom: rows[1], left: columns[0], right: columns[1])
    } write: { layer, encoder in
        [
            .init("cropping", [[.integer(layer.top), .integer(layer.bottom)], [.integer(layer.left), .integer(layer.right)]]),
            .init("data_format", encoder.dataFormat),
        ]
    }

    private static let centerCrop = KerasLayer(CenterCrop.self, takes: .image) { settings throws(KerasError) in
        CenterCrop(Size2D(try settings.integer("height"), try settings.integer("width")))
    } write: { layer, _ in
        [.init("height", .integer(layer.size.height)), .init("width", .integer(layer.size.width))]
    }

    private static let resizing = KerasLayer(Resizing.self, takes: .image) { settings throws(KerasError) in
        for key in ["crop_to_aspect_ratio", "pad_to_aspect_ratio", "antialias"] where settings.values[key]?.kerasBool == true {
            throw settings.failure("\(key) is not supported")
        }
        let size = Size2D(try settings.integer("height"), try settings.integer("width"))
        return Resizing(size, interpolation: try settings.interpolation(default: .bilinear))
    } write: { layer, _ in
        [
            .init("height", .integer(layer.size.height)), .init("width", .integer(layer.size.width)),
            .init("interpolation", .string(layer.interpolation.rawValue)),
        ]
    }

    private static let upSampling = KerasLayer(UpSampling2D.self, takes: .image) { settings throws(KerasError) in
        UpSampling2D(
            try settings.size("size", default: 2), interpolation: try settings.interpolation(default: .nearest))
    } write: { layer, encoder in
        [
            .init("size", encoder.size(layer.factors)), .init("interpolation", .string(layer.interpolation.rawValue)),
            .init("data_format", encoder.dataFormat),
        ]
    }
}

extension ModelEncoder {
    /// The settings that all normalizations of a sample have.
    func normalization(_ epsilon: Float, _ center: Bool, _ scale: Bool) -> [JSON.Member] {
        [.init("epsilon", JSON(epsilon)), .init("center", .bool(center)), .init("scale", .bool(scale))]
    }

    fileprivate func pooling(_ layer: some Pooling2D) -> [JSON.Member] {
        [.init("pool_size", size(layer.poolSize))] + window(layer.padding, layer.strides)
    }

    fileprivate func globalPooling(_ layer: some GlobalPooling2D) -> [JSON.Member] {
        [.init("data_format", dataFormat), .init("keepdims", .bool(layer.keepDimensions))]
    }
}

/// One number, or a list.
private func oneOrList(_ values: [Float]?) -> JSON {
    guard let values else { return .null }
    return values.count == 1 ? JSON(values[0]) : .array(values.map { JSON($0) })
}
