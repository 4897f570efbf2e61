import DigitImage
import DigitPhoto

/// The orientations of a page in a picture, other than upright: the degrees to turn it clockwise for reading.
enum PageTurn: Int, CaseIterable {
    case half = 180
    case right = 90
    case left = 270

    /// How many times the evidence for another orientation must exceed that for upright.
    static let leastGain: Float = 2
    /// The number of lines that must read well in it: a single one may be a number both ways up.
    static let leastLines = 2

    /// A turned photo.
    func turned(_ photo: PhotoPlanes) -> PhotoPlanes {
        let orientation =
            switch self {
            case .half: 3
            case .right: 6
            case .left: 8
            }
        let isOnItsSide = self != .half
        return PhotoPlanes(
            sourceWidth: isOnItsSide ? photo.sourceHeight : photo.sourceWidth,
            sourceHeight: isOnItsSide ? photo.sourceWidth : photo.sourceHeight,
            planes: photo.planes.map { $0.oriented(orientation) })
    }

    /// The reading of a turned photo, with boxes in the original photo.
    func turnedBack(_ page: PageReading) -> PageReading {
        var result = page
        result.turn = rawValue
        if self != .half { (result.width, result.height) = (page.height, page.width) }
        let back = { (box: PixelBox) in turnedBack(box, in: page) }
        for index in result.lines.indices { result.lines[index].mapBoxes(back) }
        for index in result.misfits.indices { result.misfits[index].mapBoxes(back) }
        for index in result.leftOut.indices { result.leftOut[index].box = back(result.leftOut[index].box) }
        return result
    }

    /// A box of a turned picture in the picture as it was.
    private func turnedBack(_ box: PixelBox, in page: PageReading) -> PixelBox {
        let (right, below) = (page.width - box.x - box.width, page.height - box.y - box.height)
        switch self {
        case .half: return PixelBox(x: right, y: below, width: box.width, height: box.height)
        case .right: return PixelBox(x: box.y, y: right, width: box.height, height: box.width)
        case .left: return PixelBox(x: below, y: box.x, width: box.height, height: box.width)
        }
    }
}

extension PageReading {
    /// The expected number of right digits in lines of several. A lone digit does not count: in a line on its side, each digit is
    /// a line, and a 0 is one in any orientation.
    var evidence: Float { (lines + misfits).reduce(0) { $0 + $1.confidence * Float(max(0, $1.digits.count - 1)) } }

    /// Whether no number was read, including those that do not match.
    var hasNoNumber: Bool { lines.isEmpty && misfits.isEmpty }

    /// The number of lines of several digits that read well.
    var sureLines: Int { lines(of: Self.sureConfidence) }

    private func lines(of confidence: Float) -> Int {
        (lines + misfits).count { $0.confidence >= confidence && $0.digits.count > 1 }
    }

    /// Whether hardly anything on the page reads as upright writing or print.
    var mayBeTurned: Bool {
        let upright = lines(of: Self.uprightConfidence) + leftOut.count { $0.reason == .print }
        let all = lines.count + misfits.count + leftOut.count
        return all >= PageTurn.leastLines && 2 * upright < all
    }

    /// Whether it is far more likely to be upright than another reading of the same picture.
    func isMoreUpright(than other: PageReading) -> Bool {
        sureLines >= PageTurn.leastLines && evidence > PageTurn.leastGain * other.evidence
    }

    /// Upright numbers are hardly less certain than this.
    private static let sureConfidence: Float = 0.5
    /// Others are seldom more certain than this: a 6 and a 9 are digits in any orientation.
    private static let uprightConfidence: Float = 0.9
}

extension LineReading {
    fileprivate mutating func mapBoxes(_ transform: (PixelBox) -> PixelBox) {
        box = transform(box)
        for index in symbols.indices { symbols[index].box = symbols[index].box.map(transform) }
        for index in digits.indices { digits[index].box = transform(digits[index].box) }
    }
}
