/// The covariance of displacements at two points, along and across the direction in which the paper bends.
package struct CurlCovariance {
    /// The unit vector along which the paper bends.
    package let direction: SIMD2<Double>

    package init(direction: SIMD2<Double>) { self.direction = direction }

    /// Standard deviations, in units of the form's shorter side: of the bend, of other displacements, and of the projective map at
    /// the form's edges.
    private static let (bend, rest, projection) = (0.03, 0.001, 0.003)
    /// The distances beyond which they are independent, in the same units. All were chosen on curled sheets
    /// (`Benchmarks/forms/stack.py --curl`, seed 1); none of them matters much.
    private static let (bendReach, restReach) = (2.5, 1.0)

    func turned(_ v: SIMD2<Double>) -> SIMD2<Double> {
        SIMD2(direction.x * v.x + direction.y * v.y, direction.x * v.y - direction.y * v.x)
    }

    func turnedBack(_ v: SIMD2<Double>) -> SIMD2<Double> {
        SIMD2(direction.x * v.x - direction.y * v.y, direction.y * v.x + direction.x * v.y)
    }

    /// For turned points.
    @inline(__always)
    func value(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> SIMD2<Double> {
        let bend = Self.bend * Self.bend * Self.decay(abs(a.x - b.x) / Self.bendReach)
        let difference = a - b
        let distance = (difference * difference).sum().squareRoot()
        let rest = Self.rest * Self.rest * Self.decay(distance / Self.restReach)
        let (product, edge) = (a * b, Self.projection * Self.projection)
        let affine = edge * (1 + 4 * product.x + 4 * product.y)
        // The projective map's terms that are not of the form of a bend.
        let (skewed, far) = (16 * edge * product.x * product.y, 16 * edge * product.y * product.y)
        return SIMD2(bend + rest + affine + skewed, bend * (0.5 + 2 * product.y) + rest + affine + far)
    }

    /// A covariance with a finite reach (Wendland 1995), positive definite in the plane.
    @inline(__always)
    private static func decay(_ distance: Double) -> Double {
        guard distance < 1 else { return 0 }
        let rest = 1 - distance
        return rest * rest * rest * rest * (4 * distance + 1)
    }
}
