import DigitFiles

/// An element of a MATLAB file: its type and its bytes.
struct MATLABElement {
    /// The types of the format that are distinguished, by their codes; numbers of all kinds have those of `MATLABNumber`.
    enum Kind: Equatable {
        case matrix, compressed, other(UInt32)

        init(_ number: UInt32) { self = number == 14 ? .matrix : number == 15 ? .compressed : .other(number) }

        var rawValue: UInt32 {
            switch self {
            case .matrix: 14
            case .compressed: 15
            case .other(let number): number
            }
        }
    }

    let type: Kind
    let bytes: ArraySlice<UInt8>
}

/// Reads one element after the other.
struct MATLABCursor {
    private let bytes: ArraySlice<UInt8>
    private var position: Int
    private let name: String

    init(_ bytes: ArraySlice<UInt8>, name: String) { (self.bytes, position, self.name) = (bytes, bytes.startIndex, name) }

    /// The next element; nil at the end.
    mutating func next() throws(FileError) -> MATLABElement? {
        // Padding at the end is too short for an element.
        guard bytes.endIndex - position >= 8 else { return nil }
        let first = word(position)
        // Up to four bytes are stored in the tag itself, whose type then has half of the room.
        if first >> 16 != 0 {
            let count = Int(first >> 16)
            guard count <= 4 else { throw failure(count) }
            let start = position + 4
            position += 8
            return MATLABElement(type: .init(first & 0xFFFF), bytes: bytes[start..<start + count])
        }
        let count = Int(word(position + 4))
        let start = position + 8
        guard count <= bytes.endIndex - start else { throw failure(count) }
        let element = MATLABElement(type: .init(first), bytes: bytes[start..<start + count])
        // All but compressed elements begin at multiples of eight bytes.
        let padding = element.type == .compressed ? 0 : (8 - count % 8) % 8
        position = min(start + count + padding, bytes.endIndex)
        return element
    }

    private func word(_ position: Int) -> UInt32 { bytes[position..<position + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) } }

    private func failure(_ count: Int) -> FileError {
        FileError(path: name, problem: "a MATLAB file is damaged or cut short: \(count) bytes expected, found fewer")
    }
}
