extension H5Datatype {
    /// Numbers of this type as 32-bit floats; nil if they are not numbers. There are `size` bytes for each.
    func floats(_ bytes: [UInt8]) -> [Float]? {
        let count = bytes.count / size
        if kind == .float, size == 4, !isBigEndian {
            return [Float](unsafeUninitializedCapacity: count) { result, initialized in
                bytes.withUnsafeBytes {
                    UnsafeMutableRawBufferPointer(result).copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<(4 * count)]))
                }
                initialized = count
            }
        }
        if kind == .float, size == 2, !isBigEndian {
            return bytes.withUnsafeBytes { bytes in
                (0..<count).map {
                    HalfFloat.value(of: bytes.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self))
                }
            }
        }
        switch kind {
        case .float, .brainFloat, .integer: return (0..<count).map { float(bits(of: bytes, at: $0)) }
        case .fixedString, .variableString, .other: return nil
        }
    }

    /// The first value as a whole number, nil if the type is another or the value too large.
    func integer(_ bytes: [UInt8]) -> Int? {
        guard case .integer(let isSigned) = kind, bytes.count >= size else { return nil }
        let bits = bits(of: bytes, at: 0)
        return isSigned ? Int(signed(bits)) : Int(exactly: bits)
    }

    /// The bits of a value, whatever its byte order.
    private func bits(of bytes: [UInt8], at index: Int) -> UInt64 {
        let value = bytes[index * size..<(index + 1) * size]
        let add = { (bits: UInt64, byte: UInt8) in bits << 8 | UInt64(byte) }
        return isBigEndian ? value.reduce(0, add) : value.reversed().reduce(0, add)
    }

    private func signed(_ bits: UInt64) -> Int64 {
        let unused = 64 - 8 * size
        return Int64(bitPattern: bits << unused) >> unused
    }

    private func float(_ bits: UInt64) -> Float {
        switch (kind, size) {
        case (.integer(isSigned: true), _): Float(signed(bits))
        case (.integer, _): Float(bits)
        case (.brainFloat, _): Float(bitPattern: UInt32(truncatingIfNeeded: bits) << 16)
        case (_, 2): HalfFloat.value(of: UInt16(truncatingIfNeeded: bits))
        case (_, 4): Float(bitPattern: UInt32(truncatingIfNeeded: bits))
        default: Float(Double(bitPattern: bits))
        }
    }
}
