import DigitTensor

/// Reads an array of a NumPy archive (`.npz`) from front to back, in the format of
/// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html: integers, floating-point numbers and booleans in
/// row-major order. Only a part of it is in memory at a time.
package struct NPYReader {
    /// The axis sizes, outermost first.
    package let shape: [Int]
    /// The number of elements.
    package let count: Int
    private let element: Element
    private let member: ZipMember

    /// The number of bytes that are processed together: a multiple of every element's size.
    private static let blockBytes = 1 << 16
    private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

    /// Reads the array's description.
    /// - Parameter name: the array's name in messages.
    /// - Throws: `FileError` if it is not such an array.
    package init(_ member: ZipMember, name: String) throws(FileError) {
        func failure(_ problem: String) -> FileError { FileError(path: name, problem: problem) }
        var start = try member.next(10)
        guard start.count == 10, start.starts(with: Self.magic) else {
            throw failure("a NumPy array expected, found something else")
        }
        let isWide = start[6] >= 2
        if isWide { start += try member.next(2) }
        let length = start[8...].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard (1...3).contains(start[6]), start.count == (isWide ? 12 : 10), length <= Self.blockBytes,
            case let text = try member.next(length), text.count == length
        else { throw failure("the header of a NumPy array is damaged") }
        let header = String(decoding: text, as: UTF8.self)
        guard let type = npyText("descr", in: header), let sizes = npyShape(in: header) else {
            throw failure("a NumPy array of plain numbers expected, found \(header.prefix(80))")
        }
        guard !header.contains("'fortran_order': True") || sizes.count < 2 else {
            throw failure("row-major order expected, found Fortran order; numpy.ascontiguousarray converts it")
        }
        guard let element = Element(type) else {
            throw failure("whole or floating point numbers expected, found type \(type.prefix(20))")
        }
        let stored = member.size - start.count - length
        guard let count = Checked.product(sizes), Checked.product([count, element.size]) == stored else {
            throw failure("\(element.size) bytes for each element of shape \(sizes) expected, found \(stored) in all")
        }
        (shape, self.count, self.element, self.member) = (sizes, count, element, member)
    }

    /// Whether the elements are bytes, as images are stored (`|u1`).
    package var isBytes: Bool { element.isByte }

    /// Calls `body` with some elements at a time, in order: bytes as they are stored.
    package func forEachBlock(_ body: (_ bytes: [UInt8]) throws(FileError) -> Void) throws(FileError) {
        while case let block = try member.next(Self.blockBytes), !block.isEmpty { try body(block) }
    }

    /// Calls `body` with some elements at a time, in order, as numbers.
    package func forEachNumbers(_ body: (_ numbers: [Double]) throws(FileError) -> Void) throws(FileError) {
        try forEachBlock { block throws(FileError) in try body(element.numbers(block)) }
    }
}

/// How an element is stored: byte order, kind and size.
private struct Element {
    let isBigEndian: Bool
    let kind: Character
    let size: Int

    init?(_ type: String) {
        guard type.count == 3, let order = type.first, "<>|=".contains(order), let size = type.last?.wholeNumberValue else {
            return nil
        }
        kind = type[type.index(after: type.startIndex)]
        isBigEndian = order == ">"
        self.size = size
        let sizes: [Character: [Int]] = ["u": [1, 2, 4, 8], "i": [1, 2, 4, 8], "f": [4, 8], "b": [1]]
        guard sizes[kind]?.contains(size) == true else { return nil }
    }

    var isByte: Bool { kind == "u" && size == 1 }

    func numbers(_ bytes: [UInt8]) -> [Double] {
        bytes.withUnsafeBytes { bytes in
            (0..<bytes.count / size).map { index in
                var word: UInt64 = 0
                for byte in 0..<size {
                    let position = isBigEndian ? byte : size - 1 - byte
                    word = word << 8 | UInt64(bytes[index * size + position])
                }
                return number(word)
            }
        }
    }

    private func number(_ word: UInt64) -> Double {
        switch kind {
        case "f": size == 4 ? Double(Float(bitPattern: UInt32(word))) : Double(bitPattern: word)
        case "i":
            // Shifted up, so that the highest bit is the sign.
            Double(Int64(bitPattern: word << (64 - 8 * UInt64(size))) >> (64 - 8 * Int64(size)))
        default: Double(word)
        }
    }
}

/// The value of a string-valued key in an array's description: `'descr': '<f4'`.
private func npyText(_ key: String, in header: String) -> String? {
    guard let match = header.range(of: "'\(key)': '") else { return nil }
    let rest = header[match.upperBound...]
    return rest.firstIndex(of: "'").map { String(rest[..<$0]) }
}

/// The sizes in `'shape': (60000, 28, 28)`.
private func npyShape(in header: String) -> [Int]? {
    guard let match = header.range(of: "'shape': (") else { return nil }
    let rest = header[match.upperBound...]
    guard let end = rest.firstIndex(of: ")") else { return nil }
    let parts = rest[..<end].split(separator: ",").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
    let sizes = parts.compactMap { Int($0) }
    return sizes.count == parts.count && sizes.count <= 32 && sizes.allSatisfy { $0 >= 0 } ? sizes : nil
}

extension String {
    /// The first occurrence of a text; Foundation's function for that is not used here.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
