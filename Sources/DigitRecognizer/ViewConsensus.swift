import DigitTensor

/// Combines a network's outputs for several views of a digit.
///
/// Which digit it is: the product of the classes' probabilities, as in a product of experts (Hinton 2002), to the power of one
/// over the number of views. That is the mean of the logits; it stays calibrated, while the mean of the probabilities is
/// underconfident as soon as one view is in doubt. Whether it is a digit at all: the mean of the probabilities, so that the doubt
/// of a single view remains.
enum ViewConsensus {
    /// The probabilities of one digit's classes; with `Recognition.classesWithRest` of them, the last is that of no digit.
    /// - Parameter views: the probabilities of each view, at least one.
    static func probabilities(of views: [[Float]]) -> [Float] {
        if views.count == 1 { return views[0] }
        let classCount = views[0].count
        let digitCount = classCount == Recognition.classesWithRest ? classCount - 1 : classCount
        let share = 1 / Float(views.count)
        var isDigit: Float = 0
        var logarithms = [Float](repeating: 0, count: digitCount)
        for view in views {
            for i in 0..<digitCount {
                logarithms[i] += share * naturalLogarithm(max(view[i], leastProbability))
                isDigit += share * view[i]
            }
        }
        let largest = logarithms.max() ?? 0
        let products = logarithms.map { naturalExponential($0 - largest) }
        let scale = isDigit / products.reduce(0, +)
        let digits = products.map { $0 * scale }
        return digitCount < classCount ? digits + [max(0, 1 - isDigit)] : digits
    }

    /// A single view must not rule out a digit for good.
    private static let leastProbability: Float = 1e-12
}
