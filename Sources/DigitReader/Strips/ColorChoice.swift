import DigitImage

/// Chooses the color plane that shows a line's ink.
enum ColorChoice {
    /// How many times clearer than the mean a color plane must be to be chosen: it has more noise.
    private static let clearer = 1.35

    /// The mean of the planes, or the plane that shows the ink much more clearly, as on red and green paper.
    static func clearest(of planes: [GrayImage]) -> GrayImage {
        guard planes.count == 3 else { return planes[0] }
        var mean = planes[0]
        mean.pixels = [UInt8](unsafeUninitializedCapacity: mean.pixels.count) { result, count in
            for i in 0..<mean.pixels.count {
                let sum = UInt16(planes[0].pixels[i]) + UInt16(planes[1].pixels[i]) + UInt16(planes[2].pixels[i])
                result[i] = UInt8(truncatingIfNeeded: (sum + 1) / 3)
            }
            count = mean.pixels.count
        }
        let contrasts = planes.map(contrast)
        guard let best = contrasts.indices.max(by: { contrasts[$0] < contrasts[$1] }),
            contrasts[best] > clearer * contrast(mean)
        else { return mean }
        return planes[best]
    }

    /// How much less light the ink (a twentieth is no brighter) gives than the paper (three quarters of a picture are no
    /// brighter).
    private static func contrast(_ plane: GrayImage) -> Double {
        var counts = [Int](repeating: 0, count: 256)
        for pixel in plane.pixels { counts[Int(pixel)] += 1 }
        func level(_ share: Double) -> Double {
            let wanted = share * Double(plane.pixels.count)
            var seen = 0.0
            for (level, count) in counts.enumerated() {
                seen += Double(count)
                if seen >= wanted { return Double(level) }
            }
            return 255
        }
        let paper = level(0.75)
        return (paper - level(0.05)) / max(8, paper)
    }
}
