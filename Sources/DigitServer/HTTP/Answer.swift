import DigitFiles
import DigitJSON
import NIOHTTP1

/// A complete response.
package struct Answer: Sendable {
    package var status: HTTPResponseStatus
    package var headers: HTTPHeaders
    package var body: [UInt8]
    /// The length of the body, or the length that it would have if the response were not to HEAD.
    private(set) var length: Int
    /// Whether the connection must be closed.
    var closesConnection = false

    init(status: HTTPResponseStatus = .ok, contentType: String, body: [UInt8]) {
        self.status = status
        self.body = body
        length = body.count
        headers = HTTPHeaders()
        headers.reserveCapacity(7)
        headers.add(name: "Content-Type", value: contentType)
    }

    /// A response without a body, such as 204.
    init(status: HTTPResponseStatus) {
        self.status = status
        (headers, body, length) = (HTTPHeaders(), [], 0)
    }

    /// A response with JSON text.
    static func json(_ value: JSON, status: HTTPResponseStatus = .ok) -> Answer {
        Answer(status: status, contentType: "application/json", body: Array(value.text.utf8))
    }

    /// Shorter bodies fit in one packet anyway.
    private static let shortestToPack = 1400

    /// Compresses the body if the client accepts that and it is worth it.
    /// - Parameter accepted: the header `Accept-Encoding`.
    mutating func pack(accepted: String?) {
        guard body.count >= Self.shortestToPack, let accepted = accepted?.lowercased() else { return }
        vary(by: "Accept-Encoding")
        if Self.isAccepted("gzip", in: accepted) {
            body = gzip(body)
            headers.add(name: "Content-Encoding", value: "gzip")
        } else if Self.isAccepted("deflate", in: accepted) {
            body = deflateZlib(body)
            headers.add(name: "Content-Encoding", value: "deflate")
        }
        length = body.count
    }

    /// Tells caches that the response depends on a header of the request.
    mutating func vary(by name: String) {
        headers.replaceOrAdd(name: "Vary", value: (headers["Vary"] + [name]).joined(separator: ", "))
    }

    /// Removes the body but keeps its headers.
    mutating func removeBody() { body = [] }

    /// Whether a list such as `gzip, deflate;q=0.5, br;q=0` has a coding and does not refuse it.
    private static func isAccepted(_ coding: String, in list: String) -> Bool {
        list.split(separator: ",").contains { entry in
            let parts = entry.split(separator: ";").map { $0.filter { $0 != " " } }
            guard parts.first == coding else { return false }
            return !parts.dropFirst().contains { $0 == "q=0" || $0 == "q=0.0" || $0 == "q=0.00" || $0 == "q=0.000" }
        }
    }
}
