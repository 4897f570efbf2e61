import DigitImage
import DigitPhoto
import DigitReader
import Synchronization

/// The print of a form in and around a field, at the resolution of the pages. Kept from page to page, since the pages of a stack
/// mostly have the same.
package final class FieldPrint: Sendable {
    /// The print for pages of one resolution.
    struct Masks {
        /// The field and a margin around it, in pixels of the form's picture.
        let grid: SampledRectangle
        /// The rotation of the field; nil for none.
        let turn: PageMap?
        /// The pixels of the field itself, walls included.
        let columns, rows: Range<Int>
        /// The print, and the print with all its traces.
        let narrow, wide: [Bool]
    }

    private let box: PixelBox
    private let turn: Double
    private let form: PagePyramid
    private let isKept: Bool
    /// For the resolution of the latest page.
    private let latest = Mutex<Masks?>(nil)

    /// How far print may be from its expected place, as fractions of the page's width: for removing it, and for what may be left
    /// of it.
    private static let (slack, wideSlack) = (0.0005, 0.0015)
    /// The most rows of a field: twice a strip's, with room for digits that do not fill it.
    private static let mostRows = 72
    private static let leastRows = 24
    /// The margin around a field, in units of its height: the tails of digits reach there.
    private static let margin = 0.15
    /// The most columns.
    private static let mostColumns = 6_000

    /// - Parameters:
    ///   - box: the field, in pixels of the form's picture.
    ///   - turn: its rotation in degrees.
    ///   - form: the form's picture.
    ///   - isKept: whether the masks for the latest resolution are kept.
    package init(_ box: PixelBox, turn: Double = 0, form: PagePyramid, isKept: Bool = true) {
        (self.box, self.turn, self.form, self.isKept) = (box, turn, form, isKept)
    }

    /// The most pixels of the masks of a field.
    static func mostPixels(_ box: PixelBox) -> Int {
        let height = (1 + 2 * margin) * Double(mostRows)
        let width = min(Double(mostColumns), Double(mostRows) * Double(box.width) / Double(max(1, box.height)))
        return Int(height * (width + 2 * margin * Double(mostRows)))
    }

    /// The print at the resolution of a page.
    /// - Parameter map: maps the form's picture to the page's.
    func masks(for map: SheetMap) -> Masks {
        let down = map.steps(x: box.middle.x, y: box.middle.y).down
        let seen = Double(box.height) * (down.x * down.x + down.y * down.y).squareRoot()
        let rows = max(Self.leastRows, min(Self.mostRows, Int(seen.rounded())))
        if let masks = latest.withLock({ $0 }), masks.rows.count == rows { return masks }
        let masks = masks(rows: rows)
        if isKept { latest.withLock { $0 = masks } }
        return masks
    }

    private func masks(rows high: Int) -> Masks {
        let step = Double(box.height) / Double(high)
        let columns = max(1, min(Self.mostColumns, Int((Double(box.width) / step).rounded())))
        let margin = Int((Self.margin * Double(high)).rounded())
        let grid = SampledRectangle(
            x: Double(box.x) - Double(margin) * step, y: Double(box.y) - Double(margin) * step, step: step,
            columns: columns + 2 * margin, rows: high + 2 * margin)
        let turn = turn == 0 ? nil : PageMap.turn(turn, around: box.middle)
        let print = grid.picture(of: form, turn: turn, map: SheetMap(.identity))
        func mask(_ share: Double) -> [Bool] {
            PrintMask(print, slack: max(1, Int((share * Double(form.image.width) / step).rounded()))).pixels
        }
        return Masks(
            grid: grid, turn: turn, columns: margin..<margin + columns, rows: margin..<margin + high, narrow: mask(Self.slack),
            wide: mask(Self.wideSlack))
    }
}
