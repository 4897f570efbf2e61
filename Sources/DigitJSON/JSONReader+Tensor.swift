/// Numbers in nested arrays of equal lengths.
package struct JSONTensor: Equatable, Sendable {
    /// The arrays' lengths, outermost first; `[0]` for an empty array.
    package var shape: [Int]
    /// The numbers, the last axis fastest.
    package var values: [Float]

    package init(shape: [Int], values: [Float]) {
        self.shape = shape
        self.values = values
    }
}

extension JSONReader {
    /// More axes than any tensor here has.
    private static let mostAxes = 8

    /// Reads the next value, which must be an array of numbers, or of arrays of equal lengths and so on.
    ///
    /// This is the only long part of a request: it takes some nanoseconds for each number.
    package mutating func tensor() throws(Failure) -> JSONTensor {
        skipSpace()
        var tensor = TensorText()
        // A number and its comma take at least two bytes.
        tensor.values.reserveCapacity(min((bytes.count - position) / 2, 1 << 16))
        let problem = bytes.withUnsafeBufferPointer { text -> String? in
            var cursor = NumberCursor(text: text, position: position)
            defer { position = cursor.position }
            return tensor.read(&cursor, level: 0, mostAxes: Self.mostAxes)
        }
        if let problem { throw failure(problem) }
        return JSONTensor(shape: tensor.lengths.compactMap { $0 }, values: tensor.values)
    }
}

/// The state of reading nested arrays.
private struct TensorText {
    var values: [Float] = []
    /// The length of the arrays at each level, once one of them has ended.
    var lengths: [Int?] = []
    /// The level of the arrays that hold numbers, once there is a number.
    var innermost: Int?

    /// Reads an array.
    /// - Returns: what is wrong, nil if nothing is.
    mutating func read(_ cursor: inout NumberCursor, level: Int, mostAxes: Int) -> String? {
        guard cursor.take(UInt8(ascii: "[")) else { return "JSON array of numbers expected" }
        guard level < mostAxes else { return "JSON array of at most \(mostAxes) axes expected" }
        if lengths.count == level { lengths.append(nil) }
        var length = 0
        cursor.skipSpace()
        if !cursor.take(UInt8(ascii: "]")) {
            repeat {
                cursor.skipSpace()
                if cursor.current == UInt8(ascii: "[") {
                    if let innermost, level >= innermost { return "JSON arrays of equal depth expected" }
                    if let problem = read(&cursor, level: level + 1, mostAxes: mostAxes) { return problem }
                } else {
                    guard level == innermost ?? level, lengths.count == level + 1 else {
                        return "JSON arrays of equal depth expected"
                    }
                    guard let value = cursor.number() else { return "JSON number expected" }
                    innermost = level
                    values.append(value)
                }
                length += 1
                cursor.skipSpace()
            } while cursor.take(UInt8(ascii: ","))
            guard cursor.take(UInt8(ascii: "]")) else { return "JSON comma or bracket expected" }
        }
        guard length == lengths[level] ?? length else { return "JSON arrays of equal lengths expected" }
        lengths[level] = length
        return nil
    }
}

extension JSONReader {
    /// Whether the next value is an array whose first element is an object.
    package var beginsListOfObjects: Bool {
        mutating get {
            guard next == UInt8(ascii: "[") else { return false }
            var ahead = self
            ahead.position += 1
            return ahead.next == UInt8(ascii: "{")
        }
    }
}
