import CFuzzer
import DigitPhoto
import DigitReader

/// Small, so that the time goes into many files rather than into large ones.
private let pixelLimit = 30_000

private let reader: DigitReader = {
    do { return try DigitReader() } catch { fatalError("\(error)") }
}()

/// Everything that `digits read` does with a file.
///
/// Errors are right; traps, sanitizers' findings, hangs and boxes outside of the picture are not.
private func read(_ bytes: [UInt8]) {
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

@main
enum FuzzReading {
    static func main() {
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
        _ = LLVMFuzzerRunDriver(&count, &arguments) { start, count in
            read(Array(UnsafeBufferPointer(start: start, count: count)))
            return 0
        }
    }
}
