/// Samples a picture's gray between pixels. The picture must outlive it.
package struct GraySampler {
    @usableFromInline let pixels: UnsafePointer<UInt8>
    @usableFromInline let width, height: Int

    /// - Parameters:
    ///   - pixels: `width` x `height` values, at least one, row by row.
    ///   - width: the number of columns.
    ///   - height: the number of rows.
    @inlinable
    package init(pixels: UnsafePointer<UInt8>, width: Int, height: Int) {
        (self.pixels, self.width, self.height) = (pixels, width, height)
    }

    /// The value at a point (0, 0 is the upper left corner of the first pixel), bilinear; the border is extended outside.
    @inlinable @inline(__always)
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

    /// The value of the pixel at a point; the border is extended outside.
    @inlinable @inline(__always)
    package func nearest(_ x: Float, _ y: Float) -> UInt8 {
        pixels[max(0, min(height - 1, Int(y))) * width + max(0, min(width - 1, Int(x)))]
    }
}
