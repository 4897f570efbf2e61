/// Whether confidences are calibrated: among answers of confidence 0.9, nine of ten should be right.
public struct Calibration: Equatable, Sendable {
    /// Answers of about the same confidence.
    public struct Bin: Equatable, Sendable {
        /// The confidences of the bin: above the lower bound, up to the upper one. 0 itself is in the first bin.
        public let range: ClosedRange<Double>
        /// The number of answers.
        public let count: Int
        /// Their mean confidence; 0 if there are none.
        public let confidence: Double
        /// Their accuracy; 0 if there are none.
        public let accuracy: Double
    }

    /// Bins of equal width from 0 to 1, for a reliability diagram.
    public let bins: [Bin]
    /// ECE, the mean over the answers of the distance between confidence and accuracy in their bin (Guo et al. 2017): 0 is best.
    public let expectedError: Double
    /// MCE, the largest such distance of any bin.
    public let maximumError: Double

    /// - Parameters:
    ///   - confidences: the probability of each answer, 0 ... 1.
    ///   - isRight: whether each answer is right.
    ///   - binCount: the number of bins, at least 1; 15 as in Guo et al.
    public init(confidences: [Float], isRight: [Bool], binCount: Int = 15) {
        precondition(confidences.count == isRight.count && binCount > 0, "an answer for each confidence")
        var sums = [(count: Int, confidence: Double, right: Int)](repeating: (0, 0, 0), count: binCount)
        for (confidence, isRight) in zip(confidences, isRight) where !confidence.isNaN {
            let position = (Double(confidence) * Double(binCount)).rounded(.up)
            let bin = min(max(position, 1), Double(binCount))
            sums[Int(bin) - 1].count += 1
            sums[Int(bin) - 1].confidence += Double(confidence)
            sums[Int(bin) - 1].right += isRight ? 1 : 0
        }
        let bins = sums.enumerated().map { index, sum in
            Bin(
                range: Double(index) / Double(binCount)...Double(index + 1) / Double(binCount), count: sum.count,
                confidence: sum.count == 0 ? 0 : sum.confidence / Double(sum.count),
                accuracy: sum.count == 0 ? 0 : Double(sum.right) / Double(sum.count))
        }
        self.bins = bins
        let total = bins.reduce(0) { $0 + $1.count }
        expectedError =
            bins.reduce(0) { $0 + abs($1.confidence - $1.accuracy) * Double($1.count) } / Double(max(total, 1))
        maximumError = bins.map { abs($0.confidence - $0.accuracy) }.max() ?? 0
    }
}
