/// A position in a file from which little-endian numbers are read. Nothing is read beyond the end.
struct H5Cursor {
    private let bytes: [UInt8]
    private let end: Int
    private(set) var position: Int
    /// The sizes of an address and of a length in this file: 2, 4 or 8 bytes.
    let offsetSize, lengthSize: Int

    /// A cursor over part of the bytes, which are not copied.
    init(_ bytes: [UInt8], _ range: Range<Int>, offsetSize: Int, lengthSize: Int) {
        (self.bytes, self.offsetSize, self.lengthSize) = (bytes, offsetSize, lengthSize)
        (position, end) = (range.lowerBound, range.upperBound)
    }

    var remaining: Int { end - position }

    mutating func skip(_ count: Int) throws(H5Damage) {
        guard count >= 0, count <= remaining else { throw H5Damage("cut short: \(count) bytes expected, found \(remaining)") }
        position += count
    }

    /// The next bytes, as a part of the file.
    mutating func take(_ count: Int) throws(H5Damage) -> ArraySlice<UInt8> {
        let start = position
        try skip(count)
        return bytes[start..<position]
    }

    /// A cursor over the next bytes, which this one skips.
    mutating func part(_ count: Int) throws(H5Damage) -> H5Cursor {
        let start = position
        try skip(count)
        return H5Cursor(bytes, start..<position, offsetSize: offsetSize, lengthSize: lengthSize)
    }

    /// Reads a number of 1 to 8 bytes.
    mutating func number(_ size: Int) throws(H5Damage) -> UInt64 {
        try take(size).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Reads a number that counts something: it must fit in an `Int`.
    mutating func count(_ size: Int) throws(H5Damage) -> Int {
        let number = try number(size)
        guard let count = Int(exactly: number) else { throw H5Damage("a count expected, found \(number)") }
        return count
    }

    mutating func byte() throws(H5Damage) -> Int { try count(1) }

    /// Reads a length or a size.
    mutating func length() throws(H5Damage) -> Int { try count(lengthSize) }

    /// Reads an address in the file, nil for HDF5's "undefined": all bits set.
    mutating func address() throws(H5Damage) -> Int? {
        let number = try number(offsetSize)
        if number == UInt64.max >> (64 - 8 * UInt64(offsetSize)) { return nil }
        guard let address = Int(exactly: number) else { throw H5Damage("an address expected, found \(number)") }
        return address
    }

    /// Checks the signature that a structure begins with.
    mutating func expect(_ signature: String) throws(H5Damage) {
        let place = position
        let found = try take(signature.utf8.count)
        guard found.elementsEqual(signature.utf8) else { throw H5Damage("\(signature) expected at byte \(place)") }
    }

    /// Checks a version number.
    mutating func expectVersion(_ versions: ClosedRange<Int>, of structure: String) throws(H5Damage) -> Int {
        let version = try byte()
        guard versions.contains(version) else {
            let expected = versions.count == 1 ? "\(versions.lowerBound)" : "\(versions.lowerBound) to \(versions.upperBound)"
            throw H5Damage("\(structure) of version \(expected) expected, found version \(version)")
        }
        return version
    }
}

/// What is wrong with a structure of an HDF5 file.
struct H5Damage: Error {
    let problem: String

    init(_ problem: String) { self.problem = problem }
}

extension H5Cursor {
    /// Whether the next bytes are these; the cursor does not move.
    func startsWith(_ signature: String) -> Bool {
        var ahead = self
        guard let found = try? ahead.take(signature.utf8.count) else { return false }
        return found.elementsEqual(signature.utf8)
    }
}
