/// The result of reading a picture of one digit.
public struct Recognition: Equatable, Sendable {
    /// The most likely class: the digit, for a model of ten digits.
    public let digit: Int
    /// The probability that the picture shows this digit, 0 ... 1: `isDigit` times the digit's probability.
    public let confidence: Float
    /// The probability of each class, given that the picture shows one of them; they sum to 1.
    public let probabilities: [Float]
    /// The probability that the picture shows a digit at all, 0 ... 1; 1 for models that cannot tell.
    public let isDigit: Float

    /// - Parameters:
    ///   - probabilities: the probabilities of the classes, given that the picture shows one; at least one, they sum to 1.
    ///   - isDigit: the probability that the picture shows one, 0 ... 1.
    public init(probabilities: [Float], isDigit: Float = 1) {
        precondition(!probabilities.isEmpty, "a probability for each class expected")
        let digit = probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
        self.digit = digit
        self.probabilities = probabilities
        self.isDigit = isDigit
        confidence = isDigit * probabilities[digit]
    }

    /// The result of a model's class probabilities.
    ///
    /// A model of eleven classes is taken to have ten digits and, as the last class, non-digits.
    /// - Parameter classes: the probability of each class; they sum to 1.
    init(classes: [Float]) {
        guard classes.count == Self.classesWithRest else {
            self.init(probabilities: classes)
            return
        }
        let digits = classes.dropLast()
        let sum = digits.reduce(0, +)
        // If everything is in the last class, nothing is known about the digits.
        let probabilities = sum > 0 ? digits.map { $0 / sum } : digits.map { _ in 1 / Float(digits.count) }
        self.init(probabilities: probabilities, isDigit: min(1, sum))
    }

    /// The number of classes with non-digits.
    static let classesWithRest = 11
}
