import DigitImage
import DigitReader

/// The extent to which the upper and lower walls of rows of boxes continue.
package struct RowReach {
    private let sheet: GrayImage
    /// The greatest deviation or gap of a wall, as a fraction of the page's width.
    private let slack: Int
    /// How many more columns are examined for all rows together.
    private var columns: Int

    /// The most columns that are examined for all rows together, in units of the page's width: on a form, few walls continue far beyond
    /// the boxes that are recognized.
    private static let mostWidths = 100

    package init(_ sheet: GrayImage) {
        self.sheet = sheet
        slack = max(2, sheet.width / 300)
        columns = Self.mostWidths * sheet.width
    }

    /// The row as far as both walls continue; as it is after too many others.
    package mutating func extended(_ box: PixelBox) -> PixelBox {
        guard columns > 0 else { return box }
        let left = end(from: box.x, step: -1, box) + slack
        let right = end(from: box.x + box.width - 1, step: 1, box) - slack
        // Only as far as there is room for another box.
        guard right - left > box.width + box.height / 2 else { return box }
        return PixelBox(
            x: min(left, box.x), y: box.y, width: max(right, box.x + box.width) - min(left, box.x), height: box.height)
    }

    /// The last column with both walls.
    private mutating func end(from start: Int, step: Int, _ box: PixelBox) -> Int {
        var (x, last, top, bottom) = (start, start, box.y, box.y + box.height)
        while (0..<sheet.width).contains(x), abs(x - last) <= slack {
            if let upper = wall(near: top, x), let lower = wall(near: bottom, x) { (last, top, bottom) = (x, upper, lower) }
            x += step
            columns -= 1
        }
        return last
    }

    /// The nearest dark row.
    private func wall(near row: Int, _ x: Int) -> Int? {
        func isDark(_ row: Int) -> Bool { (0..<sheet.height).contains(row) && sheet.pixels[row * sheet.width + x] < 128 }
        for distance in 0...slack {
            if isDark(row - distance) { return row - distance }
            if isDark(row + distance) { return row + distance }
        }
        return nil
    }
}
