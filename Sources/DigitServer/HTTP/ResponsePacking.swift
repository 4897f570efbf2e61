import DigitFiles
import HTTPTypes
import Hummingbird
import NIOCore

/// Packs answers for clients that take gzip or deflate, where that pays.
struct ResponsePacking {
    /// Shorter answers fit one packet anyway.
    private static let shortest = 1400

    /// The response with `bytes` as its body, packed if the client takes that.
    static func response(_ bytes: [UInt8], headers: HTTPFields, to request: Request) -> Response {
        var headers = headers
        var body = bytes
        if bytes.count >= shortest, let accepted = request.headers[.acceptEncoding]?.lowercased() {
            headers[.vary] = "accept-encoding"
            if isAccepted("gzip", in: accepted) {
                body = gzip(bytes)
                headers[.contentEncoding] = "gzip"
            } else if isAccepted("deflate", in: accepted) {
                body = deflateZlib(bytes)
                headers[.contentEncoding] = "deflate"
            }
        }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }

    /// Whether a list such as `gzip, deflate;q=0.5, br;q=0` names a coding and does not refuse it.
    static func isAccepted(_ coding: String, in list: String) -> Bool {
        list.split(separator: ",").contains { entry in
            let parts = entry.split(separator: ";").map { $0.filter { $0 != " " } }
            guard parts.first == coding else { return false }
            return !parts.dropFirst().contains { $0 == "q=0" || $0 == "q=0.0" || $0 == "q=0.00" || $0 == "q=0.000" }
        }
    }
}
