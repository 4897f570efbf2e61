import DigitPhoto
import DigitReader

/// A projective map of the plane, from the points of one picture to those of another.
///
/// x' = (ax + by + c) / (gx + hy + 1), y' = (dx + ey + f) / (gx + hy + 1). Points lie between pixels: (0, 0) is a picture's upper left corner.
public struct PageMap: Equatable, Sendable, PointMap {
    /// The nine values of its matrix, row by row: a to h, and 1.
    public let values: [Double]

    package static let identity = PageMap(unchecked: [1, 0, 0, 0, 1, 0, 0, 0, 1])

    /// A map with the rows of its matrix.
    /// - Returns: nil unless there are nine finite values, the last of them not 0.
    public init?(values: [Double]) {
        guard values.count == 9, values[8] != 0 else { return nil }
        let scaled = values.map { $0 / values[8] }
        guard scaled.allSatisfy(\.isFinite) else { return nil }
        self.values = scaled
    }

    private init(unchecked values: [Double]) { self.values = values }

    /// The image of a point.
    public func point(x: Double, y: Double) -> (x: Double, y: Double) {
        let v = values
        let scale = 1 / (v[6] * x + v[7] * y + v[8])
        return ((v[0] * x + v[1] * y + v[2]) * scale, (v[3] * x + v[4] * y + v[5]) * scale)
    }

    /// The derivative at a point: how far the image moves for a step to the right and one down.
    package func steps(x: Double, y: Double) -> (right: PicturePoint, down: PicturePoint) {
        let v = values
        let scale = 1 / (v[6] * x + v[7] * y + v[8])
        let place = point(x: x, y: y)
        return (
            PicturePoint(x: (v[0] - place.x * v[6]) * scale, y: (v[3] - place.y * v[6]) * scale),
            PicturePoint(x: (v[1] - place.x * v[7]) * scale, y: (v[4] - place.y * v[7]) * scale)
        )
    }

    /// A clockwise rotation around a point, in degrees.
    package static func turn(_ degrees: Double, around middle: PicturePoint) -> PageMap {
        guard degrees != 0 else { return .identity }
        let (c, s) = cosineAndSine(degrees * .pi / 180)
        return PageMap(unchecked: [
            c, -s, middle.x - c * middle.x + s * middle.y, s, c, middle.y - s * middle.x - c * middle.y, 0, 0, 1,
        ])
    }

    /// The cosine and the sine by their series, exact to the last digit for less than a right angle.
    private static func cosineAndSine(_ angle: Double) -> (Double, Double) {
        var (cosine, sine, term) = (1.0, 0.0, 1.0)
        for power in 1...24 {
            term *= angle / Double(power)
            switch power % 4 {
            case 1: sine += term
            case 2: cosine -= term
            case 3: sine -= term
            default: cosine += term
            }
        }
        return (cosine, sine)
    }

    /// The composition of this map after another one.
    package func after(_ first: PageMap) -> PageMap? {
        var product = [Double](repeating: 0, count: 9)
        for row in 0..<3 {
            for column in 0..<3 {
                for k in 0..<3 { product[3 * row + column] += values[3 * row + k] * first.values[3 * k + column] }
            }
        }
        return PageMap(values: product)
    }

    /// The map back; nil if there is none.
    package var inverse: PageMap? {
        let v = values
        return PageMap(values: [
            v[4] * v[8] - v[5] * v[7], v[2] * v[7] - v[1] * v[8], v[1] * v[5] - v[2] * v[4],
            v[5] * v[6] - v[3] * v[8], v[0] * v[8] - v[2] * v[6], v[2] * v[3] - v[0] * v[5],
            v[3] * v[7] - v[4] * v[6], v[1] * v[6] - v[0] * v[7], v[0] * v[4] - v[1] * v[3],
        ])
    }

    /// The map that takes four points, no three of them on a line, to four others.
    package init?(from: [PicturePoint], to: [PicturePoint]) {
        guard let map = PageMap.projective(zip(from, to).map { PointPair(from: $0, to: $1) }) else { return nil }
        self = map
    }
}

extension PixelBox {
    /// The point in its center.
    var middle: PicturePoint { PicturePoint(x: Double(x) + Double(width) / 2, y: Double(y) + Double(height) / 2) }
}

/// A point and where it is found.
package struct PointPair {
    package var from, to: PicturePoint

    package init(from: PicturePoint, to: PicturePoint) { (self.from, self.to) = (from, to) }

    package func distance(under map: PageMap) -> Double { map.point(from).distance(to: to) }
}
