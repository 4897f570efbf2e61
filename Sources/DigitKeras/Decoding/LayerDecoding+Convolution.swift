import DigitNN
import DigitTensor

extension ChainBuilder {
    mutating func decodeConvolution(_ settings: LayerSettings) throws(KerasError) {
        let format = try settings.dataFormat()
        try arrangeImage(for: format)
        let activation = split(try settings.activation())
        let layer = Conv2D(
            filters: try settings.integer("filters", "nb_filter"), kernelSize: try settings.kernelSize(),
            strides: try settings.size("strides", "subsample", default: 1), padding: try settings.padding(),
            activation: activation.own,
            useBias: try settings.bool("use_bias", "bias", default: true),
            kernelInitializer: settings.initializer("kernel_initializer", "init"),
            dilation: try settings.size("dilation_rate", "atrous_rate", default: 1),
            groups: try settings.integer("groups", default: 1), name: settings.name)
        try append(
            layer, activation: activation.following, settings: settings,
            conventions: settings.kernelConventions(format))
    }

    mutating func decodeDepthwise(_ settings: LayerSettings) throws(KerasError) {
        try settings.requireOnes("dilation_rate")
        try arrangeImage(for: try settings.dataFormat())
        let activation = split(try settings.activation())
        let layer = DepthwiseConv2D(
            kernelSize: try settings.size("kernel_size"), strides: try settings.size("strides", default: 1),
            padding: try settings.padding(), depthMultiplier: try settings.integer("depth_multiplier", default: 1),
            activation: activation.own, useBias: try settings.bool("use_bias", default: true), name: settings.name)
        try append(layer, activation: activation.following, settings: settings)
    }

    mutating func decodeSeparable(_ settings: LayerSettings) throws(KerasError) {
        try settings.requireOnes("dilation_rate")
        let format = try settings.dataFormat()
        try arrangeImage(for: format)
        let activation = split(try settings.activation())
        let layer = SeparableConv2D(
            filters: try settings.integer("filters", "nb_filter"), kernelSize: try settings.kernelSize(),
            strides: try settings.size("strides", "subsample", default: 1), padding: try settings.padding(),
            depthMultiplier: try settings.integer("depth_multiplier", default: 1), activation: activation.own,
            useBias: try settings.bool("use_bias", "bias", default: true), name: settings.name)
        try append(
            layer, activation: activation.following, settings: settings,
            conventions: settings.kernelConventions(format))
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
}

extension LayerSettings {
    /// The kernel's rows and columns, which are separate in Keras 1.
    fileprivate func kernelSize() throws(KerasError) -> Size2D {
        if values["kernel_size"] != nil { return try size("kernel_size") }
        return Size2D(try integer("nb_row"), try integer("nb_col"))
    }

    /// The layout of the kernels in the file.
    fileprivate func kernelConventions(_ format: DataFormat?) -> WeightConventions {
        WeightConventions(hasTheanoKernels: format == .channelsFirst && kerasMajorVersion <= 1)
    }
}
