import DigitImage
import DigitPhoto

/// The ways that a page may lie in a picture, other than upright: degrees by which it is turned clockwise to be read.
enum PageTurn: Int, CaseIterable {
    case half = 180
    case right = 90
    case left = 270

    /// Another way up must be so many times as evident.
    static let leastGain: Float = 2
    /// Less than a digit and a half that are surely right are none.
    static let leastEvidence: Float = 0.75

    /// A photo, turned.
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

    /// What was read in a turned photo, with the boxes of the photo as it was.
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
    /// How many digits are likely to be right.
    var evidence: Float { (lines + misfits).reduce(0) { $0 + $1.confidence * Float($1.digits.count) } }

    /// Whether hardly anything on the page reads as upright writing or print does.
    var mayBeTurned: Bool {
        let sure = (lines + misfits).count { $0.confidence >= Self.sureConfidence } + leftOut.count { $0.reason == .print }
        let all = lines.count + misfits.count + leftOut.count
        return all > 0 && 2 * sure < all
    }

    /// Upright numbers are hardly less sure than this, and others seldom surer.
    private static let sureConfidence: Float = 0.5
}

extension LineReading {
    fileprivate mutating func mapBoxes(_ transform: (PixelBox) -> PixelBox) {
        box = transform(box)
        for index in symbols.indices { symbols[index].box = symbols[index].box.map(transform) }
        for index in digits.indices { digits[index].box = transform(digits[index].box) }
    }
}
