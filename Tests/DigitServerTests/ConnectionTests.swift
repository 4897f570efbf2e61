import DigitServer
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

/// One connection without a network, whose clock a test controls.
final class TestConnection {
    let channel: EmbeddedChannel
    private let connection: Connection
    let client: Client

    init(_ change: (inout ServerSettings) -> Void = { _ in }) throws {
        client = try Client(change)
        channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.configureHTTPServerPipeline(
            withPipeliningAssistance: false, withErrorHandling: false)
        connection = Connection(responder: client.responder, bodies: client.server.bodies)
        try channel.pipeline.syncOperations.addHandler(connection)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 80)).wait()
    }

    var requester: Requester { connection.requester }

    func send(_ text: String) { _ = try? channel.writeInbound(ByteBuffer(string: text.replacing("\n", with: "\r\n"))) }

    func passTime(seconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .seconds(seconds)) }

    /// The answers since the last call.
    func received() throws -> String {
        var text = ""
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: buffer) }
        return text
    }

    /// The statuses of the answers in it.
    func statuses() throws -> [Int] {
        try received().split(separator: "HTTP/1.1 ", omittingEmptySubsequences: true).compactMap { Int($0.prefix(3)) }
    }
}

struct ConnectionTests {
    /// Answered at once, without the router.
    private static let small = "GET /v2/models/mnist/infer HTTP/1.1\nHost: localhost\n\n"
    private static func post(_ body: String, length: Int? = nil) -> String {
        "POST /v2/models/mnist/infer HTTP/1.1\nHost: localhost\nContent-Length: \(length ?? body.utf8.count)\n\n\(body)"
    }

    @Test func aSlowBodyIsAnsweredWith408() throws {
        let connection = try TestConnection { $0.limits.clientSeconds = 5 }
        connection.send(Self.post("{", length: 100))
        for _ in 0..<5 {
            connection.passTime(seconds: 1)
            connection.send("x")
        }
        #expect(try connection.received() == "" && connection.channel.isActive)
        connection.passTime(seconds: 2)
        let answer = try connection.received()
        #expect(answer.hasPrefix("HTTP/1.1 408 ") && answer.contains("a body within 5 seconds expected"))
        #expect(answer.contains("Connection: close"))
        connection.passTime(seconds: 4)
        #expect(!connection.channel.isActive)
    }

    @Test func aSlowHeadAndAnIdleConnectionAreClosed() throws {
        for text in ["", "GET / HT", "GET / HTTP/1.1\nX-"] {
            let connection = try TestConnection { $0.limits.clientSeconds = 5 }
            if !text.isEmpty { connection.send(text) }
            connection.passTime(seconds: 5)
            #expect(connection.channel.isActive)
            connection.passTime(seconds: 5)
            #expect(try connection.received() == "" && !connection.channel.isActive)
        }
    }

    @Test func anAnswerThatIsNotTakenEndsTheConnection() throws {
        let connection = try TestConnection { $0.limits.clientSeconds = 5 }
        let stop = StopWriting()
        try connection.channel.pipeline.syncOperations.addHandler(stop, position: .first)
        connection.send(Self.small + Self.small)
        #expect(stop.count > 0)
        let first = stop.count
        connection.passTime(seconds: 5)
        #expect(stop.count == first && connection.channel.isActive, "the next request is not answered before the first is taken")
        connection.passTime(seconds: 2)
        #expect(!connection.channel.isActive)
    }

    @Test func requestsAreAnsweredInTheirOrder() throws {
        let connection = try TestConnection()
        // This many at once must not nest.
        connection.send(String(repeating: Self.small, count: 20_000) + Self.post("{}"))
        #expect(try connection.statuses() == [Int](repeating: 405, count: 20_000) + [400])
        #expect(connection.channel.isActive)
        connection.send(Self.small.replacing("\n\n", with: "\nConnection: close\n\n") + Self.small)
        #expect(try connection.statuses() == [405])
        connection.passTime(seconds: 4)
        #expect(!connection.channel.isActive)
    }

    @Test func aClientOfHTTP10IsToldWhetherTheConnectionStays() throws {
        let get = "GET /v2/models/mnist/infer HTTP/1.0\nHost: localhost\n"
        let staying = try TestConnection()
        for _ in 0..<2 {
            staying.send(get + "Connection: keep-alive\n\n")
            #expect(try staying.received().contains("Connection: keep-alive\r\n"))
        }
        staying.send(Self.small)
        #expect(try !staying.received().contains("Connection:"))
        let ending = try TestConnection()
        ending.send(get + "\n")
        #expect(try ending.received().contains("Connection: close\r\n"))
        ending.passTime(seconds: 4)
        #expect(!ending.channel.isActive)
    }

