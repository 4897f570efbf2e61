public import CDigits
import DigitDecoding
import DigitReader

/// A reader of pages behind a handle. Several threads may read with it at once.
final class ReaderEntry: Entry, @unchecked Sendable {
    override class var kind: String { "reader" }

    let reader: DigitReader
    /// The constraint of the last call: the next one usually has the same, and preparing a long list takes a second.
    private var last: (text: String, constraint: NumberConstraint?)?

    init(_ reader: DigitReader) { self.reader = reader }

    /// The constraint of a JSON text; nil for none.
    func constraint(_ known: UnsafePointer<CChar>?) throws -> NumberConstraint? {
        guard let text = try optionalText(known, "known") else { return nil }
        if let last = try whileLocked({ self.last }), last.text == text { return last.constraint }
        let constraint = try Known(text).constraint()
        try whileLocked { last = (text, constraint) }
        return constraint
    }
}

// The functions of digits.h for readers.

@c @implementation
public func digits_reader_create(
    _ path: UnsafePointer<CChar>?, _ reader: UnsafeMutablePointer<digits_reader>?
) -> digits_status {
    answering {
        let result = try required(reader, "reader")
        let path = try optionalText(path, "path")
        let model = try FileLock.whileLocked { () throws -> NumbersModel in
            do {
                return if let path { try NumbersModel(contentsOf: path) } else { try NumbersModel() }
            } catch { throw Failure(DIGITS_FILE_ERROR, "\(error)") }
        }
        result.pointee = HandleTable.shared.add(ReaderEntry(DigitReader(model: model)))
    }
}

@c @implementation
public func digits_reader_free(_ reader: digits_reader) -> digits_status {
    answering { try HandleTable.shared.remove(reader, ReaderEntry.self) }
}
