import DigitImage
import DigitReader

/// Finds printed boxes by what they enclose: rectangles of paper with print all around.
struct EnclosedBoxes {
    /// The insides of boxes, in pixels of the sheet's picture.
    let boxes: [PixelBox]

    /// The least side, as a fraction of the page's width: letters enclose less.
    private static let leastSide = 0.011
    /// The greatest height, as a fraction of the page's height: what is higher is a frame.
    private static let mostHeight = 0.1
    /// The least fraction of its bounding rectangle that a box's inside covers, writing included: letters' insides are round.
    private static let leastShare = 0.94
    /// The least fraction of it that is paper: the rings of QR codes have less.
    private static let leastPaper = 0.7
    /// The side of the squares of pixels that are combined, so that small gaps in walls are closed.
    private static let workingWidth = 1_200

    init(_ sheet: GrayImage) {
        let reduction = max(1, Int((Double(min(sheet.width, sheet.height)) / Double(Self.workingWidth)).rounded()))
        let image = sheet.reduced(by: reduction)
        let paper = image.pixels.withUnsafeBufferPointer { pixels in
            var counts = [Int](repeating: 0, count: 256)
            for pixel in pixels { counts[Int(pixel)] += 1 }
            return (0...255).max { counts[$0] < counts[$1] } ?? 255
        }
        // Any pixel a little darker than paper closes a wall.
        let regions = InkRegions(in: image, above: UInt8(max(1, paper - 48)))
        let least = Self.leastSide * Double(image.width)
        // Most pieces are specks between letters; these are not stored.
        var areas = [Int32](repeating: 0, count: regions.regions.count)
        for run in regions.runs { areas[regions.root(run.label)] += Int32(run.end - run.start) }
        let leastArea = Self.leastShare * Self.leastPaper * least * least
        var found: [Int: Inside] = [:]
        for run in regions.runs {
            let root = regions.root(run.label)
            if Double(areas[root]) >= leastArea { found[root, default: Inside(run)].add(run) }
        }
        boxes = found.values.filter { inside in
            let (width, height) = (inside.columns.count, inside.rows.count)
            return Double(min(width, height)) >= least && Double(height) <= Self.mostHeight * Double(image.height)
                && Double(inside.area) >= Self.leastShare * Double(width * height)
                && Double(inside.paper) >= Self.leastPaper * Double(inside.area)
        }.map { inside in
            PixelBox(
                x: inside.columns.lowerBound * reduction, y: inside.rows.lowerBound * reduction,
                width: inside.columns.count * reduction, height: inside.rows.count * reduction)
        }.sorted { ($0.y, $0.x) < ($1.y, $1.x) }
    }
}

/// A connected piece of paper.
private struct Inside {
    var columns, rows: Range<Int>
    /// The pixels between the leftmost and the rightmost of each row.
    private(set) var area = 0
    /// The number of its pixels.
    private(set) var paper = 0
    /// The number in the last row.
    private var span: Range<Int>

    init(_ run: InkRegions.Run) {
        (columns, rows, span) = (run.start..<run.end, run.y..<run.y + 1, run.start..<run.start)
    }

    /// Adds a run of the last row or the one below it.
    mutating func add(_ run: InkRegions.Run) {
        columns = min(columns.lowerBound, run.start)..<max(columns.upperBound, run.end)
        if run.y >= rows.upperBound {
            rows = rows.lowerBound..<run.y + 1
            span = run.start..<run.start
        }
        paper += run.end - run.start
        area -= span.count
        span = min(span.lowerBound, run.start)..<max(span.upperBound, run.end)
        area += span.count
    }
}
