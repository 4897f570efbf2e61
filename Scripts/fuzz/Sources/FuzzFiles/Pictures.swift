import DigitDecoding
import DigitPhoto
import DigitReader

/// Small, so that the time goes into many files rather than into large ones.
private let pixelLimit = 30_000

private let reader: DigitReader = {
    do { return try DigitReader() } catch { fatalError("\(error)") }
}()

/// Everything that `digits read` does with a file: boxes are inside of the picture.
func readPicture(_ bytes: [UInt8]) {
    _ = pageCount(bytes)
    guard let image = try? decodeColorImage(bytes, name: "file", pixelLimit: pixelLimit) else {
        // Neither way to decode takes what the other refuses.
        precondition((try? decodeImage(bytes, name: "file", pixelLimit: pixelLimit)) == nil, "gray, but no colors")
        return
    }
    precondition(image.width * image.height <= pixelLimit, "\(image.width)x\(image.height) pixels in spite of the limit")
    let page: PageReading
    do { page = try reader.read(encoded: bytes, name: "file", pixelLimit: pixelLimit) } catch { fatalError("\(error)") }
    precondition(page.width == image.width && page.height == image.height, "two sizes of one picture")
    for digit in page.lines.flatMap(\.digits) {
        let box = digit.box
        precondition(box.x >= 0 && box.y >= 0 && box.width > 0 && box.height > 0, "\(box)")
        precondition(box.x + box.width <= page.width && box.y + box.height <= page.height, "\(box)")
        precondition(digit.confidence >= 0 && digit.confidence <= 1, "\(digit.confidence)")
    }
    precondition((try? page.annotated(image)) != nil, "a picture of the page's size")
}

/// A pattern of numbers.
func readPattern(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let pattern = try? NumberPattern(text) else { return }
    precondition(pattern == (try? NumberPattern(text)), "equal texts are equal patterns")
    _ = try? NumberConstraint(pattern: pattern)
}
