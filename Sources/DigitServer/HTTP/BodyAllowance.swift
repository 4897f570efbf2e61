/// How large the body of a request may be, decided by its head.
package struct BodyAllowance: Sendable {
    /// The most bytes.
    let bytes: Int
    /// The answer to a larger body.
    let error: ServiceError

    /// - Parameter error: 413 by default.
    init(bytes: Int, error: ServiceError? = nil) { (self.bytes, self.error) = (bytes, error ?? .bodyTooLarge(bytes)) }
}
