import DigitJSON
import DigitNN
import DigitTensor

extension ChainBuilder {
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
