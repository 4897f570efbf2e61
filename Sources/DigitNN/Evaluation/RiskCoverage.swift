/// The effect of refusing the least confident answers: the error rate (risk) of the fraction that is answered (coverage).
public struct RiskCoverage: Equatable, Sendable {
    /// The risk when the most confident 1, 2, 3, … samples are answered; all of them last.
    public let risks: [Double]
    /// The confidence of each of these samples, the highest first.
    public let confidences: [Float]

    /// - Parameters:
    ///   - confidences: the confidence of each answer; of equal ones, the earlier is answered first.
    ///   - isRight: whether each answer is right.
    public init(confidences: [Float], isRight: [Bool]) {
        precondition(confidences.count == isRight.count, "an answer for each confidence")
        let order = confidences.indices.sorted { confidences[$0] > confidences[$1] }
        var wrong = 0
        risks = order.enumerated().map { position, sample in
            wrong += isRight[sample] ? 0 : 1
            return Double(wrong) / Double(position + 1)
        }
        self.confidences = order.map { confidences[$0] }
    }

    /// The area under the curve, the mean risk over all coverages (Geifman and El-Yaniv 2017): 0 is best. 0 without samples.
    public var area: Double { risks.isEmpty ? 0 : risks.reduce(0, +) / Double(risks.count) }

    /// The error rate when the most confident fraction `coverage` of the samples is answered.
    /// - Parameter coverage: above 0, up to 1.
    public func risk(atCoverage coverage: Double) -> Double { index(ofCoverage: coverage).map { risks[$0] } ?? 0 }

    /// The lowest confidence when the most confident fraction `coverage` of the samples is answered.
    /// - Parameter coverage: above 0, up to 1.
    public func threshold(atCoverage coverage: Double) -> Float { index(ofCoverage: coverage).map { confidences[$0] } ?? 0 }

    private func index(ofCoverage coverage: Double) -> Int? {
        guard !risks.isEmpty else { return nil }
        return min(max(Int((coverage * Double(risks.count)).rounded(.up)), 1), risks.count) - 1
    }
}
