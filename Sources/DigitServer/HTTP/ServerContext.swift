import Hummingbird
import Logging

/// What goes with a request through the router.
package struct ServerContext: RequestContext {
    package struct Source: RequestContextSource {
        let request: ServerRequest
        let bodyLimit: Int
        package let logger: Logger
    }

    package var coreContext: CoreRequestContextStorage
    private let request: ServerRequest
    private let bodyLimit: Int

    package init(source: Source) {
        coreContext = CoreRequestContextStorage(source: source)
        request = source.request
        bodyLimit = source.bodyLimit
    }

    /// Who asks.
    var requester: Requester { request.requester }

    /// The body, unpacked.
    /// - Throws: `ServiceError` if it is damaged or too large.
    func body() throws(ServiceError) -> [UInt8] { try request.unpackedBody(limit: bodyLimit) }
}
