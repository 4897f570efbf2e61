import Hummingbird
import NIOCore

/// A request that is not answered as asked: the status and one line that says why.
struct ServiceError: Error, Equatable {
    let status: HTTPResponse.Status
    /// What was expected and what came.
    let message: String
    /// The seconds after which to try again.
    var retryAfter: Int?
    /// Whether the connection cannot be used any more.
    var closesConnection = false
    /// The methods that the address knows, for 405.
    var allow: String?

    static func badRequest(_ message: String) -> ServiceError { ServiceError(status: .badRequest, message: message) }
    static func notFound(_ message: String) -> ServiceError { ServiceError(status: .notFound, message: message) }
    static func forbidden(_ message: String) -> ServiceError { ServiceError(status: .forbidden, message: message) }
    static func tooLarge(_ message: String) -> ServiceError { ServiceError(status: .contentTooLarge, message: message) }

    static func overloaded(_ message: String) -> ServiceError {
        ServiceError(status: .serviceUnavailable, message: message, retryAfter: 1)
    }
}

extension ServiceError: HTTPResponseError {
    func response(from request: Request, context: some RequestContext) throws -> Response { response() }

    /// `{"error": …}`, the form of errors in all protocols here.
    func response() -> Response {
        var response = Response.json(.object([.init("error", .string(message))]), status: status)
        if let retryAfter { response.headers[.retryAfter] = String(retryAfter) }
        if closesConnection { response.headers[.connection] = "close" }
        if let allow { response.headers[.allow] = allow }
        if status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
        return response
    }
}
