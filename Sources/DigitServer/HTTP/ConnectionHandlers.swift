import NIOCore
import NIOHTTP1

extension Responder {
    /// Adds the handlers of a connection to a channel: SwiftNIO's HTTP, and `Connection`. Must be called on its event loop.
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
