import CServerPage
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
            let tag = EntityTag(of: bytes)
            var answer = Answer(contentType: type, body: bytes)
            answer.headers.add(contentsOf: headers(type: type, tag))
            // Links to the page may come with a query of whoever passes them on.
            routes.get(String(cString: file.path), query: nil) { [answer] request in
                tag.isNamed(in: request.head.headers) ? answer.notModified : answer
            }
        }
    }

    private func headers(type: String, _ tag: EntityTag) -> HTTPHeaders {
        var headers: HTTPHeaders = ["Cache-Control": "no-cache", "ETag": tag.text]
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
