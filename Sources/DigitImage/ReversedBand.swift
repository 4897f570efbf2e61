/// A straight band from one side of a picture to the other in which light and dark are exchanged, such as a meter's dark wheel in
/// a bright frame.
///
/// It is recognized by borders at both of its ends that change tone at the same two positions, and by tones that differ along
/// nearly all of its sides: a stroke that touches both borders has no such straight sides and nothing within it.
struct ReversedBand: Equatable {
    /// Whether it runs from top to bottom; otherwise from side to side.
    let isUpright: Bool
    /// Its columns, or rows.
    let range: Range<Int>

    /// The fractions of the picture's width or height that a band may have.
    private static let widths = 0.2...0.8
    /// The least fraction of the positions along one of its sides where the tones differ, and differ as at its ends.
    private static let (leastSteps, leastStraight) = (0.6, 0.45)
    /// The least fraction of its pixels that are written on it.
    private static let leastContent = 0.035

    /// The band of a picture, nil if there is none.
    init?(in image: GrayImage, histogram: Histogram) {
        let (darkest, brightest) = (histogram.darkEnd, histogram.brightEnd)
        guard brightest - darkest >= InkLevels.sureContrast, min(image.width, image.height) >= 8 else { return nil }
        let tones = Tones(image: image, middle: UInt8((darkest + brightest) / 2))
        for isUpright in [true, false] {
            guard let range = Self.range(of: isUpright ? tones : tones.turned) else { continue }
            (self.isUpright, self.range) = (isUpright, range)
            return
        }
        return nil
    }

    /// The picture with the band's pixels inverted.
    func turnedOver(in image: GrayImage) -> GrayImage {
        var result = image
        result.pixels.withUnsafeMutableBufferPointer { pixels in
            let columns = isUpright ? range : 0..<image.width
            for y in isUpright ? 0..<image.height : range {
                for x in columns { pixels[y * image.width + x] = ~pixels[y * image.width + x] }
            }
        }
        return result
    }

    /// A picture in two tones, seen upright or turned by 90 degrees.
    private struct Tones {
        let image: GrayImage
        let middle: UInt8
        var isTurned = false

        var turned: Tones { Tones(image: image, middle: middle, isTurned: true) }
        var width: Int { isTurned ? image.height : image.width }
        var height: Int { isTurned ? image.width : image.height }

        func isDark(_ x: Int, _ y: Int) -> Bool {
            image.pixels[isTurned ? x * image.width + y : y * image.width + x] <= middle
        }
    }

    /// The columns of an upright band.
    private static func range(of tones: Tones) -> Range<Int>? {
        let (width, last) = (tones.width, tones.height - 1)
        // Where both borders change to the same tone.
        var changes: [Int] = []
        for x in 0..<width {
            guard tones.isDark(x, 0) == tones.isDark(x, last) else { return nil }
            if x > 0, tones.isDark(x, 0) != tones.isDark(x - 1, 0) { changes.append(x) }
        }
        guard changes.count == 2, let first = changes.first, let end = changes.last,
            widths.contains(Double(end - first) / Double(width))
        else { return nil }
        let isDark = tones.isDark(first, 0)
        guard isStraight(tones, before: first, isDarkAfter: isDark), isStraight(tones, before: end, isDarkAfter: !isDark) else {
            return nil
        }
        var written = 0
        for y in 0...last { for x in first..<end where tones.isDark(x, y) != isDark { written += 1 } }
        return Double(written) >= leastContent * Double((end - first) * (last + 1)) ? first..<end : nil
    }

    /// Whether the tones change from one column to the next, mostly as they do at the borders.
    private static func isStraight(_ tones: Tones, before x: Int, isDarkAfter: Bool) -> Bool {
        var (steps, straight) = (0, 0)
        for y in 0..<tones.height {
            let (left, right) = (tones.isDark(x - 1, y), tones.isDark(x, y))
            if left != right { steps += 1 }
            if left != right, right == isDarkAfter { straight += 1 }
        }
        let all = Double(tones.height)
        return Double(steps) >= leastSteps * all && Double(straight) >= leastStraight * all
    }
}
