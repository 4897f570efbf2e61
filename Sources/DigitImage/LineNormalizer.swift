/// Converts a picture of a line to a strip of fixed height: paper becomes 0 whatever its tone, the strongest ink 1.
///
/// The same for training and for reading. Ink is what absorbs light compared with the paper around it, so shadows and tints that
/// are wider than strokes have no effect.
public struct LineNormalizer: Sendable {
    /// The fraction of the pixels that may be darker than full ink.
    static let darkestShare = 0.005
    /// The least fraction of the paper's light that full ink absorbs (0...1): less is attributed to the paper's own unevenness,
    /// and stays faint.
    static let leastContrast: Float = 16 / 255

    /// A normalizer.
    public init() {}

    /// Returns the strip of a picture in which ink is dark.
    /// - Throws: `DigitImageError.empty` for a picture without pixels.
    public func normalize(_ image: GrayImage) throws(DigitImageError) -> LineStrip {
        guard !image.pixels.isEmpty else { throw .empty }
        let width = LineStrip.width(ofPictureWidth: image.width, height: image.height)
        var values = [Float](unsafeUninitializedCapacity: width * LineStrip.height) { target, count in
            let address = target.baseAddress!
            image.resample(width: width, height: LineStrip.height, plus: 0) { address[$0] = $1 * (1 / 255) }
            count = target.count
        }
        values.withUnsafeMutableBufferPointer { values in
            PaperTone(of: values, width: width).divide(values)
            Self.scale(values)
        }
        return LineStrip(width: width, values: values)
    }

    /// Scales the strongest ink to 1.
    private static func scale(_ values: UnsafeMutableBufferPointer<Float>) {
        let most = values.reduce(0, max)
        guard most > 0 else { return }
        // Bins relative to the greatest value, so that the result does not depend on the contrast.
        let bins = 1024
        var counts = [Int](repeating: 0, count: bins)
        let factor = Float(bins - 1) / most
        for value in values { counts[Int(value * factor)] += 1 }
        var (bin, darker) = (bins - 1, counts[bins - 1])
        let allowed = Int(Double(values.count) * darkestShare)
        while bin > 0, darker <= allowed {
            bin -= 1
            darker += counts[bin]
        }
        let full = max(leastContrast, min(most, (Float(bin) + 0.5) / factor))
        for i in values.indices { values[i] = min(1, values[i] / full) }
    }
}
