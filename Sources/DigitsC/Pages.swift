public import CDigits
import DigitJSON
import DigitPhoto
import DigitReader

/// The reading of a page, behind a handle.
final class PageEntry: Entry, @unchecked Sendable {
    override class var kind: String { "page" }

    let page: PageReading

    init(_ page: PageReading) { self.page = page }
}

// The functions of digits.h for pages.

@c @implementation
public func digits_page_read(
    _ reader: digits_reader, _ pixels: UnsafePointer<UInt8>?, _ width: Int, _ height: Int, _ channels: Int32,
    _ known: UnsafePointer<CChar>?, _ page: UnsafeMutablePointer<digits_page>?
) -> digits_status {
    answering {
        let result = try required(page, "page")
        let entry: ReaderEntry = try HandleTable.shared.entry(reader)
        let constraint = try entry.constraint(known)
        let found: PageReading
        switch channels {
        case 1:
            let image = try grayImage(pixels, width, height)
            found = try entry.whileShared { try entry.reader.read(image, constraint: constraint) }
        case 3:
            try checkSize(width, height)
            let values = Array(try values(pixels, 3 * width * height, "pixels"))
            let image = ColorImage(width: width, height: height, pixels: values)
            found = try entry.whileShared { try entry.reader.read(image, constraint: constraint) }
        default: throw Failure(DIGITS_INVALID_ARGUMENT, "channels: 1 or 3 expected, got \(channels)")
        }
        result.pointee = HandleTable.shared.add(PageEntry(found))
    }
}

@c @implementation
public func digits_page_read_file(
    _ reader: digits_reader, _ bytes: UnsafePointer<UInt8>?, _ byte_count: Int, _ name: UnsafePointer<CChar>?,
    _ known: UnsafePointer<CChar>?, _ page: UnsafeMutablePointer<digits_page>?
) -> digits_status {
    answering {
        let result = try required(page, "page")
        let entry: ReaderEntry = try HandleTable.shared.entry(reader)
        let constraint = try entry.constraint(known)
        let (contents, name) = try file(bytes, byte_count, name)
        let found = try entry.whileShared { () throws -> PageReading in
            do {
                // Only decoders have locks that a fork must wait for.
                let photo = try FileLock.whileLocked { try DigitReader.decode(contents, name: name) }
                return try entry.reader.read(photo, constraint)
            } catch let error as ReaderError { throw Failure(DIGITS_FILE_ERROR, "\(error)") }
        }
        result.pointee = HandleTable.shared.add(PageEntry(found))
    }
}

@c @implementation
public func digits_page_describe(
    _ page: digits_page, _ buffer: UnsafeMutablePointer<CChar>?, _ capacity: Int, _ length: UnsafeMutablePointer<Int>?
) -> digits_status {
    answering {
        let entry: PageEntry = try HandleTable.shared.entry(page)
        let members = entry.page.jsonMembers { [.init("probabilities", .array($0.probabilities.map { JSON($0) }))] }
        try write(JSON.object(members).text, to: buffer, capacity, length)
    }
}

@c @implementation
public func digits_page_free(_ page: digits_page) -> digits_status {
    answering { try HandleTable.shared.remove(page, PageEntry.self) }
}
