import CServerPage
import DigitFiles
import HTTPTypes
import Hummingbird

/// The page and the description of the interface: files that are part of the program.
struct PageRoutes {
    /// Where they are served.
    static let paths = (0..<server_page_count()).map { String(cString: server_page($0).path) }

    func add(to routes: Routes) {
        for index in 0..<server_page_count() {
            let file = server_page(index)
            let bytes = Array(UnsafeBufferPointer(start: file.bytes, count: file.size))
            let path = String(cString: file.path)
            let headers = headers(path: path, type: String(cString: file.type), bytes)
            routes.add(
                path,
                [
                    .get: { request, _ in
                        if request.headers[.ifNoneMatch] == headers[.eTag] {
                            return Response(status: .notModified, headers: headers)
                        }
                        return Response(bytes, headers: headers)
                    }
                ])
        }
    }

    private func headers(path: String, type: String, _ bytes: [UInt8]) -> HTTPFields {
        var headers: HTTPFields = [
            .contentType: type, .cacheControl: "no-cache", .eTag: "\"\(sha256(bytes).prefix(16))\"",
        ]
        guard type.hasPrefix("text/html") else { return headers }
        // Nothing but this server's own files, and no other page around this one.
        headers[.contentSecurityPolicy] =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        headers[HTTPField.Name("Referrer-Policy")!] = "no-referrer"
        headers[HTTPField.Name("Cross-Origin-Opener-Policy")!] = "same-origin"
        headers[HTTPField.Name("Permissions-Policy")!] = "camera=(self), microphone=(), geolocation=()"
        headers[HTTPField.Name("X-Frame-Options")!] = "DENY"
        return headers
    }
}
