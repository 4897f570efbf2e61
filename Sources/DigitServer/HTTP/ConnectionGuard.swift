import DigitJSON
import HTTPTypes
import NIOCore
import NIOHTTPTypes
import Synchronization

/// How many connections are open.
final class ConnectionCount: Sendable {
    private let count = Atomic(0)

    var current: Int { count.load(ordering: .relaxed) }

    /// Counts one more.
    /// - Returns: how many there are now.
    func increment() -> Int { count.add(1, ordering: .relaxed).newValue }
    func decrement() { count.subtract(1, ordering: .relaxed) }
}

/// Keeps one connection within the limits, whatever the client does or does not do.
///
/// It answers by itself where there is no point in asking the application: too many connections (503), a body that is or becomes too
/// large (413), a body that does not come in time (408). A connection that brings no request, or takes no answer, is closed.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private enum Phase {
        /// Between requests, or in the middle of a head.
        case awaitingHead
        case readingBody
        /// The application is at work.
        case computing
        case answering
        /// The last answer is out; the client may still send, which nobody reads.
        case lingering
    }

    private let limits: ServerLimits
    private let connections: ConnectionCount
    private var phase = Phase.awaitingHead
    private var phaseStart = NIODeadline.now()
    private var bodyBytes = 0
    private var requestEnded = false
    private var closesAfterAnswer = false
    /// Requests that the application has got and not answered.
    private var unanswered = 0
    private var check: RepeatedTask?

    /// How often a connection is looked at, and how long it is kept open for the client to read its last answer.
    private static let checkInterval = TimeAmount.seconds(1)
    private static let lingerTime = TimeAmount.seconds(2)

    init(limits: ServerLimits, connections: ConnectionCount) {
        self.limits = limits
        self.connections = connections
    }

    // MARK: Opening and closing

    func handlerAdded(context: ChannelHandlerContext) {
        let count = connections.increment()
        let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.channel.closeFuture.whenComplete { [connections] _ in connections.decrement() }
        check = context.eventLoop.scheduleRepeatedTask(initialDelay: Self.checkInterval, delay: Self.checkInterval) { _ in
            let (handler, context) = loopBound.value
            handler.checkTime(context)
        }
        if count > limits.connections {
            context.eventLoop.execute {
                let (handler, context) = loopBound.value
                handler.refuse(context, .overloaded("\(handler.limits.connections) connections are open already; try again soon"))
            }
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) { check?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        check?.cancel()
        context.fireChannelInactive()
    }

    private func enter(_ phase: Phase) {
        self.phase = phase
        phaseStart = .now()
    }

    private func checkTime(_ context: ChannelHandlerContext) {
        let age = NIODeadline.now() - phaseStart
        switch phase {
        case .awaitingHead where age > .seconds(Int64(limits.headSeconds)): context.close(promise: nil)
        case .readingBody where age > .seconds(Int64(limits.bodySeconds)):
            refuse(
                context, ServiceError(status: .requestTimeout, message: "a body within \(limits.bodySeconds) seconds expected"))
        case .answering where age > .seconds(Int64(limits.answerSeconds)): context.close(promise: nil)
        case .lingering where age > Self.lingerTime: context.close(promise: nil)
        default: break
        }
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if phase == .lingering { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            bodyBytes = 0
            requestEnded = false
            if let length = head.headerFields[.contentLength].flatMap({ Int($0) }), length > limits.bodyBytes {
                return refuse(context, bodyTooLarge)
            }
            if head.headerFields[.expect]?.lowercased() == "100-continue" {
                context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
            }
            unanswered += 1
            enter(.readingBody)
        case .body(let bytes):
            bodyBytes += bytes.readableBytes
            if bodyBytes > limits.bodyBytes { return refuse(context, bodyTooLarge) }
        case .end:
            requestEnded = true
            if phase == .readingBody { enter(.computing) }
        }
        context.fireChannelRead(data)
    }

    private var bodyTooLarge: ServiceError { .tooLarge("a body of at most \(limits.bodyBytes) bytes expected") }

    /// Answers instead of the application, and ends the connection.
    private func refuse(_ context: ChannelHandlerContext, _ error: ServiceError) {
        // Where another answer is due first, the connection can only be closed.
        let isLate = phase == .answering || unanswered > (phase == .readingBody ? 1 : 0)
        // What the application answers from now on is not sent.
        enter(.lingering)
        if isLate { return context.close(promise: nil) }
        let body = ByteBuffer(string: JSON.object([.init("error", .string(error.message))]).text)
        var head = HTTPResponse(
            status: error.status,
            headerFields: [.contentType: "application/json", .contentLength: String(body.readableBytes), .connection: "close"])
        if let seconds = error.retryAfter { head.headerFields[.retryAfter] = String(seconds) }
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(body)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(mode: .output, promise: nil)
    }

    // MARK: Answers

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if phase == .lingering {
            promise?.succeed()
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(let head):
            if head.status.kind != .informational {
                enter(.answering)
                closesAfterAnswer = head.headerFields[.connection] == "close"
            }
            context.write(data, promise: promise)
        case .body: context.write(data, promise: promise)
        case .end:
            unanswered -= 1
            let promise = promise ?? context.eventLoop.makePromise()
            let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            promise.futureResult.whenSuccess {
                let (handler, context) = loopBound.value
                handler.answerIsOut(context)
            }
            context.writeAndFlush(data, promise: promise)
        }
    }

    private func answerIsOut(_ context: ChannelHandlerContext) {
        guard phase == .answering else { return }
        if closesAfterAnswer {
            enter(.lingering)
            context.close(mode: .output, promise: nil)
        } else {
            enter(requestEnded ? .awaitingHead : .readingBody)
        }
    }
}
