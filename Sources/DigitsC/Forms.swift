public import CDigits
import DigitDecoding
import DigitForms
import DigitJSON
import DigitReader

/// A form behind a handle, with its reader. Several threads may read with it at once.
final class FormEntry: Entry, @unchecked Sendable {
    override class var kind: String { "form" }

    let form: Form
    private let reader: FormReader
    /// The lists of the last call: the next one usually has the same, and preparing a long list takes a second.
    private var last: (text: String, reader: FormReader, lists: FieldLists)?

    init(_ form: Form, model: NumbersModel) throws(FormError) {
        self.form = form
        reader = try FormReader(forms: [form], model: model)
    }

    /// The reader for the lists of a JSON text; nil for none.
    func reader(_ lists: UnsafePointer<CChar>?) throws -> (reader: FormReader, lists: FieldLists) {
        guard let text = try optionalText(lists, "lists") else { return (reader, FieldLists()) }
        if let last = try whileLocked({ self.last }), last.text == text { return (last.reader, last.lists) }
        let known = try FieldLists(text)
        let made = try reader.among(known.lists, previous: known.previous)
        try whileLocked { last = (text, made, known) }
        return (made, known)
    }
}

// The functions of digits.h for forms.

@c @implementation
public func digits_form_load(
    _ path: UnsafePointer<CChar>?, _ reader: digits_reader, _ form: UnsafeMutablePointer<digits_form>?
) -> digits_status {
    answering {
        let result = try required(form, "form")
        let path = try text(path, "path")
        let model: NumbersModel
        if reader == 0 {
            model = try FileLock.whileLocked { try NumbersModel() }
        } else {
            let entry: ReaderEntry = try HandleTable.shared.entry(reader)
            model = entry.reader.model
        }
        let entry = try FileLock.whileLocked { () throws -> FormEntry in
            do { return try FormEntry(try Form(contentsOf: path), model: model) } catch let error as FormError {
                throw Failure(DIGITS_FILE_ERROR, error.description.hasPrefix(path) ? "\(error)" : "\(path): \(error)")
            }
        }
        result.pointee = HandleTable.shared.add(entry)
    }
}

@c @implementation
public func digits_form_describe(
    _ form: digits_form, _ buffer: UnsafeMutablePointer<CChar>?, _ capacity: Int, _ length: UnsafeMutablePointer<Int>?
) -> digits_status {
    answering {
        let entry: FormEntry = try HandleTable.shared.entry(form)
        try write(JSON.object(entry.form.jsonMembers).text, to: buffer, capacity, length)
    }
}

@c @implementation
public func digits_form_free(_ form: digits_form) -> digits_status {
    answering { try HandleTable.shared.remove(form, FormEntry.self) }
}
