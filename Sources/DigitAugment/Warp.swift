import DigitTensor

/// A smooth distortion of a digit: an affine map and a displacement field on a coarse grid.
package struct Warp {
    /// Ranges of a warp; the standard deviations are those of normal draws.
    struct Strength {
        /// Degrees.
        var rotation: Float
        /// The shear: columns that a row moves by for each row of distance.
        var shear: Float
        /// The mean shear: right-handed writers lean to the right.
        var lean: Float = 0
        /// Of the logarithm of width over height.
        var aspect: Float
        /// Pixels of the 28x28 source that a grid point of the field moves by.
        var elastic: Float
    }

    /// From the canvas's axes to the source's, (xx, xy; yx, yy), per unit of the canvas.
    package private(set) var inverse: (xx: Float, xy: Float, yx: Float, yy: Float)
    /// Half the extent of the digit's box on a canvas whose unit is a source pixel.
    private(set) var halfExtent: (x: Float, y: Float)
    private var field = [SIMD2<Float>](repeating: .zero, count: (Self.largestGrid + 3) * (Self.largestGrid + 3))
    private var grid = 1
    private static let largestGrid = 8

    /// A random warp.
    /// - Parameter mirrored: exchanges left and right first.
    init(_ strength: Strength, random: inout Philox, turn: Float = 0, mirrored: Bool = false) {
        let angle = (random.normal(strength.rotation) + turn) * (Float.pi / 180)
        let (sine, cosine) = (sine(angle), cosine(angle))
        let stretch = naturalExponential(random.normal(strength.aspect) / 2)
        let shear = random.normal(strength.shear) - strength.lean
        // Forward: stretch, then shear along x, then turn.
        let (scaleX, scaleY) = (mirrored ? -stretch : stretch, 1 / stretch)
        let forward = (
            xx: cosine * scaleX, xy: (cosine * shear - sine) * scaleY, yx: sine * scaleX, yy: (sine * shear + cosine) * scaleY
        )
        self.init(xx: forward.xx, xy: forward.xy, yx: forward.yx, yy: forward.yy)
        if strength.elastic > 0 {
            grid = random.integer(3...Self.largestGrid)
            // A finer grid bends more for the same displacement.
            let deviation = strength.elastic * 4.5 / Float(grid + 1)
            for i in 0..<(grid + 3) * (grid + 3) {
                field[i] = SIMD2(random.normal(deviation), random.normal(deviation))
            }
        }
    }

    /// The affine map (xx, xy; yx, yy) from the source's axes to the canvas's, which must have an inverse.
    package init(xx: Float, xy: Float, yx: Float, yy: Float) {
        let determinant = xx * yy - xy * yx
        inverse = (yy / determinant, -xy / determinant, -yx / determinant, xx / determinant)
        halfExtent = (10 * (abs(xx) + abs(xy)), 10 * (abs(yx) + abs(yy)))
    }

    /// Sets the displacement field.
    /// - Parameter points: pixels of the source that each control point moves by, `(cells + 3)` rows of as many; the canvas has
    ///   `cells` of the spline's pieces each way, at most 8.
    package mutating func setField(cells: Int, points: [SIMD2<Float>]) {
        precondition((1...Self.largestGrid).contains(cells) && points.count == (cells + 3) * (cells + 3))
        grid = cells
        field.replaceSubrange(0..<points.count, with: points)
    }

    /// Draws the source onto the canvas, which must have its size.
    /// - Parameters:
    ///   - source: 28x28 pixels with a margin of one pixel of 0 all around: 30x30.
    ///   - center: the point of the source that is drawn at `origin`.
    ///   - origin: in pixels of the canvas.
    ///   - scale: pixels of the canvas per pixel of the source.
    package func draw(
        _ source: UnsafePointer<Float>, center: SIMD2<Float>, on canvas: Canvas, origin: SIMD2<Float>, scale: Float
    ) {
        let columns = Spline(count: canvas.width, grid: grid)
        let rows = Spline(count: canvas.height, grid: grid)
        let stride = grid + 3
        withUnsafeTemporaryAllocation(of: SIMD2<Float>.self, capacity: stride) { line in
            for y in 0..<canvas.height {
                for g in 0..<stride {
                    var sum = SIMD2<Float>.zero
                    for k in 0..<4 { sum += rows.weights[y][k] * field[(rows.starts[y] + k) * stride + g] }
                    line[g] = sum
                }
                let v = (Float(y) + 0.5 - origin.y) / scale
                let target = canvas.pixels + y * canvas.width
                for x in 0..<canvas.width {
                    let u = (Float(x) + 0.5 - origin.x) / scale
                    let (start, weight) = (columns.starts[x], columns.weights[x])
                    var at = SIMD2(inverse.xx * u + inverse.xy * v, inverse.yx * u + inverse.yy * v) + center
                    at += weight[0] * line[start] + weight[1] * line[start + 1]
                    at += weight[2] * line[start + 2] + weight[3] * line[start + 3]
                    target[x] = Self.sample(source, at)
                }
            }
        }
    }

    /// The source at a point, bilinear; pixel centers are at halves.
    @inline(__always)
    private static func sample(_ source: UnsafePointer<Float>, _ at: SIMD2<Float>) -> Float {
        // The margin shifts by one pixel, the centers by half of one.
        let x = min(28.999, max(0, at.x + 0.5))
        let y = min(28.999, max(0, at.y + 0.5))
        let (column, row) = (Int(x), Int(y))
        let (right, down) = (x - Float(column), y - Float(row))
        let corner = source + row * 30 + column
        let top = corner[0] + (corner[1] - corner[0]) * right
        let bottom = corner[30] + (corner[31] - corner[30]) * right
        return top + (bottom - top) * down
    }
}

/// The weights of uniform cubic B-splines, one set for each pixel along an axis.
private struct Spline {
    var starts: [Int] = []
    var weights: [SIMD4<Float>] = []

    init(count: Int, grid: Int) {
        starts.reserveCapacity(count)
        weights.reserveCapacity(count)
        for i in 0..<count {
            let position = (Float(i) + 0.5) * Float(grid) / Float(count)
            let start = min(grid - 1, Int(position))
            let t = position - Float(start)
            let s = 1 - t
            starts.append(start)
            weights.append(
                SIMD4(s * s * s, 4 - 3 * t * t * (2 - t), 4 - 3 * s * s * (2 - s), t * t * t) / 6)
        }
    }
}
