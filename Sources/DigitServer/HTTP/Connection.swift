import NIOCore
import NIOHTTP1

/// One connection: reads its requests completely, one after the other, has each answered, and enforces the limits, whatever the
/// client does.
///
/// It answers by itself if there is nothing to process: too many connections (503), a rejected head (see `Responder.admit`),
/// before its body is read, a body that is too large (413) or late (408), or something other than HTTP (400). Such a connection
/// is then closed, and so is one without requests, or whose client does not read answers.
package final class Connection: ChannelDuplexHandler {
    package typealias InboundIn = HTTPServerRequestPart
    package typealias OutboundIn = HTTPServerResponsePart
    package typealias OutboundOut = HTTPServerResponsePart

    private enum Phase {
        /// Between requests, or in the middle of a head.
        case awaitingHead
        case readingBody
        /// A request is being answered.
        case computing
        case answering
        /// The last answer has been sent; the client may still send, which is discarded.
        case lingering
        case closed
    }

    /// What a client sends: a part of a request, or something that is not HTTP, after which nothing can be understood.
    private enum Arrival {
        case part(HTTPServerRequestPart)
        case nonsense(ServiceError)
    }

    private let responder: Responder
    private let connections: ConnectionCount
    private let bodies: BodyMemory
    private var limits: ServerLimits { responder.limits }
    private var timeLimit: TimeAmount { .seconds(Int64(limits.clientSeconds)) }

    private var phase = Phase.awaitingHead
    private var phaseStart = NIODeadline.uptimeNanoseconds(0)
    /// When the client last sent anything, even a part of a head.
    private var lastArrival = NIODeadline.uptimeNanoseconds(0)
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var allowance: BodyAllowance?
    private var share: BodyShare?
    /// Whether the connection must be closed when the request is answered, and whether the client will send no more.
    private var endsAfterAnswer = false, inputEnded = false
    /// When the client closed its side.
    private var inputEnd = NIODeadline.uptimeNanoseconds(0)
    /// The client, as seen by the code that answers.
    package private(set) var requester = Requester()
    /// An HTTP/1.0 client assumes that the connection is closed unless it is told otherwise.
    private var saysKeepAlive = false
    /// What arrived while a request was being answered; no more is read until then.
    private var waiting = CircularBuffer<Arrival>()
    private var isReadWaiting = false
    private var isTakingWaiting = false
    private var check: RepeatedTask?

    package init(responder: Responder, bodies: BodyMemory) {
        self.responder = responder
        self.bodies = bodies
        connections = responder.metrics.connections
    }

    private func enter(_ phase: Phase, _ context: ChannelHandlerContext) {
        self.phase = phase
        phaseStart = context.eventLoop.now
    }

    // MARK: Opening and closing

    private func close(_ context: ChannelHandlerContext) {
        // Parser errors at the end are not answered.
        phase = .closed
        context.close(promise: nil)
    }

    package func channelActive(context: ChannelHandlerContext) {
        let count = connections.increment()
        if let address = context.channel.remoteAddress?.ipAddress, let port = context.channel.remoteAddress?.port {
            requester = Requester(address: "\(address):\(port)")
        }
        enter(.awaitingHead, context)
        let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        check = context.eventLoop.scheduleRepeatedTask(
            initialDelay: ConnectionTimes.checkInterval, delay: ConnectionTimes.checkInterval
        ) { _ in
            let (handler, context) = loopBound.value
            handler.checkTime(context)
        }
        if count > limits.connections {
            refuse(context, .overloaded("\(limits.connections) connections are open already; try again soon"))
        }
        context.fireChannelActive()
    }

    package func channelInactive(context: ChannelHandlerContext) {
        connections.decrement()
        check?.cancel()
        phase = .closed
        requester.leave()
        (head, body, share) = (nil, [], nil)
        waiting.removeAll()
        context.fireChannelInactive()
    }

    private func checkTime(_ context: ChannelHandlerContext) {
        let age = context.eventLoop.now - phaseStart
        switch phase {
        case .readingBody where age > timeLimit:
            let message = "a body within \(limits.clientSeconds) seconds expected"
            refuse(context, ServiceError(status: .requestTimeout, message: message))
        case .awaitingHead where age > timeLimit: endOutput(context)
        case .answering where age > timeLimit, .lingering where age > ConnectionTimes.lingerTime: close(context)
        case .computing where inputEnded && context.eventLoop.now - inputEnd > ConnectionTimes.halfClosedTime: requester.leave()
        default: break
        }
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent:
            endsAfterAnswer = true
            endWhenQuiet(context)
        case ChannelEvent.inputClosed:
            inputEnded = true
            inputEnd = context.eventLoop.now
            switch phase {
            case .awaitingHead, .readingBody, .lingering: close(context)
            case .computing, .answering, .closed: break
            }
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    /// Closes the connection once it has been quiet for a while; a request that arrives before that is answered.
    private func endWhenQuiet(_ context: ChannelHandlerContext, hasLooked: Bool = false) {
        guard phase == .awaitingHead else { return }
        let rest = ConnectionTimes.quietTime - (context.eventLoop.now - max(phaseStart, lastArrival))
        if rest <= .zero, hasLooked { return endOutput(context) }
        let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: max(rest, ConnectionTimes.lastLookTime)) {
            let (handler, context) = loopBound.value
            handler.endWhenQuiet(context, hasLooked: rest <= .zero)
        }
    }

    /// Closes the sending side, and discards what the client still sends: closing with unread bytes would reset the connection.
    private func endOutput(_ context: ChannelHandlerContext) {
        endsAfterAnswer = true
        waiting.removeAll()
        if inputEnded { return close(context) }
        enter(.lingering, context)
        context.close(mode: .output, promise: nil)
        if isReadWaiting {
            isReadWaiting = false
            context.read()
        }
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // What follows nonsense is not even parsed.
        if error is ByteToMessageDecoderError { return }
        guard let error = error as? HTTPParserError else { return close(context) }
        arrive(
            .nonsense(
                error == .headerOverflow ? .headTooLarge(limits.headBytes) : .badRequest("an HTTP request expected: \(error)")),
            context)
    }

    // MARK: Requests

    private var isBusy: Bool { phase == .computing || phase == .answering }

    package func read(context: ChannelHandlerContext) {
        if isBusy { isReadWaiting = true } else { context.read() }
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) { arrive(.part(unwrapInboundIn(data)), context) }

    private func arrive(_ arrival: Arrival, _ context: ChannelHandlerContext) {
        switch phase {
        case .awaitingHead, .readingBody: take(arrival, context)
        case .computing, .answering: waiting.append(arrival)
        case .lingering, .closed: break
        }
    }

    package func channelReadComplete(context: ChannelHandlerContext) {
        lastArrival = context.eventLoop.now
        context.fireChannelReadComplete()
    }

    /// Continues with the data that arrived meanwhile. If answers come at once, this is called again while it runs, and then does
    /// nothing.
    private func takeWaiting(_ context: ChannelHandlerContext) {
        if isTakingWaiting { return }
        isTakingWaiting = true
        while phase == .awaitingHead || phase == .readingBody, let arrival = waiting.popFirst() { take(arrival, context) }
        isTakingWaiting = false
        if isBusy { return }
        if inputEnded, phase == .awaitingHead { return close(context) }
        if isReadWaiting {
            isReadWaiting = false
            context.read()
        }
    }

    private func take(_ arrival: Arrival, _ context: ChannelHandlerContext) {
        switch arrival {
        case .part(.head(let head)): begin(head, context)
        case .part(.body(let bytes)):
            do throws(ServiceError) { try append(bytes) } catch { refuse(context, error) }
        case .part(.end): respond(context)
        case .nonsense(let error): refuse(context, error)
        }
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        enter(.readingBody, context)
        var head = head
        self.head = head
        do throws(ServiceError) { allowance = try responder.admit(&head) } catch { return refuse(context, error) }
        self.head = head
        share = BodyShare(of: bodies)
        if let length = head.announcedLength { body.reserveCapacity(min(length, 1 << 16)) }
        // SwiftNIO's parser stops after a request to upgrade to another protocol, which is not supported here.
        if head.headers.contains(name: "Upgrade") { endsAfterAnswer = true }
        if head.expectsContinue {
            context.writeAndFlush(wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
        }
    }

    private func append(_ bytes: ByteBuffer) throws(ServiceError) {
        guard let allowance, let share else { return }
        guard body.count + bytes.readableBytes <= allowance.bytes else { throw allowance.error }
        try share.grow(by: bytes.readableBytes)
        body.append(contentsOf: bytes.readableBytesView)
    }

    private func respond(_ context: ChannelHandlerContext) {
        guard let head, let share else { return }
        let request = ServerRequest(head: head, body: body, share: share, requester: requester)
        (self.head, self.share, body) = (nil, nil, [])
        if !head.isKeepAlive { endsAfterAnswer = true }
        saysKeepAlive = head.version.major == 1 && head.version.minor == 0
        enter(.computing, context)
        let eventLoop = context.eventLoop
        let loopBound = NIOLoopBound((self, context), eventLoop: eventLoop)
        responder.respond(to: request, on: eventLoop) { answer in
            let send: @Sendable () -> Void = {
                let (handler, context) = loopBound.value
                handler.send(answer, context)
            }
            if eventLoop.inEventLoop { send() } else { eventLoop.execute(send) }
        }
    }

    /// Answers a request that must not be processed, and closes the connection.
    private func refuse(_ context: ChannelHandlerContext, _ error: ServiceError) {
        let answer = responder.refusal(error, of: head, from: requester)
        (head, body, share) = (nil, [], nil)
        endsAfterAnswer = true
        enter(.computing, context)
        send(answer, context)
    }

    // MARK: Answers

    private func send(_ answer: Answer, _ context: ChannelHandlerContext) {
        guard phase == .computing else { return }
        if answer.closesConnection || !responder.readiness.isReady { endsAfterAnswer = true }
        enter(.answering, context)
        let connection = endsAfterAnswer ? "close" : saysKeepAlive ? "keep-alive" : nil
        context.write(wrapOutboundOut(.head(answer.head(connection: connection, date: responder.date.text))), promise: nil)
        if !answer.body.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))), promise: nil)
        }
        let promise = context.eventLoop.makePromise(of: Void.self)
        let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        promise.futureResult.whenSuccess {
            let (handler, context) = loopBound.value
            handler.answerIsOut(context)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: promise)
    }

    private func answerIsOut(_ context: ChannelHandlerContext) {
        guard phase == .answering else { return }
        if !endsAfterAnswer {
            enter(.awaitingHead, context)
            return takeWaiting(context)
        }
        endOutput(context)
    }
}
