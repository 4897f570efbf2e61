import DigitDecoding
import DigitImage
import DigitPhoto
import DigitReader

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Small, so that the time goes into many files rather than into large ones.
private let pixelLimit = 30_000

private let reader: DigitReader = {
    do { return try DigitReader() } catch { fatalError("\(error)") }
}()

/// An image file, in each way that one is decoded.
func readPicture(_ bytes: [UInt8]) {
    guard let image = try? decodeColorImage(bytes, name: "file", pixelLimit: pixelLimit) else {
        // Neither way of decoding accepts what the other rejects.
        precondition((try? decodeImage(bytes, name: "file", pixelLimit: pixelLimit)) == nil, "gray, but no colors")
        return
    }
    precondition(image.width * image.height <= pixelLimit, "\(image.width)x\(image.height) pixels in spite of the limit")
    let gray: GrayImage
    let photo: PhotoPlanes
    do {
        gray = try decodeImage(bytes, name: "file", pixelLimit: pixelLimit)
        photo = try decodePlanes(bytes, name: "file", pixelLimit: pixelLimit, pixelsWanted: pixelLimit)
    } catch { fatalError("\(error)") }
    precondition(gray.width == image.width && gray.height == image.height, "two sizes of one picture")
    precondition(photo.sourceWidth == image.width && photo.sourceHeight == image.height, "two sizes of one picture")
}

/// A document: each of its first pages is an image file, or an error. Other programs are not run.
func readDocument(_ bytes: [UInt8]) {
    setenv("PATH", "/nowhere", 1)
    guard let document = try? ImageDocument(bytes, name: "file") else { return }
    precondition(document.pageCount > 0, "at least one page")
    for index in 0..<min(3, document.pageCount) {
        guard let page = try? document.page(index, pixelLimit: pixelLimit) else { continue }
        _ = try? decodeImage(page, name: "page", pixelLimit: pixelLimit)
    }
}

/// The reading of a decoded picture whose row length is in the first byte: boxes are inside the picture.
func readPage(_ bytes: [UInt8]) {
    guard let width = bytes.first.map({ Int($0) % 64 + 1 }), bytes.count > width else { return }
    let height = (bytes.count - 1) / width
    let image = GrayImage(width: width, height: height, pixels: Array(bytes[1...width * height]))
    let page: PageReading
    do { page = try reader.read(image) } catch { fatalError("\(error)") }
    precondition(page.width == width && page.height == height, "two sizes of one picture")
    let lines = page.lines + page.misfits
    let symbols = lines.flatMap(\.symbols)
    for box in symbols.compactMap(\.box) + lines.flatMap(\.digits).map(\.box) + lines.map(\.box) + page.leftOut.map(\.box) {
        precondition(box.x >= 0 && box.y >= 0 && box.width > 0 && box.height > 0, "\(box)")
        precondition(box.x + box.width <= page.width && box.y + box.height <= page.height, "\(box)")
    }
    for confidence in symbols.map(\.confidence) + lines.map(\.confidence) {
        precondition(confidence >= 0 && confidence <= 1, "\(confidence)")
    }
    let colors = ColorImage(width: width, height: height, pixels: image.pixels.flatMap { [$0, $0, $0] })
    precondition((try? page.annotated(colors)) != nil, "a picture of the page's size")
}

/// A pattern of numbers.
func readPattern(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let pattern = try? NumberPattern(text) else { return }
    precondition(pattern == (try? NumberPattern(text)), "equal texts are equal patterns")
    _ = try? NumberConstraint(pattern: pattern)
}
