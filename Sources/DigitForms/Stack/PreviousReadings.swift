import DigitDecoding
import DigitFiles
import DigitPhoto
import DigitText

/// Earlier readings by key, such as the last reading of each meter by its number. A rule `previous` compares new readings with
/// them.
public struct PreviousReadings: Equatable, Sendable {
    /// Remarks about the file for the user: lines without a reading, a header.
    public private(set) var notes: [String] = []
    private var readings: [String: Double] = [:]

    /// The greatest number of readings.
    public static let most = 1_000_000

    /// Creates readings from a dictionary.
    /// - Throws: `FormError` naming the key whose reading is not a finite number, or if there are none or too many.
    public init(_ readings: [String: Double]) throws(FormError) {
        for (key, reading) in readings.sorted(by: { $0.key < $1.key }) where !reading.isFinite {
            throw FormError("\"\(key)\": a finite number expected, got \(reading)")
        }
        self.readings = readings
        guard readings.count <= Self.most else {
            throw FormError("at most \(Self.most) readings expected, got \(readings.count)")
        }
        guard !readings.isEmpty else { throw FormError("a reading for at least one key expected, got none") }
    }

    /// Parses a file with a key and a number on each line, separated by a comma, a semicolon or a tab; further columns are
    /// ignored.
    ///
    /// The file is UTF-8. A header and lines without a number are skipped and reported in `notes`. Keys are text, so leading
    /// zeros are kept.
    /// - Parameter name: the file's name in errors; the endings `.csv` and `.tsv` determine the delimiter.
    /// - Throws: `FormError` naming the file and the line: a key with two readings, none at all, or too many.
    public init(_ bytes: [UInt8], name: String) throws(FormError) {
        var skipped: (first: Int, count: Int)?
        var records = RecordReader(bytes, name: name, isTable: true)
        var isFirst = true
        while let record = records.next(columns: 2) {
            defer { isFirst = false }
            let texts = record.fields.map { String(decoding: trimmed($0), as: UTF8.self) }
            guard texts.count == 2, !texts[0].isEmpty, let reading = Self.number(texts[1]) else {
                if isFirst {
                    notes.append("the first line is taken as a header: \(texts.joined(separator: ", ").prefix(40))")
                } else {
                    skipped = (skipped?.first ?? record.line, (skipped?.count ?? 0) + 1)
                }
                continue
            }
            if let other = readings[texts[0]], other != reading {
                throw FormError(
                    "\(name): line \(record.line): one reading for each key expected, \"\(texts[0].prefix(40))\" has another one above"
                )
            }
            readings[texts[0]] = reading
            guard readings.count <= Self.most else {
                throw FormError("\(name): at most \(Self.most) readings expected, got more")
            }
        }
        if let skipped { notes.append("lines without a key and a number: \(skipped.count), the first is line \(skipped.first)") }
        guard !readings.isEmpty else { throw FormError("\(name): a key and a number on each line expected, found none") }
    }

    /// Reads a file.
    /// - Throws: `FormError` as `init(_:name:)`, or if the file cannot be read.
    public init(contentsOf path: String) throws(FormError) {
        let bytes: [UInt8]
        do throws(FileError) { bytes = try readFile(path, limit: defaultFileLimit) } catch { throw FormError("\(error)") }
        try self.init(bytes, name: path)
    }

    /// The number of readings.
    public var count: Int { readings.count }

    /// The reading of a key; nil if there is none.
    public subscript(key: String) -> Double? { readings[key] }

    /// The contents of a file with these readings, sorted by key.
    package var text: String {
        readings.sorted { $0.key < $1.key }.map { "\(csvField($0.key)),\($0.value)\n" }.joined()
    }

    /// A number with a point or a comma as its decimal mark; nil for other texts.
    package static func number(_ text: String) -> Double? {
        FieldKind.decimal(text).flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil }
    }
}
