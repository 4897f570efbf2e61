import DigitTensor

/// A penalty that is added to the loss. The formulas are Keras's.
public enum Regularizer: Hashable, Sendable {
    /// l1 * the sum of |x| + l2 * the sum of x².
    case l1l2(l1: Float = 0, l2: Float = 0)
    /// factor * the mean of |cosine| between every two rows, or columns, of a matrix.
    case orthogonal(factor: Float = 0.01, ofRows: Bool = true)

    /// The penalty on some values.
    /// - Parameter columns: the size of the last axis.
    func loss(_ values: ConstFloats, count: Int, columns: Int) -> Double {
        switch self {
        case .l1l2(let l1, let l2):
            var (magnitude, squares) = (0.0, 0.0)
            for i in 0..<count {
                magnitude += Double(abs(values[i]))
                squares += Double(values[i]) * Double(values[i])
            }
            return Double(l1) * magnitude + Double(l2) * squares
        case .orthogonal(let factor, let ofRows):
            return Orthogonality(values, rows: count / columns, columns: columns, ofRows: ofRows).loss * Double(factor)
        }
    }

    /// Adds the penalty's gradient times `scale` for each of some values. Not for `orthogonal`, whose gradient needs all values.
    func addGradient(of values: ConstFloats, count: Int, scale: Float = 1, to gradient: Floats) {
        guard case .l1l2(let l1, let l2) = self else { preconditionFailure("orthogonality is one of whole matrices") }
        for i in 0..<count {
            let x = values[i]
            gradient[i] += scale * (2 * l2 * x + (x > 0 ? l1 : x < 0 ? -l1 : 0))
        }
    }
}

/// How far the rows or columns of a matrix are from orthogonal: Keras's `OrthogonalRegularizer`.
struct Orthogonality {
    /// The mean of |cosine| over all pairs.
    let loss: Double
    /// Its gradient, laid out like the matrix.
    let gradient: [Double]

    init(_ values: ConstFloats, rows: Int, columns: Int, ofRows: Bool) {
        let (count, length) = ofRows ? (rows, columns) : (columns, rows)
        func place(_ vector: Int, _ element: Int) -> Int { ofRows ? vector * columns + element : element * columns + vector }
        var units = [[Double]](), norms = [Double]()
        for vector in 0..<count {
            let elements = (0..<length).map { Double(values[place(vector, $0)]) }
            // Keras's epsilon for a norm of 0.
            let norm = max(elements.reduce(0) { $0 + $1 * $1 }, 1e-12).squareRoot()
            units.append(elements.map { $0 / norm })
            norms.append(norm)
        }
        let pairs = Double(count * (count - 1)) / 2
        var (sum, slopes) = (0.0, [[Double]](repeating: [Double](repeating: 0, count: length), count: count))
        for first in 0..<count {
            for second in 0..<first {
                let product = zip(units[first], units[second]).reduce(0) { $0 + $1.0 * $1.1 }
                sum += abs(product)
                let sign: Double = product > 0 ? 1 : product < 0 ? -1 : 0
                for i in 0..<length {
                    slopes[first][i] += sign * units[second][i]
                    slopes[second][i] += sign * units[first][i]
                }
            }
        }
        var gradient = [Double](repeating: 0, count: rows * columns)
        for vector in 0..<count {
            // Through the division by the norm: the component along the vector itself has no effect.
            let along = zip(slopes[vector], units[vector]).reduce(0) { $0 + $1.0 * $1.1 }
            for i in 0..<length {
                gradient[place(vector, i)] = (slopes[vector][i] - along * units[vector][i]) / norms[vector] / pairs
            }
        }
        (loss, self.gradient) = (sum / pairs, gradient)
    }
}
