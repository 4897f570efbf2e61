import DigitDecoding
import DigitImage

extension FoundNumber {
    /// A row has ink if one of its pixels has so much.
    private static let leastInk: Float = 0.3

    /// A row of which so much is ink is a rule.
    private static let ruledShare = 0.75

    /// The rows with ink among some columns of the strip; all rows where there is none.
    private func rows(of columns: Range<Int>) -> Range<Int> {
        let rows = (0..<LineStrip.height).filter { row in
            let hasInk = { (column: Int) in strip.values[row * strip.width + column] >= Self.leastInk }
            return columns.contains(where: hasInk)
                && Double((0..<strip.width).count(where: hasInk)) < Self.ruledShare * Double(strip.width)
        }
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

    /// A symbol's ink as MNIST has digits.
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
