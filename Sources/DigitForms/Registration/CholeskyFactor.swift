/// The Cholesky factorization of a symmetric positive definite matrix: L times its transpose.
package struct CholeskyFactor {
    private let count: Int
    /// L, row by row; above the diagonal, 0.
    private var lower: [Double]

    /// - Parameters:
    ///   - matrix: `count` x `count` values; only those on and below the diagonal are used.
    /// - Returns: nil if the matrix is not positive definite.
    package init?(_ matrix: [Double], count: Int) {
        precondition(matrix.count == count * count, "\(count) x \(count) values expected, got \(matrix.count)")
        self.count = count
        lower = matrix
        let isDefinite = lower.withUnsafeMutableBufferPointer { l in
            for row in 0..<count {
                for column in 0...row {
                    let rest = l[row * count + column] - Self.product(l, row * count, column * count, column)
                    if row == column {
                        guard rest > 0, rest.isFinite else { return false }
                        l[row * count + row] = rest.squareRoot()
                    } else {
                        l[row * count + column] = rest / l[column * count + column]
                    }
                }
                for column in row + 1..<max(row + 1, count) { l[row * count + column] = 0 }
            }
            return true
        }
        guard isDefinite else { return nil }
    }

    /// The solution of the equations for a right side.
    package func solution(_ right: [Double]) -> [Double] {
        var x = right
        for row in 0..<count {
            var sum = x[row]
            for column in 0..<row { sum -= lower[row * count + column] * x[column] }
            x[row] = sum / lower[row * count + row]
        }
        for row in (0..<count).reversed() {
            x[row] /= lower[row * count + row]
            for column in 0..<row { x[column] -= lower[row * count + column] * x[row] }
        }
        return x
    }

    /// The diagonal of the inverse matrix.
    package var inverseDiagonal: [Double] {
        // The transpose of the inverse of L, row by row, so that sums run along rows.
        var inverse = [Double](repeating: 0, count: count * count)
        inverse.withUnsafeMutableBufferPointer { inverse in
            lower.withUnsafeBufferPointer { l in
                for column in 0..<count {
                    inverse[column * count + column] = 1 / l[column * count + column]
                    for row in column + 1..<max(column + 1, count) {
                        var sum = SIMD4<Double>.zero
                        var k = column
                        while k + 4 <= row {
                            sum += Self.four(l, row * count + k) * Self.four(UnsafeBufferPointer(inverse), column * count + k)
                            k += 4
                        }
                        var total = sum.sum()
                        while k < row {
                            total += l[row * count + k] * inverse[column * count + k]
                            k += 1
                        }
                        inverse[column * count + row] = -total / l[row * count + row]
                    }
                }
            }
        }
        return (0..<count).map { column in
            (column..<count).reduce(0) { $0 + inverse[column * count + $1] * inverse[column * count + $1] }
        }
    }

    /// The sum of products of two rows' first values.
    private static func product(_ l: UnsafeMutableBufferPointer<Double>, _ a: Int, _ b: Int, _ length: Int) -> Double {
        let l = UnsafeBufferPointer(l)
        var sum = SIMD4<Double>.zero
        var k = 0
        while k + 4 <= length {
            sum += four(l, a + k) * four(l, b + k)
            k += 4
        }
        var total = sum.sum()
        while k < length {
            total += l[a + k] * l[b + k]
            k += 1
        }
        return total
    }

    @inline(__always)
    private static func four(_ values: UnsafeBufferPointer<Double>, _ start: Int) -> SIMD4<Double> {
        SIMD4(values[start], values[start + 1], values[start + 2], values[start + 3])
    }
}
