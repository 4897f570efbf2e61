import DigitDecoding
import DigitImage

extension LineStrip {
    /// The value from which a pixel is ink.
    private static let leastInk: Float = 0.3
    /// A row with this fraction of ink is a rule.
    private static let ruledShare = 0.75

    fileprivate func hasInk(_ row: Int, _ column: Int) -> Bool { values[row * width + column] >= Self.leastInk }

    /// The rows that are not rules.
    var writtenRows: [Int] {
        (0..<Self.height).filter { row in
            Double((0..<width).count { hasInk(row, $0) }) < Self.ruledShare * Double(width)
        }
    }
}

extension FoundNumber {
    /// The rows with ink among some columns of the strip; all rows if there is none.
    private func rows(of columns: Range<Int>) -> Range<Int> {
        let rows = writtenRows.filter { row in columns.contains { strip.hasInk(row, $0) } }
        guard let first = rows.first, let last = rows.last else { return 0..<LineStrip.height }
        return first..<last + 1
    }

    /// The pixels of the page's picture that a symbol covers.
    func box(of columns: Range<Int>, on page: PageLines) -> PixelBox {
        let columns = columns.clamped(to: 0..<strip.width)
        let rows = rows(of: columns)
        let corners = page.corners(
            of: Double(columns.lowerBound)...Double(max(columns.lowerBound + 1, columns.upperBound)),
            rows: Double(rows.lowerBound)...Double(rows.upperBound), width: strip.width, in: line)
        return PixelBox(around: corners, width: page.width, height: page.height)
    }

    /// A symbol's ink in MNIST's format.
    func normalized(_ columns: Range<Int>) -> GrayImage {
        let columns = columns.clamped(to: 0..<strip.width)
        let rows = rows(of: columns)
        guard !columns.isEmpty else {
            let side = DigitNormalizer.fieldSize
            return GrayImage(width: side, height: side, pixels: [UInt8](repeating: 0, count: side * side))
        }
        let pixels = rows.flatMap { row in columns.map { UInt8(strip.values[row * strip.width + $0] * 255) } }
        return DigitNormalizer.fit(GrayImage(width: columns.count, height: rows.count, pixels: pixels))
    }
}
