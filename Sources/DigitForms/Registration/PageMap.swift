import DigitPhoto

/// How the points of one picture lie in another: a projective map of the plane.
///
/// x' = (ax + by + c) / (gx + hy + 1), y' = (dx + ey + f) / (gx + hy + 1).
public struct PageMap: Equatable, Sendable {
    /// The nine values of its matrix, row by row; the last is 1.
    public let values: [Double]

    /// The map of a matrix's rows.
    /// - Returns: nil unless there are nine finite values of which the last is not 0.
    public init?(values: [Double]) {
        guard values.count == 9, values.allSatisfy(\.isFinite), values[8] != 0 else { return nil }
        self.values = values.map { $0 / values[8] }
    }

    /// Where a point lies in the other picture.
    public func point(x: Double, y: Double) -> (x: Double, y: Double) {
        let v = values
        let scale = 1 / (v[6] * x + v[7] * y + v[8])
        return ((v[0] * x + v[1] * y + v[2]) * scale, (v[3] * x + v[4] * y + v[5]) * scale)
    }

    /// The same for a point as the project has it.
    func point(_ point: PicturePoint) -> PicturePoint {
        let place = self.point(x: point.x, y: point.y)
        return PicturePoint(x: place.x, y: place.y)
    }
}
