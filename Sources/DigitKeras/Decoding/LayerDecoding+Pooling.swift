import DigitNN

extension ChainBuilder {
    mutating func decodePool(_ settings: LayerSettings, isMaximum: Bool) throws(KerasError) {
        try arrangeImage(for: try settings.dataFormat())
        let size = try settings.size("pool_size", "poolsize", default: 2)
        let strides = try settings.size("strides", "stride", default: size)
        let padding = try settings.padding()
        if isMaximum {
            try append(MaxPooling2D(poolSize: size, strides: strides, padding: padding, name: settings.name))
        } else {
            try append(AveragePooling2D(poolSize: size, strides: strides, padding: padding, name: settings.name))
        }
    }

    mutating func decodeGlobalPool(_ settings: LayerSettings, isMaximum: Bool) throws(KerasError) {
        try arrangeImage(for: try settings.dataFormat())
        let keepsDimensions = try settings.bool("keepdims", default: false)
        if isMaximum {
            try append(GlobalMaxPooling2D(keepDimensions: keepsDimensions, name: settings.name))
        } else {
            try append(GlobalAveragePooling2D(keepDimensions: keepsDimensions, name: settings.name))
        }
    }
}
