import DigitFiles
import DigitTensor

/// The variables of a MATLAB file of version 5, as described in "MAT-File Format" by The MathWorks: plain or compressed,
/// little-endian numbers, and structures of one element.
struct MATLABFile {
    /// The variables by their names.
    private(set) var variables: [String: MATLABArray] = [:]
    private let name: String

    /// The text at the start of such files.
    static let magic = Array("MATLAB 5.0 MAT-file".utf8)
    private static let headerSize = 128
    private enum Limits {
        static let variables = 1024
        static let fields = 256
        static let depth = 4
        static let axes = 8
    }

    /// - Parameter name: the file's name in messages.
    /// - Throws: `FileError` if it is not such a file.
    init(_ bytes: [UInt8], name: String) throws(FileError) {
        self.name = name
        guard bytes.count >= Self.headerSize, bytes.starts(with: Self.magic) else {
            throw FileError(path: name, problem: "a MATLAB file of version 5 expected, found something else")
        }
        guard bytes[126...127].elementsEqual(Array("IM".utf8)) else {
            throw FileError(path: name, problem: "a MATLAB file of a little-endian machine expected, found another")
        }
        var left = unpackedLimit(ofPacked: bytes.count)
        var cursor = MATLABCursor(bytes[Self.headerSize...], name: name)
        while let element = try cursor.next() {
            var matrix = element
            if element.type == .compressed {
                let unpacked: [UInt8]
                do { unpacked = try inflateZlib(Array(element.bytes), limit: left) } catch {
                    throw FileError(path: name, problem: "a compressed variable is damaged: \(error)")
                }
                left -= unpacked.count
                var inner = MATLABCursor(unpacked[...], name: name)
                guard let first = try inner.next() else { throw failure("an empty variable") }
                matrix = first
            }
            guard matrix.type == .matrix else { throw failure("an element of type \(matrix.type) where a variable should be") }
            let (variable, array) = try array(matrix.bytes, depth: 0)
            variables[variable] = array
            guard variables.count <= Limits.variables else { throw failure("more than \(Limits.variables) variables") }
        }
    }

    private func failure(_ found: String) -> FileError {
        FileError(path: name, problem: "a MATLAB file is damaged: found \(found)")
    }

    /// The array of a matrix element, and its name.
    private func array(_ bytes: ArraySlice<UInt8>, depth: Int) throws(FileError) -> (name: String, array: MATLABArray) {
        // An empty field has no parts.
        if bytes.isEmpty { return ("", MATLABArray(sizes: [0, 0], contents: .other)) }
        var cursor = MATLABCursor(bytes, name: name)
        let flags = try part(&cursor)
        guard let kind = flags.bytes.first, flags.bytes.count == 8 else { throw failure("a variable without a class") }
        let isComplex = flags.bytes[flags.bytes.startIndex + 1] & 0x08 != 0
        let axes = try part(&cursor)
        guard axes.bytes.count % 4 == 0, (2...Limits.axes).contains(axes.bytes.count / 4) else {
            throw failure("a variable with \(axes.bytes.count / 4) axes")
        }
        let sizes = stride(from: axes.bytes.startIndex, to: axes.bytes.endIndex, by: 4).map {
            Int(Int32(bitPattern: word(axes.bytes, at: $0)))
        }
        guard let count = Checked.product(sizes) else { throw failure("a variable of sizes \(sizes)") }
        let text = String(decoding: try part(&cursor).bytes.prefix(64), as: UTF8.self)
        switch kind {
        case 2 where count == 1 && depth < Limits.depth:
            return (text, MATLABArray(sizes: sizes, contents: .fields(try fields(&cursor, depth: depth))))
        // With an axis of 0, the other sizes could be any without a byte of data.
        case 6...15 where !isComplex && count > 0:
            let data = try part(&cursor)
            guard let number = MATLABNumber(rawValue: data.type.rawValue),
                Checked.product([count, number.size]) == data.bytes.count
            else {
                throw failure("\(data.bytes.count) bytes for a variable of sizes \(sizes)")
            }
            return (text, MATLABArray(sizes: sizes, contents: .numbers(number, data.bytes)))
        default: return (text, MATLABArray(sizes: sizes, contents: .other))
        }
    }

    /// The fields of a structure: the length of the names, the names, then the values.
    private func fields(_ cursor: inout MATLABCursor, depth: Int) throws(FileError) -> [String: MATLABArray] {
        let length = try part(&cursor).bytes
        let names = try part(&cursor).bytes
        guard length.count == 4, case let size = Int(word(length, at: length.startIndex)), (1...64).contains(size),
            names.count % size == 0, names.count / size <= Limits.fields
        else { throw failure("a structure without names") }
        var fields: [String: MATLABArray] = [:]
        for start in stride(from: names.startIndex, to: names.endIndex, by: size) {
            let field = String(decoding: names[start..<start + size].prefix { $0 != 0 }, as: UTF8.self)
            fields[field] = try array(try part(&cursor).bytes, depth: depth + 1).array
        }
        return fields
    }

    private func part(_ cursor: inout MATLABCursor) throws(FileError) -> MATLABElement {
        guard let element = try cursor.next() else { throw failure("a variable that is cut short") }
        return element
    }

    private func word(_ bytes: ArraySlice<UInt8>, at position: Int) -> UInt32 {
        bytes[position..<position + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
}
