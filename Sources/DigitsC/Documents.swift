public import CDigits
import DigitPhoto

/// A file of pictures behind a handle.
final class DocumentEntry: Entry, @unchecked Sendable {
    override class var kind: String { "document" }

    let document: ImageDocument
    /// The last page that was requested: the request for its size is followed by that for its bytes.
    private var last: (index: Int, bytes: [UInt8])?

    init(_ document: ImageDocument) { self.document = document }

    /// A page as an image file.
    func page(_ index: Int) throws -> [UInt8] {
        guard (0..<document.pageCount).contains(index) else {
            throw Failure(DIGITS_INVALID_ARGUMENT, "page: a number below \(document.pageCount) expected, got \(index)")
        }
        return try whileLocked {
            if let last, last.index == index { return last.bytes }
            do throws(PhotoError) {
                let bytes = try document.page(index)
                last = (index, bytes)
                return bytes
            } catch { throw Failure(DIGITS_FILE_ERROR, "\(error)") }
        }
    }
}

// The functions of digits.h for documents.

@c @implementation
public func digits_document_open(
    _ path: UnsafePointer<CChar>?, _ document: UnsafeMutablePointer<digits_document>?
) -> digits_status {
    answering {
        let result = try required(document, "document")
        let path = try text(path, "path")
        do throws(PhotoError) {
            result.pointee = HandleTable.shared.add(DocumentEntry(try ImageDocument(at: path)))
        } catch { throw Failure(DIGITS_FILE_ERROR, "\(error)") }
    }
}

@c @implementation
public func digits_document_open_bytes(
    _ bytes: UnsafePointer<UInt8>?, _ byte_count: Int, _ name: UnsafePointer<CChar>?,
    _ document: UnsafeMutablePointer<digits_document>?
) -> digits_status {
    answering {
        let result = try required(document, "document")
        let contents = Array(try values(bytes, byte_count, "bytes"))
        let name = name.map { String(cString: $0) } ?? "document"
        do throws(PhotoError) {
            result.pointee = HandleTable.shared.add(DocumentEntry(try ImageDocument(contents, name: name)))
        } catch { throw Failure(DIGITS_FILE_ERROR, "\(error)") }
    }
}

@c @implementation
public func digits_document_page_count(_ document: digits_document, _ count: UnsafeMutablePointer<Int>?) -> digits_status {
    answering {
        let entry: DocumentEntry = try HandleTable.shared.entry(document)
        try required(count, "count").pointee = entry.document.pageCount
    }
}

@c @implementation
public func digits_document_page(
    _ document: digits_document, _ index: Int, _ bytes: UnsafeMutablePointer<UInt8>?, _ capacity: Int,
    _ length: UnsafeMutablePointer<Int>?
) -> digits_status {
    answering {
        let entry: DocumentEntry = try HandleTable.shared.entry(document)
        let length = try required(length, "length")
        let target = try room(bytes, capacity, "bytes")
        let page = try entry.page(index)
        length.pointee = page.count
        guard capacity >= page.count else {
            throw Failure(DIGITS_BUFFER_TOO_SMALL, "bytes: room for \(page.count) expected, got \(capacity)")
        }
        _ = target.update(fromContentsOf: page)
    }
}

@c @implementation
public func digits_document_free(_ document: digits_document) -> digits_status {
    answering { try HandleTable.shared.remove(document, DocumentEntry.self) }
}
