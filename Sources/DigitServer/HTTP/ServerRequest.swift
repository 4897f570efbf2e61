import DigitFiles
import NIOHTTP1

/// A complete request.
package struct ServerRequest: Sendable {
    /// The method, the address and the headers.
    package let head: HTTPRequestHead
    /// The body as it was sent.
    package let body: [UInt8]
    /// The memory budget that the body uses.
    let share: BodyShare
    /// The client.
    let requester: Requester
    /// The path parameters of its route, such as `model`.
    var parameters: [String: String] = [:]
    /// The values of its query, which its route expects; empty if the route looks at the query itself.
    var query: [String: String] = [:]

    package init(head: HTTPRequestHead, body: [UInt8], share: BodyShare, requester: Requester) {
        self.head = head
        self.body = body
        self.share = share
        self.requester = requester
    }

    /// A header's value, the first one if there are several.
    func header(_ name: String) -> String? { head.headers.first(name: name) }

    /// Whether its body is compressed.
    var isPacked: Bool { header("Content-Encoding").map { $0.lowercased() != "identity" } ?? false }

    /// The body, decompressed if it is gzip or deflate: at most to the size that any compressed data may have.
    /// - Throws: `ServiceError`: 413 if it is too large, 400 if it is damaged, 415 if it is compressed otherwise, 503 if all
    ///   bodies together are too large.
    func unpackedBody() throws(ServiceError) -> [UInt8] {
        guard isPacked, let encoding = header("Content-Encoding")?.lowercased() else { return body }
        let limit = min(share.bodyLimit, unpackedLimit(ofPacked: body.count))
        let bytes = try Self.unpack(body, encoding, limit: limit)
        try share.grow(by: bytes.count)
        return bytes
    }

    private static func unpack(_ body: [UInt8], _ encoding: String, limit: Int) throws(ServiceError) -> [UInt8] {
        do throws(GzipError) {
            switch encoding {
            case "gzip", "x-gzip": return try gunzip(body, limit: limit)
            case "deflate": return try inflateZlib(body, limit: limit)
            default: break
            }
        } catch .tooLarge { throw .bodyTooLarge(limit) } catch { throw .badRequest("body: \(error)") }
        throw ServiceError(
            status: .unsupportedMediaType, message: "a content encoding of gzip, deflate or identity expected, got \(encoding)")
    }
}
