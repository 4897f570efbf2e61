import DigitImage
import DigitPhoto
import DigitReader
import NIOPosix
import Synchronization

/// Where pictures are decoded and read: on threads of its own, so that nothing else waits for them, and a few at a time, so that they do
/// not take all memory.
final class PictureQueue: Sendable {
    private let threads: NIOThreadPool
    private let limits: ServerLimits
    private let count = Atomic(0)

    init(limits: ServerLimits) {
        self.limits = limits
        threads = NIOThreadPool(numberOfThreads: limits.pictures)
        threads.start()
    }

    deinit { threads.shutdownGracefully { _ in } }

    /// Runs `body` on one of the threads.
    /// - Throws: `ServiceError` 503 if too many wait for that already, and what `body` throws.
    func run<Result: Sendable>(
        _ body: @escaping @Sendable (PictureDecoder) throws(ServiceError) -> Result
    ) async throws -> Result {
        let number = count.add(1, ordering: .relaxed).newValue
        defer { count.subtract(1, ordering: .relaxed) }
        guard number <= limits.pictures + limits.waitingPictures else {
            throw ServiceError.overloaded("\(limits.waitingPictures) pictures wait already; try again soon")
        }
        let decoder = PictureDecoder(pixelLimit: limits.pixels)
        return try await threads.runIfActive { try body(decoder) }
    }
}

/// Makes pixels of what clients send.
struct PictureDecoder: Sendable {
    let pixelLimit: Int

    /// A picture of any kind.
    /// - Throws: `ServiceError`: 400 if it is none or is damaged, 413 if it has too many pixels.
    func picture(_ bytes: [UInt8], what: String) throws(ServiceError) -> GrayImage {
        do throws(PhotoError) {
            return try decodeImage(bytes, name: what, pixelLimit: pixelLimit)
        } catch {
            if case .tooLarge = error.problem { throw .tooLarge("\(error)") }
            throw .badRequest("\(error)")
        }
    }

    /// A picture of one digit in MNIST's form: a file of an image, or 784 bytes that are MNIST's pixels already.
    /// - Throws: `ServiceError`: 400 if it is none or has no ink, 413 if it has too many pixels.
    func digit(in bytes: [UInt8], what: String) throws(ServiceError) -> GrayImage {
        let side = DigitNormalizer.fieldSize
        if bytes.count == side * side { return GrayImage(width: side, height: side, pixels: bytes) }
        let picture = try picture(bytes, what: what)
        do throws(DigitImageError) { return try DigitNormalizer().normalize(picture) } catch {
            throw .badRequest("\(what): \(error)")
        }
    }
}

extension PictureDecoder {
    /// Everything that is read in a picture.
    /// - Throws: `ServiceError`: 400 if it is none or is damaged, 413 if it has too many pixels.
    func page(_ bytes: [UInt8], reader: DigitReader) throws(ServiceError) -> PageReading {
        do throws(ReaderError) {
            return try reader.read(encoded: bytes, name: "picture", pixelLimit: pixelLimit)
        } catch { throw error.isTooLarge ? .tooLarge("\(error)") : .badRequest("\(error)") }
    }
}
