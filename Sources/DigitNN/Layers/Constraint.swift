import DigitTensor

/// A condition that a parameter is projected onto after each step. The formulas are Keras's; a norm is that of the values along
/// `axes`, from 0, as Keras counts them: for a dense kernel `[0]` is the weights of one unit, for a convolution's `[0, 1, 2]`
/// those of one filter.
public enum Constraint: Hashable, Sendable {
    /// Norms of at most `maximum`.
    case maxNorm(_ maximum: Float = 2, axes: [Int] = [0])
    /// No value below 0.
    case nonNegative
    /// Norms of 1.
    case unitNorm(axes: [Int] = [0])
    /// Norms moved toward `minimum`...`maximum`, by the fraction `rate` of the distance.
    case minMaxNorm(minimum: Float = 0, maximum: Float = 1, rate: Float = 1, axes: [Int] = [0])

    /// The axes of the norm; nil if there is none.
    var axes: [Int]? {
        switch self {
        case .maxNorm(_, let axes), .unitNorm(let axes), .minMaxNorm(_, _, _, let axes): axes
        case .nonNegative: nil
        }
    }

    /// Keras's epsilon for a norm of 0.
    private static let epsilon: Float = 1e-7

    /// The factor for values with a norm.
    private func factor(forNorm norm: Float) -> Float {
        switch self {
        case .maxNorm(let maximum, _): min(norm, maximum) / (Self.epsilon + norm)
        case .nonNegative: 1
        case .unitNorm: 1 / (Self.epsilon + norm)
        case .minMaxNorm(let minimum, let maximum, let rate, _):
            (rate * min(max(norm, minimum), maximum) + (1 - rate) * norm) / (Self.epsilon + norm)
        }
    }

    /// Projects a parameter onto the constraint.
    func apply(to values: Floats, shape: Shape) {
        guard let axes else {
            for i in 0..<shape.count where values[i] < 0 { values[i] = 0 }
            return
        }
        let summed = Set(axes.map { $0 < 0 ? $0 + shape.rank : $0 })
        // For each value, the index of its group: its position along the axes that are not summed over.
        var groups = [0]
        var groupCount = 1
        for axis in 0..<shape.rank {
            let size = shape[axis]
            if summed.contains(axis) {
                groups = groups.flatMap { [Int](repeating: $0, count: size) }
            } else {
                groups = groups.flatMap { base in (0..<size).map { base * size + $0 } }
                groupCount *= size
            }
        }
        var squares = [Double](repeating: 0, count: groupCount)
        for (i, group) in groups.enumerated() { squares[group] += Double(values[i]) * Double(values[i]) }
        let factors = squares.map { factor(forNorm: Float($0.squareRoot())) }
        for (i, group) in groups.enumerated() { values[i] *= factors[group] }
    }
}
