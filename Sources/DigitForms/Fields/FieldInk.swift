import DigitImage

/// The writing in a field.
package struct FieldInk {
    /// A connected piece of ink.
    struct Piece {
        var columns, rows: Range<Int>
        /// Their places in the picture.
        var pixels: [Int]
    }

    /// The picture with nothing but the writing in the field.
    private(set) var image: GrayImage
    /// How much darker than the paper each pixel is.
    private let darkness: GrayImage
    /// The pieces of writing, none if the field is blank.
    private(set) var pieces: [Piece] = []
    /// The smallest rectangle around all of them.
    private(set) var columns = 0..<0, rows = 0..<0
    /// The height of the field in pixels.
    private let height: Int
    /// The columns of the field itself, walls included.
    let field: Range<Int>

    /// A piece smaller than this on both sides, in units of the field's height, is dust; a decimal point is larger.
    private static let dust = 0.07
    /// A field with no piece as large as this is blank.
    private static let leastSize = 0.18
    /// A piece of which this fraction overlaps print is print.
    private static let mostPrinted = 0.75

    package init(_ picture: FieldPicture) {
        image = picture.image
        (field, height) = (picture.columns, picture.rows.count)
        darkness = PaperLevel(picture.image, side: picture.rows.count).darkness(of: picture.image)
        let found = Self.pieces(in: darkness, above: PaperLevel.inkLevel(darkness))
        var kept: [Piece] = []
        var others: [Int] = []
        for piece in found {
            let printed = piece.pixels.reduce(0) { $0 + (picture.printed[$1] ? 1 : 0) }
            let middle = (
                x: (piece.columns.lowerBound + piece.columns.upperBound) / 2,
                y: (piece.rows.lowerBound + piece.rows.upperBound) / 2
            )
            let isLarge = Double(max(piece.columns.count, piece.rows.count)) >= Self.dust * Double(height)
            let isPrint = Double(printed) > Self.mostPrinted * Double(piece.pixels.count)
            if isLarge, !isPrint, picture.columns.contains(middle.x), picture.rows.contains(middle.y) {
                kept.append(piece)
            } else {
                others += piece.pixels
            }
        }
        image = erased(others)
        guard kept.contains(where: { Double(max($0.columns.count, $0.rows.count)) >= Self.leastSize * Double(height) }) else {
            return
        }
        pieces = kept
        columns = kept.map(\.columns.lowerBound).min()!..<kept.map(\.columns.upperBound).max()!
        rows = kept.map(\.rows.lowerBound).min()!..<kept.map(\.rows.upperBound).max()!
    }

    var isBlank: Bool { pieces.isEmpty }

    /// Whether a line goes through nearly all of the writing.
    var isStruck: Bool {
        columns.count >= 2 * height && pieces.contains { 10 * $0.columns.count >= 8 * columns.count }
    }

    /// The writing with a little paper around it: as high as a strip should have it.
    var line: GrayImage {
        let high = max(rows.count, height / 2)
        let middle = (rows.lowerBound + rows.upperBound) / 2
        let pad = max(1, high / 10)
        let top = max(0, middle - high / 2 - pad)
        let bottom = min(image.height, middle + (high + 1) / 2 + pad)
        let side = high / 3
        let (left, right) = (max(0, columns.lowerBound - side), min(image.width, columns.upperBound + side))
        let pixels = (top..<bottom).flatMap { image.pixels[$0 * image.width + left..<$0 * image.width + right] }
        return GrayImage(width: right - left, height: bottom - top, pixels: pixels)
    }

    /// A picture of the given pieces only, bright on black, cropped to the given columns.
    func picture(of pieces: [Piece], columns: Range<Int>) -> GrayImage {
        let left = max(columns.lowerBound, (pieces.map(\.columns.lowerBound).min() ?? 0) - Self.rim)
        let right = min(columns.upperBound, (pieces.map(\.columns.upperBound).max() ?? 0) + Self.rim)
        let top = (pieces.map(\.rows.lowerBound).min() ?? 0) - Self.rim
        let bottom = (pieces.map(\.rows.upperBound).max() ?? 0) + Self.rim
        let width = max(1, right - left)
        let seen = max(0, left)..<max(0, left, min(image.width, right))
        var pixels = [UInt8](repeating: 0, count: width * (bottom - top))
        for place in pieces.lazy.flatMap(\.pixels) {
            // Includes the soft edge.
            let (x, y) = (place % image.width, place / image.width)
            for near in max(0, y - 1)...min(image.height - 1, y + 1) {
                for beside in (x - 1..<x + 2).clamped(to: seen) {
                    pixels[(near - top) * width + beside - left] = darkness.pixels[near * image.width + beside]
                }
            }
        }
        return GrayImage(width: width, height: bottom - top, pixels: pixels)
    }

    /// The margin around pieces that are cut out, in pixels.
    private static let rim = 3

    /// The picture with some pixels set to paper.
    private func erased(_ erased: [Int]) -> GrayImage {
        // A picture's pixels are copied when one of them is set.
        var pixels = image.pixels
        for i in erased {
            // The soft edge is removed with the piece.
            let (x, y) = (i % image.width, i / image.width)
            for near in max(0, y - 1)...min(image.height - 1, y + 1) {
                for beside in max(0, x - 1)...min(image.width - 1, x + 1) {
                    let place = near * image.width + beside
                    pixels[place] = UInt8(min(255, Int(image.pixels[place]) + Int(darkness.pixels[place])))
                }
            }
        }
        return GrayImage(width: image.width, height: image.height, pixels: pixels)
    }

    /// The connected components.
    private static func pieces(in darkness: GrayImage, above level: UInt8) -> [Piece] {
        let regions = InkRegions(in: darkness, above: level)
        var found: [Int: Piece] = [:]
        for run in regions.runs {
            let root = regions.root(run.label)
            let pixels = (run.start..<run.end).map { run.y * darkness.width + $0 }
            guard var piece = found[root] else {
                found[root] = Piece(columns: run.start..<run.end, rows: run.y..<run.y + 1, pixels: pixels)
                continue
            }
            piece.columns = min(piece.columns.lowerBound, run.start)..<max(piece.columns.upperBound, run.end)
            piece.rows = piece.rows.lowerBound..<run.y + 1
            // Removed from the dictionary while it grows, so that it is not copied.
            found[root] = nil
            piece.pixels += pixels
            found[root] = piece
        }
        return found.sorted { $0.key < $1.key }.map(\.value)
    }
}

