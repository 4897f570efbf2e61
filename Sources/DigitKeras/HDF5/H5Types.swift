import DigitTensor

/// The shape of a dataset or an attribute (specification, IV.A.2.b).
struct H5Dataspace {
    /// Empty for a single value.
    let sizes: [Int]
    /// Whether there are no values at all, not even one.
    let isNull: Bool

    init(_ message: H5Cursor) throws(H5Damage) {
        var message = message
        let version = try message.expectVersion(1...2, of: "dataspace")
        let rank = try message.byte()
        guard rank <= 8 else { throw H5Damage("at most 8 axes expected, found \(rank)") }
        try message.skip(1)  // Whether maximum sizes follow.
        let kind = version == 1 ? (rank == 0 ? 0 : 1) : try message.byte()
        if version == 1 { try message.skip(5) }
        isNull = kind == 2
        var sizes: [Int] = []
        for _ in 0..<rank { sizes.append(try message.length()) }
        self.sizes = sizes
    }

    /// The number of values; nil if it is more than `limit`.
    func count(upTo limit: Int) -> Int? {
        if isNull { return 0 }
        return Checked.product(sizes, upTo: limit)
    }
}

/// The type of the values of a dataset or an attribute (specification, IV.A.2.d).
struct H5Datatype {
    enum Kind: Equatable {
        case integer(isSigned: Bool)
        /// IEEE 754 of 16, 32 or 64 bits.
        case float
        /// The upper half of a 32-bit float.
        case brainFloat
        case fixedString
        case variableString
        case other
    }

    let kind: Kind
    /// The size of a value in bytes.
    let size: Int
    let isBigEndian: Bool

    init(_ message: H5Cursor) throws(H5Damage) {
        var message = message
        let first = try message.byte()
        let flags = try message.count(3)
        size = try message.count(4)
        isBigEndian = flags & 1 != 0
        guard size > 0 else { throw H5Damage("a datatype of at least 1 byte expected, found none") }
        switch first & 0xF {
        case 0:
            let (offset, precision) = (try message.count(2), try message.count(2))
            kind = size <= 8 && offset == 0 && precision == 8 * size ? .integer(isSigned: flags & 8 != 0) : .other
        case 1: kind = try Self.float(&message, size: size, flags: flags)
        case 3: kind = .fixedString
        case 9: kind = flags & 0xF == 1 ? .variableString : .other
        default: kind = .other
        }
    }

    /// The usual floating-point format that it is.
    private static func float(_ message: inout H5Cursor, size: Int, flags: Int) throws(H5Damage) -> Kind {
        let (offset, precision) = (try message.count(2), try message.count(2))
        let exponent = (place: try message.byte(), size: try message.byte())
        let mantissa = (place: try message.byte(), size: try message.byte())
        // An implied leading bit, the sign in the highest one, one of two byte orders.
        guard size <= 8, offset == 0, precision == 8 * size, flags & 0x40 == 0, flags >> 4 & 3 == 2, flags >> 8 == 8 * size - 1,
            mantissa.place == 0, exponent.place == mantissa.size, exponent.place + exponent.size == 8 * size - 1,
            try message.count(4) == 1 << (exponent.size - 1) - 1
        else { return .other }
        return switch (size, exponent.size) {
        case (2, 5), (4, 8), (8, 11): .float
        case (2, 8): .brainFloat
        default: .other
        }
    }
}
