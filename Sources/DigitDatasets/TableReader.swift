import DigitFiles
import DigitTensor

/// Reads a table of digits: nothing but small numbers and delimiters, 70 MB of them, in one pass. General CSV libraries make a string
/// of each of 33 million fields.
struct TableReader {
    /// The columns.
    struct Header {
        let count: Int
        /// The label's column; nil for a table without labels.
        let label: Int?
        /// Its name, empty if there is no header line; nil for a table without labels.
        let labelName: String?
    }

    private static let labelNames = ["label", "class", "labels", "target"]
    private static let (newline, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    /// Possible delimiters: commas, the semicolons of spreadsheets in much of Europe, and tabs.
    private static let delimiters = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]

    let path: String
    let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private var delimiter = delimiters[0]

    init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
        // The byte order mark that some programs write before text.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// The columns, after the header line if there is one.
    mutating func header() throws(FileError) -> Header {
        let end = bytes[position...].firstIndex(of: Self.newline) ?? bytes.count
        guard end - position <= 1 << 20, !bytes[position..<end].contains(where: { $0 < 0x20 && $0 != 0x09 && $0 != 0x0D }) else {
            throw FileError(
                path: path, problem: "a table of numbers separated by commas, semicolons or tabs expected, found something else")
        }
        delimiter = Self.delimiters.first(where: bytes[position..<end].contains) ?? delimiter
        let columns = 1 + bytes[position..<end].count { $0 == delimiter }
        guard columns <= 1 + 1 << 16 else {
            throw FileError(path: path, problem: "at most \(1 + 1 << 16) columns expected, found \(columns)")
        }
        let names = String(decoding: bytes[position..<end], as: UTF8.self)
            .split(separator: Character(Unicode.Scalar(delimiter)), omittingEmptySubsequences: false)
            .map { $0.filter { !$0.isWhitespace && $0 != "\"" && $0 != "'" } }
        if names.allSatisfy({ Double($0) != nil }) { return Header(count: names.count, label: 0, labelName: "") }
        (position, line) = (min(end + 1, bytes.count), 2)
        let label = names.firstIndex { Self.labelNames.contains($0.lowercased()) }
        try check(names.enumerated().filter { $0.offset != label }.map(\.element))
        return Header(count: names.count, label: label, labelName: label.map { names[$0] })
    }

    /// pandas writes the index before the columns unless told not to.
    private static let indexColumn = "a column without a name; in pandas, to_csv(…, index=False) leaves out the index"

    /// Pixels must be named in order, `pixel0`, `pixel1`, … or `1x1`, `1x2`, …: other columns may hold something else.
    private func check(_ names: [String]) throws(FileError) {
        let side = squareSide(names.count) ?? 1
        for (index, name) in names.enumerated() {
            let known = ["pixel\(index)", "pixel\(index + 1)", "\(index / side + 1)x\(index % side + 1)", "\(index)"]
            if !known.contains(name) {
                let found = name.isEmpty || name == "Unnamed:0" ? Self.indexColumn : String(name.prefix(40))
                throw FileError(path: path, problem: "columns label or class, pixel0, pixel1, … expected, found \(found)")
            }
        }
    }

    /// Reads all rows. Without labels, each is 0.
    mutating func rows(_ header: Header, pixels: inout Pixels, labels: inout [UInt8]) throws(FileError) {
        var row: [Double] = []
        row.reserveCapacity(header.count)
        while position < bytes.count {
            if bytes[position] == Self.newline || bytes[position] == Self.carriageReturn {
                if bytes[position] == Self.newline { line += 1 }
                position += 1
                continue
            }
            row.removeAll(keepingCapacity: true)
            var label: UInt8 = 0
            for column in 0..<header.count {
                let start = position
                let number = try field(column)
                if column == header.label {
                    guard let whole = Checked.integer(number, in: 0...255), Double(whole) == number else {
                        throw failure(start, column, "a label from 0 to 255")
                    }
                    label = UInt8(whole)
                } else {
                    row.append(number)
                }
                try separator(isLast: column == header.count - 1, column: column, count: header.count)
            }
            labels.append(label)
            try pixels.append(row)
        }
    }

    /// A number of 0 to 255, usually a whole one of few digits, possibly in quotation marks.
    private mutating func field(_ column: Int) throws(FileError) -> Double {
        var number = 0
        let start = position
        while position < bytes.count, case let digit = Int(bytes[position]) - 48, (0...9).contains(digit), number < 256 {
            number = 10 * number + digit
            position += 1
        }
        if position > start, number < 256, position == bytes.count || isEnd(bytes[position]) { return Double(number) }
        position = start
        while position < bytes.count, !isEnd(bytes[position]) { position += 1 }
        guard position - start <= 64 else { throw failure(start, column, "a number from 0 to 255") }
        var text = Substring(String(decoding: bytes[start..<position], as: UTF8.self).filter { $0 != " " && $0 != "\t" })
        for mark in ["\"", "'"] where text.count >= 2 && text.hasPrefix(mark) && text.hasSuffix(mark) {
            text = text.dropFirst().dropLast()
        }
        guard let value = Double(text), (0...255).contains(value) else { throw failure(start, column, "a number from 0 to 255") }
        return value
    }

    private func isEnd(_ byte: UInt8) -> Bool { byte == delimiter || byte == Self.newline || byte == Self.carriageReturn }

    private mutating func separator(isLast: Bool, column: Int, count: Int) throws(FileError) {
        if position < bytes.count, bytes[position] == Self.carriageReturn { position += 1 }
        let isEnd = position == bytes.count || bytes[position] == Self.newline
        if isEnd && !isLast || !isEnd && isLast {
            throw FileError(
                path: path, problem: "\(count) columns expected in line \(line), found \(isEnd ? "\(column + 1)" : "more")")
        }
        if isEnd { line += 1 }
        if position < bytes.count { position += 1 }
    }

    private func failure(_ start: Int, _ column: Int, _ expected: String) -> FileError {
        let field = bytes[start...].prefix { !isEnd($0) }.prefix(20)
        return FileError(
            path: path,
            problem:
                "\(expected) expected in line \(line), column \(column + 1), found \(field.isEmpty ? "nothing" : String(decoding: field, as: UTF8.self))"
        )
    }
}