/// The brightness of a field's paper from left to right.
struct PaperLevel {
    private let levels: [Int]
    private let side: Int

    /// The fraction of a piece's pixels that are no brighter than its paper.
    private static let share = 0.7

    /// - Parameter side: the number of columns over which the paper's brightness is estimated.
    init(_ image: GrayImage, side: Int) {
        self.side = max(8, side)
        var levels: [Int] = []
        for start in stride(from: 0, to: image.width, by: self.side) {
            var counts = [Int](repeating: 0, count: 256)
            let columns = start..<min(image.width, start + self.side)
            for y in 0..<image.height { for x in columns { counts[Int(image.pixels[y * image.width + x])] += 1 } }
            let wanted = Int(Self.share * Double(columns.count * image.height))
            var (level, seen) = (0, counts[0])
            while level < 255, seen <= wanted {
                level += 1
                seen += counts[level]
            }
            levels.append(level)
        }
        self.levels = levels
    }

    /// How much darker than the paper each pixel is.
    func darkness(of image: GrayImage) -> GrayImage {
        let paper = (0..<image.width).map { x in
            let place = max(0, min(Double(levels.count - 1), (Double(x) + 0.5) / Double(side) - 0.5))
            let first = Int(place)
            let next = min(levels.count - 1, first + 1)
            return Int(Double(levels[first]) + (place - Double(first)) * Double(levels[next] - levels[first]))
        }
        var pixels = image.pixels
        for y in 0..<image.height {
            for x in 0..<image.width {
                let i = y * image.width + x
                pixels[i] = UInt8(max(0, paper[x] - Int(pixels[i])))
            }
        }
        return GrayImage(width: image.width, height: image.height, pixels: pixels)
    }

    /// The darkness from which a pixel is ink: two fifths of the strongest ink's, but above the noise.
    static func inkLevel(_ darkness: GrayImage) -> UInt8 {
        let count = darkness.pixels.count
        let strongest = Int(darkness.value(atRank: count - 1 - count / 200))
        return UInt8(max(leastInk, min(96, strongest * 2 / 5)))
    }

    /// The least contrast of ink in gray levels; anything weaker is the paper's own.
    private static let leastInk = 28
}
