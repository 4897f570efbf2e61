import DigitNN

/// A file with a list of valid numbers: one per line, or the first column of a table with commas, semicolons or tabs.
///
/// UTF-8, with or without a byte order mark; lines end in LF, CRLF or CR; fields may be in double quotes. Blank lines, a header
/// and lines without a number are skipped and reported; of duplicates the first one counts. Leading zeros are kept; spaces are
/// ignored.
public struct NumberListFile: Sendable {
    /// The numbers.
    public let list: NumberList
    /// The header's first column; nil if the first line is a number.
    public private(set) var header: String?
    /// The number of blank lines.
    public private(set) var blankLines = 0
    /// The number of lines without a number.
    public private(set) var otherLines = 0
    /// The first of them.
    public private(set) var firstOtherLine: Line?
    /// The number of lines that repeat a number.
    public private(set) var duplicates = 0
    /// The first of them.
    public private(set) var firstDuplicate: Line?

    /// A line of a file.
    public struct Line: Equatable, Sendable {
        /// Its number, from 1.
        public var number: Int
        /// Its first column, at most 40 characters of it.
        public var text: String
    }

    /// Reads a list.
    ///
    /// - Parameters:
    ///   - bytes: the file's contents.
    ///   - name: its name in errors; the endings `.csv` and `.tsv` determine the delimiter.
    /// - Throws: `DecodingError` naming the file if it has no number, or too many.
    public init(_ bytes: [UInt8], name: String) throws(DecodingError) {
        guard !bytes.starts(with: [0xFF, 0xFE]), !bytes.starts(with: [0xFE, 0xFF]) else {
            throw DecodingError("\(name): UTF-8 expected, got UTF-16")
        }
        var entries = NumberListEntries()
        var seen = Set<NumberKey>()
        var records = RecordReader(bytes, name: name)
        var isFirst = true
        while let record = records.next() {
            let text = trimmed(record.field)
            guard !text.isEmpty else {
                blankLines += 1
                continue
            }
            let line = { Line(number: record.line, text: String(String(decoding: text, as: UTF8.self).prefix(40))) }
            defer { isFirst = false }
            guard let number = numberSymbols(text) else {
                if isFirst { header = line().text } else { otherLines += 1 }
                if !isFirst && firstOtherLine == nil { firstOtherLine = line() }
                continue
            }
            guard seen.insert(NumberKey(number)).inserted else {
                duplicates += 1
                if firstDuplicate == nil { firstDuplicate = line() }
                continue
            }
            guard entries.count < NumberListEntries.most else {
                throw DecodingError("\(name): at most \(NumberListEntries.most) numbers expected")
            }
            entries.append(number, text: text)
        }
        // Its memory is needed for the spellings.
        seen = []
        guard entries.count > 0 else { throw DecodingError("\(name): a list of numbers expected, it has none") }
        do throws(DecodingError) { list = try NumberList(entries) } catch { throw DecodingError("\(name): \(error)") }
    }
}

extension NumberListFile {
    /// The skipped parts, one line for each kind.
    public var notes: [String] {
        func lines(_ count: Int, _ one: String, _ some: String) -> String {
            count == 1 ? "1 line \(one)" : "\(count) lines \(some)"
        }
        var notes: [String] = []
        if let header { notes.append("the first line is taken as a header: \(header)") }
        if blankLines > 0 { notes.append("\(lines(blankLines, "is", "are")) blank") }
        if let line = firstOtherLine {
            notes.append("\(lines(otherLines, "has", "have")) no number, the first is line \(line.number): \(line.text)")
        }
        if let line = firstDuplicate {
            notes.append(
                "\(lines(duplicates, "repeats a number", "repeat numbers")), the first is line \(line.number): \(line.text)")
        }
        return notes
    }
}
