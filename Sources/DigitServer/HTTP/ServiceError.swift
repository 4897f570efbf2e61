import DigitJSON
import NIOHTTP1

/// A request that cannot be answered as asked: the status and one line that says why.
package struct ServiceError: Error, Equatable {
    package let status: HTTPResponseStatus
    /// What was expected and what came.
    package let message: String
    /// The seconds after which to try again.
    var retryAfter: Int?
    /// Whether the connection must be closed.
    var closesConnection = false
    /// The methods that the path supports, for 405.
    var allow: String?

    package static func badRequest(_ message: String) -> ServiceError { ServiceError(status: .badRequest, message: message) }
    static func notFound(_ message: String) -> ServiceError { ServiceError(status: .notFound, message: message) }

    /// No route has the path.
    static func nothing(at head: HTTPRequestHead) -> ServiceError { .notFound("nothing at \(head.method.rawValue) \(head.path)") }

    static func forbidden(_ message: String) -> ServiceError { ServiceError(status: .forbidden, message: message) }
    static func tooLarge(_ message: String) -> ServiceError { ServiceError(status: .payloadTooLarge, message: message) }

    static func internalError(_ message: String) -> ServiceError { ServiceError(status: .internalServerError, message: message) }

    /// - Parameter allow: the methods that the path supports.
    static func otherMethod(_ method: HTTPMethod, allow: String) -> ServiceError {
        ServiceError(status: .methodNotAllowed, message: "\(allow) expected, got \(method.rawValue)", allow: allow)
    }

    static func headTooLarge(_ limit: Int) -> ServiceError {
        ServiceError(status: .requestHeaderFieldsTooLarge, message: "a head of at most \(limit) bytes expected")
    }

    static func bodyTooLarge(_ limit: Int) -> ServiceError { .tooLarge("a body of at most \(limit) bytes expected") }

    static func overloaded(_ message: String) -> ServiceError {
        ServiceError(status: .serviceUnavailable, message: message, retryAfter: 1)
    }

    /// The error for work that is no longer begun.
    static let ending = overloaded("the server is shutting down")

    /// Used for the log, and for clients that only seem to be gone: those that closed their side and still listen.
    static let abandoned = overloaded("the client closed its side of the connection before its request was processed")
}

extension Answer {
    /// The part of a message that is sent: it may repeat what the client has sent, which may be long.
    private static let longestMessage = 500

    /// `{"error": …}`, the format of errors in all protocols here.
    init(_ error: ServiceError) {
        let message = error.message.unicodeScalars
        let shown = message.count <= Self.longestMessage ? error.message : String(message.prefix(Self.longestMessage)) + "…"
        self = .json(["error": .string(shown)], status: error.status)
        if let seconds = error.retryAfter { headers.add(name: "Retry-After", value: String(seconds)) }
        if let allow = error.allow { headers.add(name: "Allow", value: allow) }
        if error.status == .unauthorized { headers.add(name: "WWW-Authenticate", value: "Bearer") }
        closesConnection = error.closesConnection
    }
}
