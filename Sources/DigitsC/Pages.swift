public import CDigits
import DigitJSON
import DigitKeras
import DigitPhoto
import DigitReader

/// What was found on a page, behind a handle.
final class PageEntry: Entry, @unchecked Sendable {
    override class var kind: String { "page" }

    let page: PageReading

    init(_ page: PageReading) { self.page = page }
}

// The functions of digits.h for pages.

@c @implementation
public func digits_page_read(
    _ recognizer: digits_recognizer, _ pixels: UnsafePointer<UInt8>?, _ width: Int, _ height: Int, _ channels: Int32,
    _ page: UnsafeMutablePointer<digits_page>?
) -> digits_status {
    answering {
        let result = try required(page, "page")
        let entry: RecognizerEntry = try HandleTable.shared.entry(recognizer)
        let reader = try DigitReader()
        let found: PageReading
        switch channels {
        case 1:
            let image = try grayImage(pixels, width, height)
            found = try entry.whileLocked { try FileLock.whileLocked { try reader.read(image) } }
        case 3:
            try checkSize(width, height)
            let values = Array(try values(pixels, 3 * width * height, "pixels"))
            let image = ColorImage(width: width, height: height, pixels: values)
            found = try entry.whileLocked { try FileLock.whileLocked { try reader.read(image) } }
        default: throw Failure(DIGITS_INVALID_ARGUMENT, "channels: 1 or 3 expected, got \(channels)")
        }
        result.pointee = HandleTable.shared.add(PageEntry(found))
    }
}

@c @implementation
public func digits_page_read_file(
    _ recognizer: digits_recognizer, _ bytes: UnsafePointer<UInt8>?, _ byte_count: Int, _ name: UnsafePointer<CChar>?,
    _ page: UnsafeMutablePointer<digits_page>?
) -> digits_status {
    answering {
        let result = try required(page, "page")
        let entry: RecognizerEntry = try HandleTable.shared.entry(recognizer)
        let contents = Array(try values(bytes, byte_count, "bytes"))
        let name = name.map { String(cString: $0) } ?? "image"
        let reader = try DigitReader()
        let found = try entry.whileLocked {
            try FileLock.whileLocked {
                do {
                    return try reader.read(encoded: contents, name: name)
                } catch { throw Failure(DIGITS_FILE_ERROR, "\(error)") }
            }
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
        try write(entry.page.json.text, to: buffer, capacity, length)
    }
}

@c @implementation
public func digits_page_free(_ page: digits_page) -> digits_status {
    answering { try HandleTable.shared.remove(page, PageEntry.self) }
}

extension PageReading {
    fileprivate var json: JSON {
        ["width": .integer(width), "height": .integer(height), "lines": .array(lines.map(\.json))]
    }
}

extension LineReading {
    fileprivate var json: JSON {
        [
            "text": .string(text), "confidence": JSON(confidence), "box": box.json,
            "digits": .array(
                digits.map {
                    [
                        "digit": .integer($0.digit), "confidence": JSON($0.confidence), "box": $0.box.json,
                        "probabilities": .array($0.probabilities.map { JSON($0) }),
                    ]
                }),
        ]
    }
}

extension PixelBox {
    fileprivate var json: JSON { JSON([x, y, width, height]) }
}
