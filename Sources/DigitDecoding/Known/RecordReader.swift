/// Reads the first fields of a table's records, or the lines of a text.
package struct RecordReader {
    private let bytes: [UInt8]
    private let separator: UInt8?
    private var place: Int
    private var line = 1

    /// - Parameters:
    ///   - name: the endings `.csv` and `.tsv` determine the delimiter.
    ///   - isTable: whether the text has several columns; without another delimiter, it is then a comma.
    package init(_ bytes: [UInt8], name: String, isTable: Bool = false) {
        self.bytes = bytes
        place = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        separator = Self.separator(bytes[place...], name: name.lowercased()) ?? (isTable ? UInt8(ascii: ",") : nil)
    }

    /// The next record's first field without its quotes, and the line on which it begins; nil at the end.
    mutating func next() -> (field: ArraySlice<UInt8>, line: Int)? { next(columns: 1).map { ($0.fields[0], $0.line) } }

    /// The first fields of the next record, without quotes, at least one, and the line on which it begins; nil at the end.
    package mutating func next(columns: Int) -> (fields: [ArraySlice<UInt8>], line: Int)? {
        guard place < bytes.count else { return nil }
        let first = line
        var fields = [field()]
        while fields.count < columns, place < bytes.count, bytes[place] == separator {
            place += 1
            fields.append(field())
        }
        skipRecord()
        return (fields, first)
    }

    /// The next field; text after closing quotes is dropped.
    private mutating func field() -> ArraySlice<UInt8> {
        let quoted = place < bytes.count && bytes[place] == quote ? quoted() : nil
        let begin = place
        while place < bytes.count, !isLineEnd(bytes[place]), bytes[place] != separator { place += 1 }
        return quoted?[...] ?? bytes[begin..<place]
    }

    /// A field in quotes; two of them within it stand for one.
    private mutating func quoted() -> [UInt8] {
        var field: [UInt8] = []
        place += 1
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            if byte == quote {
                guard place < bytes.count, bytes[place] == quote else { break }
                place += 1
            }
            if byte == lineFeed { line += 1 }
            field.append(byte)
        }
        return field
    }

    /// Moves past the record's end; quotes in its other fields may contain line ends.
    private mutating func skipRecord() {
        var isQuoted = false
        var isFieldStart = false
        while place < bytes.count {
            let byte = bytes[place]
            if isQuoted {
                if byte == quote { isQuoted = false }
                if byte == lineFeed { line += 1 }
            } else if isLineEnd(byte) {
                place += byte == carriageReturn && place + 1 < bytes.count && bytes[place + 1] == lineFeed ? 2 : 1
                line += 1
                return
            } else if byte == quote, isFieldStart {
                isQuoted = true
            }
            isFieldStart = byte == separator
            place += 1
        }
    }

    /// The delimiter: in a text, a tab or a semicolon; a comma only in a table, or if letters follow it, for it may be a decimal
    /// mark.
    private static func separator(_ bytes: ArraySlice<UInt8>, name: String) -> UInt8? {
        let head = bytes.prefix(10_000)
        if name.hasSuffix(".tsv") || head.contains(tab) { return tab }
        if head.contains(UInt8(ascii: ";")) { return UInt8(ascii: ";") }
        let comma = UInt8(ascii: ",")
        if name.hasSuffix(".csv") { return comma }
        for line in head.split(whereSeparator: isLineEnd) {
            guard let place = line.firstIndex(of: comma) else { continue }
            let isLetter: (UInt8) -> Bool = { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A || $0 >= 0x80 || $0 == quote }
            if line[place...].contains(where: isLetter) { return comma }
        }
        return nil
    }
}

private let quote = UInt8(ascii: "\"")
private let lineFeed: UInt8 = 0x0A
private let carriageReturn: UInt8 = 0x0D
private let tab: UInt8 = 0x09
private func isLineEnd(_ byte: UInt8) -> Bool { byte == lineFeed || byte == carriageReturn }
