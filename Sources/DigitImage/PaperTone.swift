/// The brightness of the paper at each pixel of a strip.
///
/// A morphological closing with a square (Serra 1982): dark strokes that are narrower than the square do not survive it, while
/// wider shadows and tinted fields do, with their edges in place.
struct PaperTone {
    /// The pixels of the square on each side of its center: no stroke of a digit that fills the strip is as broad as the 25 of
    /// its side.
    private static let reach = 12
    /// Darker paper is treated as if it were this bright: with hardly any light nothing can be measured.
    private static let darkest: Float = 16 / 255
    private let tones: [Float]

    /// The paper of a strip of `LineStrip.height` rows.
    init(of values: UnsafeMutableBufferPointer<Float>, width: Int) {
        // Noise raises the brightest pixels; the average of a few is raised less, but blurs edges, which the pixels themselves
        // keep.
        let smooth = Self.closing(Self.average(values, width: width), width: width)
        let sharp = Self.closing(Array(values), width: width)
        tones = zip(smooth, sharp).map { min($0, $1) }
    }

    /// Replaces each pixel with the fraction of the paper's light that its ink absorbs, 0...1: the same in light and in shade.
    func divide(_ values: UnsafeMutableBufferPointer<Float>) {
        for i in values.indices { values[i] = max(0, 1 - values[i] / max(Self.darkest, tones[i])) }
    }

    /// The means of 3x3 pixels.
    private static func average(_ values: UnsafeMutableBufferPointer<Float>, width: Int) -> [Float] {
        let height = LineStrip.height
        var across = [Float](repeating: 0, count: values.count)
        for y in 0..<height {
            for x in 0..<width {
                let row = y * width
                across[row + x] = values[row + max(0, x - 1)] + values[row + x] + values[row + min(width - 1, x + 1)]
            }
        }
        var result = across
        for y in 0..<height {
            let (above, below) = (max(0, y - 1) * width, min(height - 1, y + 1) * width)
            for x in 0..<width { result[y * width + x] = (across[above + x] + across[y * width + x] + across[below + x]) / 9 }
        }
        return result
    }

    /// The brightest value of the square around each pixel, then the darkest of these.
    private static func closing(_ values: [Float], width: Int) -> [Float] {
        let brightest = extremes(of: values, width: width, outside: -.infinity) { $0 > $1 ? $0 : $1 }
        return extremes(of: brightest, width: width, outside: .infinity) { $0 < $1 ? $0 : $1 }
    }

    /// The extreme value of the square around each pixel. Values outside the strip are never the extreme one.
    private static func extremes(
        of values: [Float], width: Int, outside: Float, _ extreme: (Float, Float) -> Float
    ) -> [Float] {
        let stride = width + 2 * reach
        var padded = [Float](repeating: outside, count: stride * (LineStrip.height + 2 * reach))
        for row in 0..<LineStrip.height {
            padded.replaceSubrange(
                (row + reach) * stride + reach..<(row + reach) * stride + reach + width,
                with: values[row * width..<(row + 1) * width])
        }
        padded.withUnsafeMutableBufferPointer { padded in
            // Each value becomes the extreme of itself and those after it: 2, 4, 8, 16 and then 25 of them, in rows and in
            // columns.
            for shift in [1, 2, 4, 8, 9, stride, 2 * stride, 4 * stride, 8 * stride, 9 * stride] {
                for i in 0..<padded.count - shift { padded[i] = extreme(padded[i], padded[i + shift]) }
            }
        }
        return (0..<LineStrip.height).flatMap { padded[$0 * stride..<$0 * stride + width] }
    }
}