    @Test func bodiesAreBounded() throws {
        for text in [
            Self.post("", length: 1001),
            "POST /read HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\n\n3e9\n" + String(repeating: "x", count: 1001),
        ] {
            let connection = try TestConnection { $0.limits.bodyBytes = 1000 }
            connection.send(text)
            #expect(try connection.statuses() == [413])
        }
        let crowded = try TestConnection { $0.limits.allBodyBytes = 10 }
        crowded.send(Self.post("0123456789a"))
        #expect(try crowded.statuses() == [503])
        let fitting = try TestConnection { $0.limits.allBodyBytes = 10 }
        for _ in 0..<10 { fitting.send(Self.post("{       }")) }
        #expect(try fitting.statuses() == [Int](repeating: 400, count: 10))
    }

    @Test func whatIsNoHTTPIsSaid() throws {
        for text in ["nonsense\n\n", "GET / HTTP/1.1\nHost: a\nHost b\n\n"] {
            let connection = try TestConnection()
            connection.send(text)
            let answer = try connection.received()
            #expect(answer.hasPrefix("HTTP/1.1 400 ") && answer.contains("\"error\""))
            connection.passTime(seconds: 4)
            #expect(!connection.channel.isActive)
        }
    }

    @Test func requestsBeforeWhatIsNoHTTPAreAnswered() throws {
        let connection = try TestConnection()
        let hold = HoldWriting()
        try connection.channel.pipeline.syncOperations.addHandler(hold, position: .first)
        // The second request and the nonsense come while the first is being answered.
        connection.send(Self.small + Self.post("{}") + "nonsense\n\n")
        connection.send("more nonsense\n\n")
        #expect(try connection.received() == "" && connection.channel.isActive)
        hold.release()
        #expect(try connection.statuses() == [405, 400, 400])
        connection.passTime(seconds: 4)
        #expect(!connection.channel.isActive)
        // Half a request before it is not answered on its own.
        let half = try TestConnection()
        half.send(Self.small + "POST /read HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\n\nnonsense\n")
        #expect(try half.statuses() == [405, 400])
    }

    @Test func tooManyConnectionsAreRefused() throws {
        let first = try TestConnection { $0.limits.connections = 0 }
        #expect(try first.statuses() == [503])
    }

    @Test func connectionsEndWithTheServer() throws {
        let idle = try TestConnection()
        idle.passTime(seconds: 2)
        idle.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        // Data that arrived while the event loop was busy is read first.
        idle.send(Self.small)
        #expect(try idle.received().contains("\r\nConnection: close\r\n"))
        let unused = try TestConnection()
        unused.passTime(seconds: 2)
        unused.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        unused.passTime(seconds: 4)
        #expect(!unused.channel.isActive)
        // A head whose parts come one after the other is waited for.
        let halting = try TestConnection()
        halting.passTime(seconds: 2)
        halting.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        for part in ["GET /v2/models/mnist/infer HT", "TP/1.1\nHost: local"] {
            halting.send(part)
            halting.channel.embeddedEventLoop.advanceTime(by: .milliseconds(900))
            #expect(halting.channel.isActive)
        }
        halting.send("host\n\n")
        #expect(try halting.received().contains("\r\nConnection: close\r\n"))
        // One that was used just now may be about to send a request; that one is answered.
        let quiet = try TestConnection()
        quiet.send(Self.small)
        quiet.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        #expect(quiet.channel.isActive)
        quiet.passTime(seconds: 4)
        #expect(!quiet.channel.isActive)
        let used = try TestConnection()
        used.send(Self.small)
        used.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        #expect(try used.statuses() == [405])
        used.send(Self.small)
        #expect(try used.received().contains("\r\nConnection: close\r\n"))
        let busy = try TestConnection()
        busy.send(Self.post("{", length: 2))
        busy.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        #expect(busy.channel.isActive)
        busy.send("}")
        #expect(try busy.statuses() == [400])
        busy.passTime(seconds: 4)
        #expect(!busy.channel.isActive)
    }

    @Test func aResetEndsTheConnection() throws {
        let connection = try TestConnection()
        connection.send(Self.post("{", length: 100))
        connection.channel.pipeline.fireErrorCaught(IOError(errnoCode: 104, reason: "read"))
        #expect(!connection.channel.isActive)
    }
}

/// Accepts writes, and never sends them.
private final class StopWriting: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    private(set) var count = 0

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        count += 1
        context.channel.closeFuture.whenComplete { _ in promise?.fail(ChannelError.ioOnClosedChannel) }
    }
}

/// Keeps what is written until it is released.
private final class HoldWriting: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    private var held: [(data: NIOAny, promise: EventLoopPromise<Void>?)] = []
    private var isHolding = true
    private var context: ChannelHandlerContext?

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if isHolding { held.append((data, promise)) } else { context.write(data, promise: promise) }
    }

    func release() {
        isHolding = false
        for (data, promise) in held { context?.write(data, promise: promise) }
        held = []
        context?.flush()
    }
}
