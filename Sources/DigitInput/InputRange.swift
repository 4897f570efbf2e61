/// The values that a model was trained on for black and white, that is, for no ink and full ink as in MNIST.
public struct InputRange: Equatable, Sendable {
    /// The value of a pixel without ink.
    public let low: Float
    /// The value of a pixel full of ink.
    public let high: Float

    /// 0 to 1, which most models are trained on.
    public static let unit = InputRange(uncheckedLow: 0, high: 1)

    /// A range such as 0 to 255, -1 to 1, or 1 to 0 if ink is dark.
    /// - Throws: `InputError` if the two are no different finite numbers.
    public init(low: Float, high: Float) throws(InputError) {
        guard low.isFinite, high.isFinite, low != high, (high - low).isFinite else {
            throw InputError("input range: two different finite numbers expected, got \(low),\(high)")
        }
        self.init(uncheckedLow: low, high: high)
    }

    /// Parses `low,high`, as an option has it.
    /// - Throws: `InputError` if it is not a range.
    package init(option text: String) throws(InputError) {
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Float($0) }
        guard numbers.count == 2, let low = numbers[0], let high = numbers[1], let range = try? InputRange(low: low, high: high)
        else {
            throw InputError("two different numbers with a comma between them expected, such as 0,255, got \"\(text)\"")
        }
        self = range
    }

    init(uncheckedLow low: Float, high: Float) {
        self.low = low
        self.high = high
    }

    /// The factor for a stored byte.
    var scale: Float { (high - low) / 255 }
}
