extension Dataset {
    /// The values of one sample as the network sees them.
    package func floats(ofSample index: Int) -> [Float] {
        let size = shape.count
        let range = index * size..<(index + 1) * size
        switch values {
        case .bytes(let bytes, let scale, let offset): return bytes[range].map { Float($0) * scale + offset }
        case .floats(let floats): return Array(floats[range])
        case .borrowed(let values):
            var result: [Float] = []
            values.withAddress(
                of: range.lowerBound,
                bytes: { start, scale, offset in result = (0..<size).map { Float(start[$0]) * scale + offset } },
                floats: { start in result = (0..<size).map { start[$0] } })
            return result
        }
    }
}
