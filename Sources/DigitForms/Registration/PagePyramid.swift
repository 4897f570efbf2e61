import DigitImage
import DigitPhoto
import Synchronization

/// A page's picture at several sizes, each made when it is first asked for.
package final class PagePyramid: Sendable {
    package let image: GrayImage
    private let levels: Mutex<[Int: GrayImage]>

    package init(_ image: GrayImage) {
        self.image = image
        levels = Mutex([1: image])
    }

    /// The picture with squares of so many pixels a side as one.
    package func level(_ reduction: Int) -> GrayImage {
        let reduction = max(1, min(reduction, image.width, image.height))
        if let found = levels.withLock({ $0[reduction] }) { return found }
        // A half of a half costs less than a quarter.
        let made = reduction % 2 == 0 ? level(reduction / 2).reduced(by: 2) : image.reduced(by: reduction)
        levels.withLock { $0[reduction] = made }
        return made
    }
}

/// Looks up a picture's gray between pixels.
struct GraySampler {
    let pixels: UnsafePointer<UInt8>
    let width, height: Int

    /// The value at a point (0, 0 is the upper left corner of the first pixel), bilinear; the border goes on outside.
    @inline(__always)
    package func value(_ x: Float, _ y: Float) -> Float {
        let x = max(0, min(Float(width - 1), x - 0.5))
        let y = max(0, min(Float(height - 1), y - 0.5))
        let (left, top) = (Int(x), Int(y))
        let (a, b) = (x - Float(left), y - Float(top))
        let upper = pixels + top * width + left
        let lower = top + 1 < height ? upper + width : upper
        let right = left + 1 < width ? 1 : 0
        let high = Float(upper[0]) + a * (Float(upper[right]) - Float(upper[0]))
        let low = Float(lower[0]) + a * (Float(lower[right]) - Float(lower[0]))
        return high + b * (low - high)
    }
}
