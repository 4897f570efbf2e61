import DigitImage
import DigitPhoto

/// The lines of ink on a page, and the strips of its picture that they are read from.
package struct PageLines {
    /// In reading order.
    package private(set) var lines: [LineRegion]
    /// The number of lines that were left out because there were too many; 0 if all are there.
    package let omitted: Int
    /// Whether they are on a sheet that was found in a larger picture.
    package var isSheet: Bool { view.isSheet }
    /// The upright picture's size in pixels.
    package var width: Int { view.photo.sourceWidth }
    package var height: Int { view.photo.sourceHeight }

    private let view: PageView
    /// Whether ink is brighter than the paper.
    let isInkBright: Bool
    private let cutter: StripCutter

    /// The greatest ratio of a picture's sides: a row of pixels that is longer could not be reduced.
    private static let mostRatio = 1_000_000

    /// Finds the lines of a photo: those of the sheet of paper in it or, without a sheet or lines on it, of all of it.
    /// - Parameter isSheetWanted: whether to look for a sheet at all.
    /// - Throws: `ReaderError` if it is far too long, or Leptonica rejects the picture.
    package init(_ photo: PhotoPlanes, isSheetWanted: Bool = true) throws(ReaderError) {
        let (width, height) = (photo.planes[0].width, photo.planes[0].height)
        guard max(width, height) <= Self.mostRatio * min(width, height) else {
            throw ReaderError("a picture with sides whose ratio is at most \(Self.mostRatio) expected, got \(width)x\(height)")
        }
        let whole = PageView(photo)
        if isSheetWanted, let sheet = PageView(sheetIn: whole) {
            let page = try PageLines(sheet)
            if !page.lines.isEmpty {
                self = page
                return
            }
        }
        self = try PageLines(whole)
    }

    private init(_ view: PageView, isInkBright: Bool? = nil) throws(ReaderError) {
        self.view = view
        let found = try LineFinder.find(in: view, isInkBright: isInkBright)
        (lines, omitted, self.isInkBright) = (found.lines, found.omitted, found.isInkBright)
        cutter = StripCutter(view, isInkBright: found.isInkBright, walls: FieldWalls(found.walls))
    }

    /// The lines of the same view with the opposite polarity of ink.
    func withOtherInk() throws(ReaderError) -> PageLines { try PageLines(view, isInkBright: !isInkBright) }

    /// All of a small picture as one line, where several were found: a number's digits may have been cut in two. Nil for others.
    var asOneLine: PageLines? {
        guard lines.count > 1, LineCrop.isSmall(height: view.height, reduction: view.reduction) else { return nil }
        var result = self
        result.lines = [LineRegion(width: view.width, height: view.height)]
        return result
    }

    /// The strip that a line is read from.
    package func strip(of line: LineRegion) -> LineStrip { cutter.strip(of: line) }

    /// The corners of a part of a line's strip, clockwise from the upper left as it is read, in pixels of the upright picture.
    ///
    /// - Parameters:
    ///   - columns: between 0 and the strip's width.
    ///   - rows: between 0 and the strip's height.
    ///   - width: the strip's width in columns.
    package func corners(
        of columns: ClosedRange<Double>, rows: ClosedRange<Double> = 0...Double(LineStrip.height), width: Int, in line: LineRegion
    ) -> [PicturePoint] {
        let along = { (column: Double) in column / Double(width) * line.length }
        let down = { (row: Double) in (row / Double(LineStrip.height) - 0.5) * line.height }
        let (left, right) = (along(columns.lowerBound), along(columns.upperBound))
        let (top, bottom) = (down(rows.lowerBound), down(rows.upperBound))
        return [(left, top), (right, top), (right, bottom), (left, bottom)].map { view.sourcePoint(line.point($0, $1)) }
    }
}
