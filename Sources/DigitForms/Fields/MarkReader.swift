import DigitReader

/// Reads checkboxes.
struct MarkReader {
    /// From this fraction of ink inside a box on, it is checked; below the other, it is empty; in between, a person decides.
    private static let (crossed, empty) = (0.05, 0.02)
    /// A box filled beyond this may have been checked by mistake and filled in to cancel that.
    private static let filled = 0.6
    /// The fraction of a box's side that its wall takes up.
    private static let wall = 0.12

    /// - Parameters:
    ///   - field: the field with the checkboxes.
    ///   - prints: the print of each of its checkboxes.
    ///   - box: its place on the scan.
    static func reading(
        _ field: FormField, prints: [FieldPrint], page: PagePyramid, map: SheetMap, box: PixelBox
    ) -> FieldReading {
        guard case .marks(let marks, let most) = field.kind else { preconditionFailure("a field of checkboxes expected") }
        let shares = prints.map { share(FieldPicture($0, page: page, map: map)) }
        let crossed = zip(marks, shares).filter { $1 >= (Self.crossed + Self.empty) / 2 }.map(\.0.label)
        let confidence = shares.map(Self.confidence).reduce(1, *)
        let isSure = shares.allSatisfy { $0 <= Self.empty || ($0 >= Self.crossed && $0 < Self.filled) }
        var state: FieldReading.State = isSure ? .sure : .doubtful
        if let most, crossed.count > most { state = .misfit }
        if isSure, crossed.isEmpty { state = .blank }
        let value = crossed.joined(separator: "+")
        return FieldReading(name: field.name, value: value, text: value, confidence: confidence, state: state, box: box)
    }

    /// The fraction of a box's inside that is ink.
    private static func share(_ picture: FieldPicture) -> Double {
        let darkness = PaperLevel(picture.image, side: picture.image.width).darkness(of: picture.image)
        let level = PaperLevel.inkLevel(darkness)
        func inner(_ range: Range<Int>) -> Range<Int> {
            let rim = Int((wall * Double(range.count)).rounded())
            return range.lowerBound + rim..<max(range.lowerBound + rim + 1, range.upperBound - rim)
        }
        let (columns, rows) = (inner(picture.columns), inner(picture.rows))
        let ink = rows.reduce(0) { sum, y in sum + columns.count { darkness.pixels[y * darkness.width + $0] > level } }
        return Double(ink) / Double(columns.count * rows.count)
    }

    /// Certain away from the thresholds, even odds midway between them; chosen, not measured.
    private static func confidence(_ share: Double) -> Double {
        if share <= Self.empty || share >= Self.crossed { return share < Self.filled ? 0.999 : 0.8 }
        return 0.5 + 0.4 * abs(2 * (share - Self.empty) / (Self.crossed - Self.empty) - 1)
    }
}
