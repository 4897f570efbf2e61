import DigitImage
import DigitPhoto
import DigitReader

/// A small patch of a form's print, by which pages are registered.
struct Anchor: Sendable {
    /// Its upper left pixel in its level's picture.
    let x, y: Int
    /// Its pixels, less their mean, scaled so that their squares sum to 1.
    let template: [Float]
}

/// Anchors of one size of the form's picture.
struct AnchorLevel: Sendable {
    /// Pixels of the form's picture per pixel of the level.
    let reduction: Int
    let anchors: [Anchor]

    /// Pixels along the side of an anchor, a multiple of 8.
    static let side = 24

    /// The center of an anchor in pixels of the form's picture.
    func middle(_ anchor: Anchor) -> PicturePoint {
        let half = Double(Self.side) / 2
        return PicturePoint(
            x: (Double(anchor.x) + half) * Double(reduction), y: (Double(anchor.y) + half) * Double(reduction))
    }
}

extension AnchorLevel {
    /// At most this many anchors, spread over the page: each is the one that is farthest from those before it.
    func thinned(to most: Int) -> AnchorLevel {
        guard anchors.count > most else { return self }
        func distance(_ a: Anchor, _ b: Anchor) -> Int { (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y) }
        var chosen = [0]
        var nearest = anchors.map { distance($0, anchors[0]) }
        while chosen.count < most, let next = nearest.indices.max(by: { nearest[$0] < nearest[$1] }), nearest[next] > 0 {
            chosen.append(next)
            for place in anchors.indices { nearest[place] = min(nearest[place], distance(anchors[place], anchors[next])) }
        }
        return AnchorLevel(reduction: reduction, anchors: chosen.map { anchors[$0] })
    }
}

/// Chooses anchors: patches that vary in both directions (Shi and Tomasi 1994), spread over the page, outside the fields.
struct AnchorSelection {
    private let image: GrayImage
    private let reduction: Int
    private let written: [PixelRange]
    private let sums: GradientSums

    /// The largest fraction of an anchor that may be in a field.
    private static let mostWritten = 0.35
    /// The least value of the smaller eigenvalue per pixel, in squares of gray levels: a corner of a hairline box at a third of
    /// its size has more.
    private static let leastChange: Float = 25

    init(_ form: Form, reduction: Int) {
        image = form.reference.reduced(by: min(reduction, form.width, form.height))
        self.reduction = reduction
        written = form.fields.flatMap(\.inkBoxes).map { box in
            PixelRange(
                columns: box.x / reduction..<(box.x + box.width) / reduction + 1,
                rows: box.y / reduction..<(box.y + box.height) / reduction + 1)
        }
        sums = GradientSums(image)
    }

    /// The best anchor of each cell of a grid.
    func level(columns: Int, rows: Int) -> AnchorLevel {
        let side = AnchorLevel.side
        var anchors: [Anchor] = []
        guard image.width >= side, image.height >= side else { return AnchorLevel(reduction: reduction, anchors: []) }
        for row in 0..<rows {
            let ys = (image.height - side + 1) * row / rows..<(image.height - side + 1) * (row + 1) / rows
            let inFields = PixelCounts(written, width: image.width, rows: ys.lowerBound..<ys.upperBound + side)
            for column in 0..<columns {
                let xs = (image.width - side + 1) * column / columns..<(image.width - side + 1) * (column + 1) / columns
                if let best = best(xs, ys, inFields), let anchor = anchor(x: best.x, y: best.y) { anchors.append(anchor) }
            }
        }
        return AnchorLevel(reduction: reduction, anchors: anchors)
    }

    /// The corners of a printed box, if there is print: they say whether the box is where it should be.
    func corners(of box: PixelBox, turn: Double) -> AnchorLevel {
        let side = AnchorLevel.side
        guard image.width >= side, image.height >= side else { return AnchorLevel(reduction: reduction, anchors: []) }
        var anchors: [Anchor] = []
        let turned = PageMap.turn(turn, around: box.middle)
        for y in [box.y, box.y + box.height] {
            for x in [box.x, box.x + box.width] {
                let corner = turned.point(x: Double(x), y: Double(y))
                let left = max(0, min(image.width - side, Int(corner.x) / reduction - side / 2))
                let top = max(0, min(image.height - side, Int(corner.y) / reduction - side / 2))
                guard sums.leastChange(x: left, y: top, side: side) > Self.leastChange else { continue }
                if let anchor = anchor(x: left, y: top) { anchors.append(anchor) }
            }
        }
        return AnchorLevel(reduction: reduction, anchors: anchors)
    }

    private func best(_ xs: Range<Int>, _ ys: Range<Int>, _ inFields: PixelCounts) -> (x: Int, y: Int)? {
        let most = Self.mostWritten * Double(AnchorLevel.side * AnchorLevel.side)
        var best: (x: Int, y: Int)?
        var greatest = Self.leastChange
        for y in stride(from: ys.lowerBound, to: ys.upperBound, by: 3) {
            for x in stride(from: xs.lowerBound, to: xs.upperBound, by: 3) {
                let change = sums.leastChange(x: x, y: y, side: AnchorLevel.side)
                guard change > greatest, Double(inFields.count(x: x, y: y, side: AnchorLevel.side)) <= most else { continue }
                (best, greatest) = ((x, y), change)
            }
        }
        return best
    }

    private func anchor(x: Int, y: Int) -> Anchor? {
        let side = AnchorLevel.side
        var values = (0..<side * side).map { Float(image.pixels[(y + $0 / side) * image.width + x + $0 % side]) }
        let mean = values.reduce(0, +) / Float(values.count)
        for i in values.indices { values[i] -= mean }
        let norm = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard norm > 0 else { return nil }
        return Anchor(x: x, y: y, template: values.map { $0 / norm })
    }
}

/// Sums of products of gradients over rectangles.
private struct GradientSums {
    private let width: Int
    private var xx, yy, xy: [Float]

    init(_ image: GrayImage) {
        width = image.width + 1
        let count = width * (image.height + 1)
        (xx, yy, xy) = (
            [Float](repeating: 0, count: count), [Float](repeating: 0, count: count), [Float](repeating: 0, count: count)
        )
        for y in 0..<image.height {
            var row = (xx: Float(0), yy: Float(0), xy: Float(0))
            for x in 0..<image.width {
                let here = y * image.width + x
                let inside = x > 0 && y > 0 && x + 1 < image.width && y + 1 < image.height
                let dx = inside ? Float(image.pixels[here + 1]) - Float(image.pixels[here - 1]) : 0
                let dy = inside ? Float(image.pixels[here + image.width]) - Float(image.pixels[here - image.width]) : 0
                row = (row.xx + dx * dx, row.yy + dy * dy, row.xy + dx * dy)
                let (below, above) = ((y + 1) * width + x + 1, y * width + x + 1)
                xx[below] = xx[above] + row.xx
                yy[below] = yy[above] + row.yy
                xy[below] = xy[above] + row.xy
            }
        }
    }

    /// The smaller eigenvalue of the structure tensor of a square, per pixel.
    func leastChange(x: Int, y: Int, side: Int) -> Float {
        func sum(_ table: [Float]) -> Float {
            table[(y + side) * width + x + side] - table[y * width + x + side] - table[(y + side) * width + x]
                + table[y * width + x]
        }
        let (a, b, c) = (sum(xx), sum(yy), sum(xy))
        let root = ((a - b) * (a - b) + 4 * c * c).squareRoot()
        return (a + b - root) / 2 / Float(side * side)
    }
}
