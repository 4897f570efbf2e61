public import CDigits
import DigitDecoding
import DigitForms
import DigitJSON
import DigitPhoto
import DigitReader

/// The reading of a sheet, behind a handle.
final class SheetEntry: Entry, @unchecked Sendable {
    override class var kind: String { "sheet" }

    /// The reading of the sheet alone.
    let read: SheetReading
    /// The lists that it was read with.
    let lists: FieldLists
    /// The reader that read it.
    let reader: FormReader
    private var assigned: SheetReading

    init(_ sheet: SheetReading, lists: FieldLists, reader: FormReader) {
        (read, assigned, self.lists, self.reader) = (sheet, sheet, lists, reader)
    }

    /// The reading with the numbers that were assigned within a stack.
    func sheet() throws -> SheetReading { try whileLocked { assigned } }

    func assign(_ sheet: SheetReading) throws { try whileLocked { assigned = sheet } }
}

// The functions of digits.h for sheets.

@c @implementation
public func digits_form_read(
    _ form: digits_form, _ pixels: UnsafePointer<UInt8>?, _ width: Int, _ height: Int, _ lists: UnsafePointer<CChar>?,
    _ sheet: UnsafeMutablePointer<digits_sheet>?
) -> digits_status {
    answering {
        let result = try required(sheet, "sheet")
        let entry: FormEntry = try HandleTable.shared.entry(form)
        let (reader, lists) = try entry.reader(lists)
        let image = try grayImage(pixels, width, height)
        let found = try entry.whileShared { try reader.read(image) }
        result.pointee = HandleTable.shared.add(SheetEntry(found, lists: lists, reader: reader))
    }
}

@c @implementation
public func digits_form_read_file(
    _ form: digits_form, _ bytes: UnsafePointer<UInt8>?, _ byte_count: Int, _ name: UnsafePointer<CChar>?,
    _ lists: UnsafePointer<CChar>?, _ sheet: UnsafeMutablePointer<digits_sheet>?
) -> digits_status {
    answering {
        let result = try required(sheet, "sheet")
        let entry: FormEntry = try HandleTable.shared.entry(form)
        let (reader, lists) = try entry.reader(lists)
        let (contents, name) = try file(bytes, byte_count, name)
        let found = try entry.whileShared { () throws -> SheetReading in
            // Only decoders have locks that a fork must wait for.
            let image = try FileLock.whileLocked { try decodeImage(contents, name: name) }
            do { return try reader.read(image) } catch { throw Failure(DIGITS_FILE_ERROR, "\(name): \(error)") }
        }
        result.pointee = HandleTable.shared.add(SheetEntry(found, lists: lists, reader: reader))
    }
}

@c @implementation
public func digits_sheets_assign(_ sheets: UnsafePointer<digits_sheet>?, _ count: Int) -> digits_status {
    answering {
        let handles = Array(try values(sheets, count, "sheets"))
        guard Set(handles).count == count else {
            throw Failure(DIGITS_INVALID_ARGUMENT, "sheets: one appears twice")
        }
        var entries: [SheetEntry] = []
        for handle in handles { entries.append(try HandleTable.shared.entry(handle)) }
        // Starts from the readings of the sheets alone, so that repeating it with more sheets has the same result as one call
        // with all.
        var read = entries.map(\.read)
        guard Set(entries.map(\.lists.text)).count <= 1 else {
            throw Failure(DIGITS_INVALID_ARGUMENT, "sheets: all must have been read with the same lists")
        }
        entries.first?.reader.assign(in: &read)
        // Each form's rules are checked by its own reader.
        let readers = Dictionary(entries.map { ($0.reader.forms[0].name, $0.reader) }, uniquingKeysWith: { first, _ in first })
            .values
        for reader in readers { reader.weighYearsAndCheckRules(of: &read, before: entries.map(\.read)) }
        if let first = entries.first {
            StackFields(forms: readers.flatMap(\.forms), listCounts: first.reader.listCounts).chooseSure(in: &read)
        }
        for (entry, sheet) in zip(entries, read) { try entry.assign(sheet) }
    }
}

@c @implementation
public func digits_sheet_describe(
    _ sheet: digits_sheet, _ buffer: UnsafeMutablePointer<CChar>?, _ capacity: Int, _ length: UnsafeMutablePointer<Int>?
) -> digits_status {
    answering {
        let entry: SheetEntry = try HandleTable.shared.entry(sheet)
        try write(JSON.object(try entry.sheet().jsonMembers).text, to: buffer, capacity, length)
    }
}

@c @implementation
public func digits_sheet_free(_ sheet: digits_sheet) -> digits_status {
    answering { try HandleTable.shared.remove(sheet, SheetEntry.self) }
}
