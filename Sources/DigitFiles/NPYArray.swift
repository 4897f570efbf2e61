/// An array of a NumPy file (`.npy`, or a member of `.npz`), as https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
/// describes it: whole numbers, floating point numbers and truth values, in row-major order.
package struct NPYArray: Sendable {
    /// The elements.
    package enum Values: Sendable {
        /// `|u1`, as images are stored.
        case bytes([UInt8])
        /// Everything else.
        case numbers([Double])
    }

    /// The axis sizes, outermost first.
    package let shape: [Int]
    package let values: Values

    private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

    /// Reads a file's bytes.
    /// - Parameter name: what the array is called in messages.
    /// - Throws: `FileError` where they are no such array.
    package init(_ bytes: [UInt8], name: String) throws(FileError) {
        func failure(_ problem: String) -> FileError { FileError(path: name, problem: problem) }
        guard bytes.count >= 12, bytes.starts(with: Self.magic) else {
            throw failure("a NumPy array expected, found something else")
        }
        let wide = bytes[6] >= 2
        let start = wide ? 12 : 10
        let length = (0..<(wide ? 4 : 2)).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
        guard (1...3).contains(bytes[6]), length <= bytes.count - start else {
            throw failure("the header of a NumPy array is damaged")
        }
        let header = String(decoding: bytes[start..<start + length], as: UTF8.self)
        guard let type = Self.text("descr", in: header), let sizes = Self.shape(in: header) else {
            throw failure("a NumPy array of plain numbers expected, found \(header.prefix(80))")
        }
        guard !header.contains("'fortran_order': True") || sizes.count < 2 else {
            throw failure("rows first expected, found Fortran's order; numpy.ascontiguousarray changes it")
        }
        guard let element = Element(type) else { throw failure("whole or floating point numbers expected, found type \(type)") }
        let body = bytes[(start + length)...]
        guard let count = Self.product(sizes), count <= body.count, count * element.size == body.count else {
            throw failure("\(element.size) bytes for each element of shape \(sizes) expected, found \(body.count) in all")
        }
        shape = sizes
        values = element.isByte ? .bytes(Array(body)) : .numbers(element.numbers(body, count: count))
    }

    /// The value of a key whose value is text: `'descr': '<f4'`.
    private static func text(_ key: String, in header: String) -> String? {
        guard let match = header.range(of: "'\(key)': '") else { return nil }
        let rest = header[match.upperBound...]
        return rest.firstIndex(of: "'").map { String(rest[..<$0]) }
    }

    /// The sizes in `'shape': (60000, 28, 28)`.
    private static func shape(in header: String) -> [Int]? {
        guard let match = header.range(of: "'shape': (") else { return nil }
        let rest = header[match.upperBound...]
        guard let end = rest.firstIndex(of: ")") else { return nil }
        let parts = rest[..<end].split(separator: ",").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
        let sizes = parts.compactMap { Int($0) }
        return sizes.count == parts.count && sizes.allSatisfy { $0 >= 0 } ? sizes : nil
    }

    private static func product(_ sizes: [Int]) -> Int? {
        var product = 1
        for size in sizes {
            let (next, overflow) = product.multipliedReportingOverflow(by: size)
            if overflow { return nil }
            product = next
        }
        return product
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

        func numbers(_ bytes: ArraySlice<UInt8>, count: Int) -> [Double] {
            bytes.withUnsafeBytes { bytes in
                (0..<count).map { index in
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
                // Moved up, so that the highest bit is the sign.
                Double(Int64(bitPattern: word << (64 - 8 * UInt64(size))) >> (64 - 8 * Int64(size)))
            default: Double(word)
            }
        }
    }
}

extension String {
    /// Where a text first occurs; Foundation's function of that name is not used here.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
