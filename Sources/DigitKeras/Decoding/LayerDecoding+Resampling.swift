import DigitJSON
import DigitNN
import DigitTensor

extension ChainBuilder {
    /// Layers that make an image of another size.
    mutating func decodeResampling(_ settings: LayerSettings) throws(KerasError) {
        try arrangeImage(for: try settings.dataFormat())
        switch settings.className {
        case "Resizing":
            for key in ["crop_to_aspect_ratio", "pad_to_aspect_ratio", "antialias"] where settings.values[key]?.bool == true {
                throw settings.failure("\(key) is not supported")
            }
            let size = Size2D(try settings.integer("height"), try settings.integer("width"))
            try append(Resizing(size, interpolation: try interpolation(settings, standard: .bilinear), name: settings.name))
        case "CenterCrop":
            let size = Size2D(try settings.integer("height"), try settings.integer("width"))
            try append(CenterCrop(size, name: settings.name))
        case "Cropping2D":
            let (rows, columns) = try sides(settings, "cropping", standard: 0)
            try append(
                Cropping2D(top: rows[0], bottom: rows[1], left: columns[0], right: columns[1], name: settings.name))
        default:
            try append(
                UpSampling2D(
                    try settings.size("size", default: 2), interpolation: try interpolation(settings, standard: .nearest),
                    name: settings.name))
        }
    }

    private func interpolation(_ settings: LayerSettings, standard: Interpolation) throws(KerasError) -> Interpolation {
        guard let name = settings.values["interpolation"]?.string else { return standard }
        guard let interpolation = Interpolation(rawValue: name) else {
            throw settings.failure("interpolation \(name) is not supported, only nearest and bilinear")
        }
        return interpolation
    }

    mutating func decodeTransposed(_ settings: LayerSettings) throws(KerasError) {
        try settings.requireOnes("dilation_rate")
        if let padding = settings.values["output_padding"], padding != .null {
            throw settings.failure("output_padding \(padding.excerpt) is not supported")
        }
        try arrangeImage(for: try settings.dataFormat())
        let activation = split(try settings.activation())
        try append(
            Conv2DTranspose(
                filters: try settings.integer("filters"), kernelSize: try settings.size("kernel_size"),
                strides: try settings.size("strides", default: 1), padding: try settings.padding(), activation: activation.own,
                useBias: try settings.bool("use_bias", default: true),
                kernelInitializer: settings.initializer("kernel_initializer"), name: settings.name),
            activation: activation.following, settings: settings)
    }

    mutating func decodeConvolution1D(_ settings: LayerSettings) throws(KerasError) {
        try requireChannelsLast(settings)
        func number(_ key: String, _ old: String, default standard: Int? = nil) throws(KerasError) -> Int {
            if let list = try settings.integers(key, old) {
                guard list.count == 1 else { throw settings.failure("\(key): one number expected, found \(list.count)") }
                return list[0]
            }
            guard let standard else { throw settings.failure("\(key) is missing") }
            return standard
        }
        let padding = settings.values.first(of: "padding", "border_mode")?.string ?? "valid"
        guard let padding = Padding1D(rawValue: padding) else {
            throw settings.failure("padding: valid, same or causal expected, found \(padding)")
        }
        try append(
            Conv1D(
                filters: try settings.integer("filters", "nb_filter"), kernelSize: try number("kernel_size", "filter_length"),
                stride: try number("strides", "subsample_length", default: 1), padding: padding,
                dilation: try number("dilation_rate", "atrous_rate", default: 1),
                groups: try settings.integer("groups", default: 1), activation: try settings.activation(),
                useBias: try settings.bool("use_bias", "bias", default: true),
                kernelInitializer: settings.initializer("kernel_initializer", "init"), name: settings.name))
    }

    mutating func decodePool1D(_ settings: LayerSettings) throws(KerasError) {
        try requireChannelsLast(settings)
        let isGlobal = settings.className.hasPrefix("Global")
        let size = try settings.integers("pool_size", "pool_length")?.first ?? 2
        try append(
            Pooling1D(
                isAverage: settings.className.contains("A"), poolSize: isGlobal ? nil : size,
                stride: try settings.integers("strides", "stride")?.first, padding: try settings.padding(),
                keepDimensions: try settings.bool("keepdims", default: false), name: settings.name))
    }

    private mutating func requireChannelsLast(_ settings: LayerSettings) throws(KerasError) {
        try restoreKerasOrder()
        guard try settings.dataFormat() != .channelsFirst else {
            throw settings.failure("data_format channels_first is not supported")
        }
    }
}
