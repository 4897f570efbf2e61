import CLeptonica
import DigitImage

/// A point between pixels: (0, 0) is the picture's upper left corner.
package struct PicturePoint: Equatable, Sendable {
    /// Pixels to the right and down.
    package var x, y: Double

    package init(x: Double, y: Double) { (self.x, self.y) = (x, y) }
}

/// A projective map from a rectangle in a new picture to a picture of it taken from an angle.
package struct Projection: Sendable {
    /// The rectangle's size in pixels.
    package let width, height: Int
    /// x' = (ax + by + c) / (gx + hy + 1), y' = (dx + ey + f) / (gx + hy + 1), from a to h.
    fileprivate let coefficients: [Float]

    /// - Parameters:
    ///   - corners: the images of the rectangle's corners, clockwise from its upper left one.
    ///   - width: the rectangle's columns.
    ///   - height: the rectangle's rows.
    /// - Returns: nil if there is no such map.
    package init?(corners: [PicturePoint], width: Int, height: Int) {
        precondition(corners.count == 4, "four corners")
        (self.width, self.height) = (width, height)
        let (right, bottom) = (Float(width), Float(height))
        var here = ptaCreate(4)
        var there = ptaCreate(4)
        defer {
            ptaDestroy(&here)
            ptaDestroy(&there)
        }
        let rectangle: [(Float, Float)] = [(0, 0), (right, 0), (right, bottom), (0, bottom)]
        for (corner, (x, y)) in zip(corners, rectangle) {
            ptaAddPt(here, x, y)
            ptaAddPt(there, Float(corner.x), Float(corner.y))
        }
        var values: UnsafeMutablePointer<Float>?
        silenceLeptonica()
        let failed = getProjectiveXformCoeffs(here, there, &values)
        defer { lept_free(values) }
        guard failed == 0, let values else { return nil }
        coefficients = Array(UnsafeBufferPointer(start: values, count: 8))
        guard coefficients.allSatisfy(\.isFinite) else { return nil }
    }

    /// The image of a point of the rectangle in the picture.
    package func source(_ x: Double, _ y: Double) -> PicturePoint {
        let c = coefficients.map(Double.init)
        let scale = 1 / (c[6] * x + c[7] * y + 1)
        return PicturePoint(x: (c[0] * x + c[1] * y + c[2]) * scale, y: (c[3] * x + c[4] * y + c[5]) * scale)
    }
}

extension GrayImage {
    /// The rectangle as seen from straight above; black if it extends beyond the picture. It must not be larger than the picture.
    package func rectified(_ projection: Projection) -> GrayImage? {
        precondition(projection.width <= width && projection.height <= height, "a rectangle within the picture's size")
        return LeptonicaImage(self)?.projected(projection.coefficients)?.gray()?
            .topLeft(width: projection.width, height: projection.height)
    }

    private func topLeft(width newWidth: Int, height newHeight: Int) -> GrayImage {
        let pixels = (0..<newHeight).flatMap { self.pixels[$0 * width..<$0 * width + newWidth] }
        return GrayImage(width: newWidth, height: newHeight, pixels: pixels)
    }
}
