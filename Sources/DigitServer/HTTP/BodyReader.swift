import DigitFiles
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// Reads bodies of requests whole, and keeps count of the memory that all of them take together.
final class BodyReader: Sendable {
    private let limits: ServerLimits
    private let held = Atomic(0)

    init(limits: ServerLimits) { self.limits = limits }

    /// The bytes of all bodies that are held now.
    var heldBytes: Int { held.load(ordering: .relaxed) }

    /// Calls `use` with the body of a request, unpacked if it is gzip or deflate.
    /// - Throws: `ServiceError`: 413 if it is too large, 400 if it is damaged or cut short, 415 if it is packed otherwise, 503 if all
    ///   bodies together are too large.
    func withBody<Result>(_ request: Request, _ use: ([UInt8]) async throws -> Result) async throws -> Result {
        var reserved = 0
        defer { held.subtract(reserved, ordering: .relaxed) }
        var bytes: [UInt8] = []
        let announced = request.headers[.contentLength].flatMap { Int($0) }
        if let announced, announced <= limits.bodyBytes { bytes.reserveCapacity(min(announced, 1 << 20)) }
        for try await part in request.body {
            reserved += part.readableBytes
            try reserve(part.readableBytes)
            guard bytes.count + part.readableBytes <= limits.bodyBytes else { throw tooLarge }
            bytes += part.readableBytesView
        }
        guard announced == nil || announced == bytes.count else {
            throw ServiceError.badRequest("a body of \(announced ?? 0) bytes expected, got \(bytes.count)")
        }
        if let encoding = request.headers[.contentEncoding]?.lowercased(), encoding != "identity" {
            bytes = try unpack(bytes, encoding)
            reserved += bytes.count
            try reserve(bytes.count)
        }
        return try await use(bytes)
    }

    private var tooLarge: ServiceError { .tooLarge("a body of at most \(limits.bodyBytes) bytes expected") }

    private func reserve(_ count: Int) throws(ServiceError) {
        guard held.add(count, ordering: .relaxed).newValue <= limits.allBodyBytes else {
            var error = ServiceError.overloaded("too many large requests at once; try again soon")
            error.closesConnection = true
            throw error
        }
    }

    private func unpack(_ bytes: [UInt8], _ encoding: String) throws(ServiceError) -> [UInt8] {
        do throws(GzipError) {
            switch encoding {
            case "gzip", "x-gzip": return try gunzip(bytes, limit: limits.bodyBytes)
            case "deflate": return try inflateZlib(bytes, limit: limits.bodyBytes)
            default: break
            }
        } catch .tooLarge { throw tooLarge } catch { throw .badRequest("body: \(error)") }
        throw ServiceError(
            status: .unsupportedMediaType, message: "a content encoding of gzip, deflate or identity expected, got \(encoding)")
    }
}
