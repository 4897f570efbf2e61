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

    private var isWorthPacking: Bool { body.count >= Self.shortestToPack }

    /// Compresses the body if the client accepts that and it is worth it.
    /// - Parameter headers: those of the request.
    mutating func pack(for headers: HTTPHeaders?) {
        guard isWorthPacking else { return }
        let accepted = AcceptedCodings(headers ?? [:])
        vary(by: "Accept-Encoding")
        if accepted.contains("gzip") {
            body = gzip(body)
            self.headers.add(name: "Content-Encoding", value: "gzip")
        } else if accepted.contains("deflate") {
            body = deflateZlib(body)
            self.headers.add(name: "Content-Encoding", value: "deflate")
        }
        length = body.count
    }

    /// The answer to a client that has this one already: what caches have to know of it (RFC 9110, section 15.4.5), without a body.
    var notModified: Answer {
        var answer = Answer(status: .notModified)
        answer.headers = headers
        answer.headers.remove(name: "Content-Type")
        if isWorthPacking { answer.vary(by: "Accept-Encoding") }
        return answer
    }

    /// Tells caches that the response depends on a header of the request.
    mutating func vary(by name: String) {
        headers.replaceOrAdd(name: "Vary", value: (headers["Vary"] + [name]).joined(separator: ", "))
    }

    /// The head as it is sent.
    /// - Parameter connection: the header `Connection`, nil for none.
    func head(connection: String?, date: String) -> HTTPResponseHead {
        var head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        if let connection { head.headers.add(name: "Connection", value: connection) }
        // SwiftNIO removes it where it must not be, as with 304.
        if status != .noContent { head.headers.add(name: "Content-Length", value: String(length)) }
        head.headers.add(name: "Date", value: date)
        return head
    }

    /// Removes the body but keeps its headers.
    mutating func removeBody() { body = [] }
}
