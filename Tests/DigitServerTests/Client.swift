import DigitJSON
import DigitServer
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix

/// An answer as a connection receives it.
private typealias WholeAnswer = Answer

/// A server without a network.
struct Client {
    struct Answer {
        let status: Int
        let headers: HTTPHeaders
        let body: [UInt8]

        var json: JSON? { try? JSONReader.value(of: body) }
        func header(_ name: String) -> String? { headers.first(name: name) }
        var error: String? { json?["error"]?.string }
    }

    let server: DigitServer
    let responder: Responder
    /// One client; a copy with another is another client of the same server.
    var requester = Requester()

    /// - Parameter log: where the server's log goes; nil to discard it.
    init(log: LogLines? = nil, _ change: (inout ServerSettings) -> Void = { _ in }) throws {
        var settings = ServerSettings()
        change(&settings)
        let logger = Logger(label: "test") { _ in
            if let log { LogCollector(lines: log) } else { SwiftLogNoOpLogHandler() }
        }
        server = try DigitServer(settings, logger: logger)
        responder = server.responder()
    }

    func ask(
        _ method: HTTPMethod, _ path: String, body: [UInt8] = [], headers: HTTPHeaders = [:],
        host: String = "localhost:8080"
    ) async throws -> Answer {
        var head = HTTPRequestHead(version: .http1_1, method: method, uri: path)
        head.headers.add(name: "Host", value: host)
        head.headers.add(contentsOf: headers)
        let answer = try await answer(to: head, body: body)
        return Answer(status: Int(answer.status.code), headers: answer.headers, body: answer.body)
    }

    /// As a connection asks: first whether the head is admitted, then on an event loop.
    private func answer(to head: HTTPRequestHead, body: [UInt8]) async throws -> WholeAnswer {
        var head = head
        if !body.isEmpty { head.headers.add(name: "Content-Length", value: String(body.count)) }
        do { _ = try responder.admit(&head) } catch { return responder.refusal(error, of: head, from: requester) }
        let request = ServerRequest(head: head, body: body, share: BodyShare(of: server.bodies), requester: requester)
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        return await withCheckedContinuation { continuation in
            eventLoop.execute {
                responder.respond(to: request, on: eventLoop) { continuation.resume(returning: $0) }
            }
        }
    }

    func get(_ path: String) async throws -> Answer { try await ask(.GET, path) }

    func post(_ path: String, _ text: String, headers: HTTPHeaders = [:]) async throws -> Answer {
        try await ask(.POST, path, body: Array(text.utf8), headers: headers)
    }
}
