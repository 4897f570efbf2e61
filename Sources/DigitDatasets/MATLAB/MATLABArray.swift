import DigitFiles

/// A variable of a MATLAB file.
struct MATLABArray {
    /// The contents.
    enum Contents {
        /// Numbers of a type, column after column.
        case numbers(MATLABNumber, ArraySlice<UInt8>)
        /// A structure of one element, by the names of its fields.
        case fields([String: MATLABArray])
        /// Text, cells and other contents that are not images.
        case other
    }

    /// The axis sizes: at least two. Their product is the number of elements.
    let sizes: [Int]
    let contents: Contents

    /// The fields of a structure; empty for anything else.
    var fields: [String: MATLABArray] {
        if case .fields(let fields) = contents { return fields }
        return [:]
    }
}

/// The storage types of numbers, by their codes in the format.
enum MATLABNumber: UInt32 {
    case int8 = 1
    case uint8 = 2
    case int16 = 3
    case uint16 = 4
    case int32 = 5
    case uint32 = 6
    case single = 7
    case double = 9
    case int64 = 12
    case uint64 = 13

    /// The size of a number in bytes.
    var size: Int {
        switch self {
        case .int8, .uint8: 1
        case .int16, .uint16: 2
        case .int32, .uint32, .single: 4
        case .double, .int64, .uint64: 8
        }
    }

    /// The number with the bytes `bits`, the lowest first.
    func value(_ bits: UInt64) -> Double {
        switch self {
        case .uint8, .uint16, .uint32, .uint64: Double(bits)
        case .int8: Double(Int8(truncatingIfNeeded: bits))
        case .int16: Double(Int16(truncatingIfNeeded: bits))
        case .int32: Double(Int32(truncatingIfNeeded: bits))
        case .int64: Double(Int64(truncatingIfNeeded: bits))
        case .single: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
        case .double: Double(bitPattern: bits)
        }
    }
}
