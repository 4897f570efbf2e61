import DigitImage
import DigitReader

/// Finds lines to write on: straight, level rules with nothing printed above them.
struct BlankRules {
    /// The areas above them, in pixels of the sheet's picture.
    let boxes: [PixelBox]

    /// The least and the greatest length, as fractions of the page's width: dashes are shorter, separators longer.
    private static let lengths = 0.04...0.8
    /// The height of the area above that is written in, as a fraction of the page's width.
    private static let room = 0.03
    /// The greatest thickness, as a fraction of the page's width.
    private static let thickest = 0.004

    /// - Parameter boxes: the insides of printed boxes, whose walls are not rules to write on.
    init(_ sheet: GrayImage, boxes: [PixelBox]) {
        let dark = DarkRuns(sheet)
        let (width, height) = (Double(sheet.width), sheet.height)
        let room = Int(Self.room * width)
        let most = max(2, Int((Self.thickest * width).rounded(.up)))
        var found: [PixelBox] = []
        for y in room..<max(room, height) {
            for run in dark.runs(row: y, least: Int(Self.lengths.lowerBound * width)) {
                // The top row of a rule: no rule above it.
                guard Double(run.count) <= Self.lengths.upperBound * width, !dark.isRule(run, row: y - 1), y + most < height,
                    !dark.isRule(run, row: y + most)
                else { continue }
                let box = PixelBox(x: run.lowerBound, y: y - room, width: run.count, height: room)
                // If slightly skewed, a rule's top changes rows.
                guard dark.isClear(box.x..<box.x + box.width, box.y..<box.y + room - 3),
                    !boxes.contains(where: { Self.touches($0, run, y, slack: 2 * most) }),
                    !found.contains(where: { $0.overlap(box) > 0 })
                else { continue }
                found.append(box)
            }
        }
        self.boxes = found
    }

    /// Whether a rule is the upper or lower wall of a box.
    private static func touches(_ box: PixelBox, _ run: Range<Int>, _ y: Int, slack: Int) -> Bool {
        guard run.overlaps(box.x..<box.x + box.width) else { return false }
        return (box.y - slack...box.y + box.height + slack).contains(y)
    }
}

/// Dark pixels by rows.
private struct DarkRuns {
    private let image: GrayImage
    private let level: UInt8
    /// The longest gap within a rule.
    private static let gap = 2
    private static let dark: UInt8 = 128

    init(_ image: GrayImage) { (self.image, level) = (image, Self.dark) }

    private func isDark(_ x: Int, _ y: Int) -> Bool { image.pixels[y * image.width + x] < level }

    func runs(row y: Int, least: Int) -> [Range<Int>] {
        var (result, start, last): ([Range<Int>], Int?, Int) = ([], nil, -1)
        for x in 0..<image.width where isDark(x, y) {
            if let first = start, x - last > Self.gap + 1 {
                if last + 1 - first >= least { result.append(first..<last + 1) }
                start = x
            }
            if start == nil { start = x }
            last = x
        }
        if let first = start, last + 1 - first >= least { result.append(first..<last + 1) }
        return result
    }

    /// Whether most of a row's pixels there are dark.
    func isRule(_ columns: Range<Int>, row y: Int) -> Bool {
        guard (0..<image.height).contains(y) else { return false }
        return 2 * columns.count { isDark($0, y) } > columns.count
    }

    func isClear(_ columns: Range<Int>, _ rows: Range<Int>) -> Bool {
        rows.allSatisfy { y in columns.allSatisfy { !isDark($0, y) } }
    }
}
