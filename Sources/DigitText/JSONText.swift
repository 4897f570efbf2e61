import DigitJSON

/// A value as one line of JSON, its keys in snake case and sorted, so that equal values give equal text.
///
/// Numbers must be finite; one that may not be is optional in the value and null in the text.
package func jsonText(_ value: some Encodable) -> String {
    do {
        return try SnakeCaseEncoder().encode(value)
    } catch { preconditionFailure("reports hold finite numbers only: \(error)") }
}

extension Double {
    /// The number, or nil if JSON cannot represent it.
    package var finite: Double? { isFinite ? self : nil }
}
