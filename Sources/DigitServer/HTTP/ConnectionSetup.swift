import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// Sets up the handlers of a connection: SwiftNIO's HTTP, and `Connection`.
struct ConnectionSetup: ServerChildChannel {
    struct Value: ServerChildChannelValue {
        let channel: any Channel
    }

    let responder: Responder
    let bodies: BodyMemory

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            try responder.addHandlers(to: channel, bodies: bodies)
            return Value(channel: channel)
        }
    }

    /// Waits for the connections to close, so that the server does not end before them, up to a time limit.
    func handle(value: Value, logger: Logger) async {
        await withTaskCancellationHandler {
            try? await value.channel.closeFuture.get()
        } onCancel: {
            value.channel.close(promise: nil)
        }
    }
}

extension Responder {
    /// Adds the handlers to a channel. Must be called on its event loop.
    package func addHandlers(to channel: any Channel, bodies: BodyMemory) throws {
        var decoderLimits = NIOHTTPDecoderLimitConfiguration()
        decoderLimits.maxHeaderFieldSize = limits.headBytes
        decoderLimits.maxHeaderListSize = limits.headBytes
        decoderLimits.maxHeaderFieldCount = 100
        let pipeline = channel.pipeline.syncOperations
        try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: false, withErrorHandling: false, withOutboundHeaderValidation: false,
            withEncoderConfiguration: .init(), withDecoderLimitConfiguration: decoderLimits)
        try pipeline.addHandler(Connection(responder: self, bodies: bodies))
    }
}
