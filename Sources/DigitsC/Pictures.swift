public import CDigits
import DigitImage
import DigitPhoto
import DigitRecognizer

/// A recognizer behind a handle.
final class RecognizerEntry: Entry, @unchecked Sendable {
    override class var kind: String { "recognizer" }

    let recognizer: DigitRecognizer
    /// The number of probabilities of a recognition.
    let classCount: Int

    init(_ recognizer: DigitRecognizer) throws {
        self.recognizer = recognizer
        // A class for non-digits is not among them.
        let inked = GrayImage(width: 2, height: 1, pixels: [0, 255])
        classCount = try recognizer.recognize(normalized: inked).probabilities.count
    }
}

// The functions of digits.h for pictures.

@c @implementation
public func digits_recognizer_create(
    _ model: digits_model, _ recognizer: UnsafeMutablePointer<digits_recognizer>?
) -> digits_status {
    answering {
        let result = try required(recognizer, "recognizer")
        let made: DigitRecognizer
        if model == 0 {
            made = try FileLock.whileLocked { try DigitRecognizer() }
        } else {
            let entry = try modelEntry(model)
            made = try DigitRecognizer(model: try entry.whileLocked { entry.model })
        }
        result.pointee = HandleTable.shared.add(try RecognizerEntry(made))
    }
}

@c @implementation
public func digits_recognizer_free(_ recognizer: digits_recognizer) -> digits_status {
    answering { try HandleTable.shared.remove(recognizer, RecognizerEntry.self) }
}

@c @implementation
public func digits_recognizer_class_count(
    _ recognizer: digits_recognizer, _ count: UnsafeMutablePointer<Int>?
) -> digits_status {
    answering {
        let entry: RecognizerEntry = try HandleTable.shared.entry(recognizer)
        try required(count, "count").pointee = entry.classCount
    }
}

@c @implementation
public func digits_recognizer_recognize(
    _ recognizer: digits_recognizer, _ pixels: UnsafePointer<UInt8>?, _ width: Int, _ height: Int,
    _ probabilities: UnsafeMutablePointer<Float>?, _ probability_count: Int, _ result: UnsafeMutablePointer<digits_recognition>?
) -> digits_status {
    answering {
        let entry: RecognizerEntry = try HandleTable.shared.entry(recognizer)
        let target = try room(probabilities, probability_count, "probabilities")
        let result = try required(result, "result")
        guard probability_count == entry.classCount else {
            throw Failure(
                DIGITS_INVALID_ARGUMENT, "room for \(entry.classCount) probabilities expected, got \(probability_count)")
        }
        let image = try grayImage(pixels, width, height)
        let found = try entry.whileLocked { () throws in
            do {
                return try entry.recognizer.recognize(image)
            } catch { throw Failure(DIGITS_NOTHING_FOUND, "\(error)") }
        }
        _ = target.update(fromContentsOf: found.probabilities)
        result.pointee = digits_recognition(
            digit: Int32(found.digit), confidence: found.confidence, is_digit: found.isDigit)
    }
}

@c @implementation
public func digits_image_decode(
    _ bytes: UnsafePointer<UInt8>?, _ byte_count: Int, _ name: UnsafePointer<CChar>?, _ pixels: UnsafeMutablePointer<UInt8>?,
    _ capacity: Int, _ width: UnsafeMutablePointer<Int>?, _ height: UnsafeMutablePointer<Int>?
) -> digits_status {
    answering {
        let target = try room(pixels, capacity, "pixels")
        let (contents, name) = try file(bytes, byte_count, name)
        let image = try FileLock.whileLocked { try decodeImage(contents, name: name) }
        width?.pointee = image.width
        height?.pointee = image.height
        guard capacity >= image.pixels.count else {
            throw Failure(DIGITS_BUFFER_TOO_SMALL, "pixels: room for \(image.pixels.count) expected, got \(capacity)")
        }
        _ = target.update(fromContentsOf: image.pixels)
    }
}

/// The bytes of a file that the caller has read, and its name for errors.
func file(
    _ bytes: UnsafePointer<UInt8>?, _ count: Int, _ name: UnsafePointer<CChar>?
) throws(Failure) -> (contents: [UInt8], name: String) {
    (Array(try values(bytes, count, "bytes")), name.map { String(cString: $0) } ?? "image")
}

/// A picture from the caller's pixels.
func grayImage(_ pixels: UnsafePointer<UInt8>?, _ width: Int, _ height: Int) throws(Failure) -> GrayImage {
    try checkSize(width, height)
    return GrayImage(width: width, height: height, pixels: Array(try values(pixels, width * height, "pixels")))
}

/// Rejects pictures without pixels, and those larger than any image file could have.
func checkSize(_ width: Int, _ height: Int) throws(Failure) {
    let limit = 1 << 16
    guard (1...limit).contains(width), (1...limit).contains(height), width * height <= defaultPixelLimit else {
        throw Failure(DIGITS_INVALID_ARGUMENT, "a picture of 1 to \(defaultPixelLimit) pixels expected, got \(width)x\(height)")
    }
}
