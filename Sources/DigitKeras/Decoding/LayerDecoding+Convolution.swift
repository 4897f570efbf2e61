import DigitNN
import DigitTensor

extension ChainBuilder {
    mutating func decodeConvolution(_ settings: LayerSettings) throws(KerasError) {
        let format = try settings.dataFormat()
        try arrangeImage(for: format)
        let kernel: Size2D =
            if settings.values["kernel_size"] != nil {
                try settings.size("kernel_size")
            } else {
                Size2D(try settings.integer("nb_row"), try settings.integer("nb_col"))
            }
        let activation = split(try settings.activation())
        let layer = Conv2D(
            filters: try settings.integer("filters", "nb_filter"), kernelSize: kernel,
            strides: try settings.size("strides", "subsample", default: 1), padding: try settings.padding(),
            activation: activation.own,
            useBias: try settings.bool("use_bias", "bias", default: true),
            kernelInitializer: settings.initializer("kernel_initializer", "init"),
            dilation: try settings.size("dilation_rate", "atrous_rate", default: 1),
            groups: try settings.integer("groups", default: 1), name: settings.name)
        try append(
            layer, activation: activation.following, settings: settings,
            conventions: WeightConventions(hasTheanoKernels: format == .channelsFirst && settings.kerasMajorVersion <= 1))
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
        let kernel: Size2D =
            if settings.values["kernel_size"] != nil {
                try settings.size("kernel_size")
            } else {
                Size2D(try settings.integer("nb_row"), try settings.integer("nb_col"))
            }
        let activation = split(try settings.activation())
        let layer = SeparableConv2D(
            filters: try settings.integer("filters", "nb_filter"), kernelSize: kernel,
            strides: try settings.size("strides", "subsample", default: 1), padding: try settings.padding(),
            depthMultiplier: try settings.integer("depth_multiplier", default: 1), activation: activation.own,
            useBias: try settings.bool("use_bias", "bias", default: true), name: settings.name)
        try append(
            layer, activation: activation.following, settings: settings,
            conventions: WeightConventions(hasTheanoKernels: format == .channelsFirst && settings.kerasMajorVersion <= 1))
    }
}
