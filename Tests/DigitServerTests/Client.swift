import DigitJSON
import DigitServer
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// A server without a network.
struct Client {
    struct Answer {
        let status: Int
        let headers: HTTPFields
        let body: [UInt8]

        var json: JSON? { try? JSONReader.value(of: body) }
        var error: String? { json?["error"]?.string }
    }

    private struct Source: RequestContextSource {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    }

    let server: DigitServer
    private let responder: RouterResponder<ServerContext>

    init(_ change: (inout ServerSettings) -> Void = { _ in }) throws {
        var settings = ServerSettings()
        change(&settings)
        server = try DigitServer(settings, logger: Source().logger)
        responder = server.responder()
    }

    func ask(
        _ method: HTTPRequest.Method, _ path: String, body: [UInt8] = [], headers: HTTPFields = [:],
        host: String = "localhost:8080"
    ) async throws -> Answer {
        let head = HTTPRequest(method: method, scheme: "http", authority: host, path: path, headerFields: headers)
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(bytes: body)))
        let response = try await responder.respond(to: request, context: ServerContext(withoutConnection: Source()))
        let collector = Collector()
        try await response.body.write(collector)
        return Answer(status: response.status.code, headers: response.headers, body: collector.bytes)
    }

    func get(_ path: String) async throws -> Answer { try await ask(.get, path) }

    func post(_ path: String, _ text: String, headers: HTTPFields = [:]) async throws -> Answer {
        try await ask(.post, path, body: Array(text.utf8), headers: headers)
    }
}

/// What a response's body writes.
private final class Collector: ResponseBodyWriter {
    private(set) var bytes: [UInt8] = []

    func write(_ buffer: ByteBuffer) async throws { bytes += buffer.readableBytesView }
    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
