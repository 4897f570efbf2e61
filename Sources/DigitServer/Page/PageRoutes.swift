import CServerPage
import DigitFiles
import NIOHTTP1

/// The page and the API description: files that are part of the program.
struct PageRoutes {
    /// Their paths.
    static let paths = (0..<server_page_count()).map { String(cString: server_page($0).path) }

    func add(to routes: inout Routes) {
        for index in 0..<server_page_count() {
            let file = server_page(index)
            let bytes = Array(UnsafeBufferPointer(start: file.bytes, count: file.size))
            let type = String(cString: file.type)
            let headers = headers(type: type, bytes)
            routes.get(String(cString: file.path)) { request in
                let isKnown = request.header("If-None-Match") == headers.first(name: "ETag")
                var answer = isKnown ? Answer(status: .notModified) : Answer(contentType: type, body: bytes)
                answer.headers.add(contentsOf: headers)
                return answer
            }
        }
    }

    private func headers(type: String, _ bytes: [UInt8]) -> HTTPHeaders {
        var headers: HTTPHeaders = ["Cache-Control": "no-cache", "ETag": "\"\(sha256(bytes).prefix(16))\""]
        guard type.hasPrefix("text/html") else { return headers }
        // Only this server's own files, and no other page around this one.
        headers.add(
            name: "Content-Security-Policy",
            value: "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
                + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
        headers.add(name: "Referrer-Policy", value: "no-referrer")
        headers.add(name: "Cross-Origin-Opener-Policy", value: "same-origin")
        headers.add(name: "Permissions-Policy", value: "camera=(self), microphone=(), geolocation=()")
        headers.add(name: "X-Frame-Options", value: "DENY")
        return headers
    }
}
