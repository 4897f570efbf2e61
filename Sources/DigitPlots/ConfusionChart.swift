import DigitText

/// A confusion matrix as a table of shaded squares: a row for each right class, a column for each answer.
package struct ConfusionChart: Sendable {
    private let counts: [[Int]]
    private let names: [String]

    /// Beyond this many classes the squares shrink, and those without a count are not drawn: with 256 classes there are 65,536.
    private static let mostLargeSquares = 64
    /// The side of a table of small squares.
    private static let largestSize = 1408.0
    private static let textHeight = 14.0
    private var isDense: Bool { counts.count > Self.mostLargeSquares }

    /// - Parameters:
    ///   - counts: `counts[right class][answer]`.
    ///   - names: the classes' names.
    package init(counts: [[Int]], names: [String]) { (self.counts, self.names) = (counts, names) }

    /// The drawn chart. Errors are shaded by their fraction of the row on a scale of their own: they would be invisible next to
    /// what is right.
    package var plot: Plot {
        let longest = names.map { Canvas.width(of: $0, size: 12) }.max() ?? 0
        let side = isDense ? Self.largestSize / Double(counts.count) : counts.count > 16 ? 22.0 : max(40, min(longest + 10, 64))
        // Names are beside each other below the table.
        let nameStep = isDense ? max(1, Int((max(Self.textHeight, min(longest, 60) + 4) / side).rounded(.up))) : 1
        let (left, top) = (46 + min(longest, 110), 66.0)
        let size = side * Double(counts.count)
        let largestMistake =
            counts.indices.flatMap { row in counts[row].indices.filter { $0 != row }.map { share(row, $0) } }.max() ?? 0
        return Plot(width: max(left + size + 12, 320), height: top + size + 46, title: "Confusion matrix") { canvas in
            canvas.text("Confusion matrix", x: 12, y: 20, size: 15, isBold: true)
            canvas.text("blue: right, red: wrong, darker for a larger fraction of the row", x: 12, y: 40, size: 11, ink: .muted)
            if isDense { canvas.rectangle(x: left, y: top, width: size, height: size, ink: .grid, opacity: 0.45, radius: 0) }
            for row in counts.indices {
                let y = top + side * Double(row)
                if row % nameStep == 0 { drawName(row, left: left, top: top, y: y, side: side, size: size, &canvas) }
                for column in counts[row].indices {
                    draw(row, column, x: left + side * Double(column), y: y, side: side, largestMistake, &canvas)
                }
            }
            canvas.text("answer", x: left + size / 2, y: top + size + 38, size: 12, ink: .muted, anchor: .middle)
            canvas.text("true class", x: 16, y: top + size / 2, size: 12, ink: .muted, anchor: .middle, isVertical: true)
        }
    }

    /// A class's name beside its row and below its column.
    private func drawName(
        _ row: Int, left: Double, top: Double, y: Double, side: Double, size: Double, _ canvas: inout Canvas
    ) {
        canvas.text(name(row), x: left - 8, y: y + side / 2 + 4, size: 12, anchor: .end)
        let isShort = isDense || Canvas.width(of: name(row), size: 12) <= side
        canvas.text(
            isShort ? name(row) : String(name(row).prefix(4)), x: left + side * (Double(row) + 0.5), y: top + size + 18, size: 12,
            anchor: .middle)
    }

    private func name(_ index: Int) -> String { index < names.count ? names[index] : String(index) }

    private func share(_ row: Int, _ column: Int) -> Double {
        Double(counts[row][column]) / Double(max(counts[row].reduce(0, +), 1))
    }

    private func draw(_ row: Int, _ column: Int, x: Double, y: Double, side: Double, _ largest: Double, _ canvas: inout Canvas) {
        let (count, share) = (counts[row][column], share(row, column))
        let isRight = row == column
        let (gap, radius) = isDense ? (0.5, 0.0) : (1.0, 3.0)
        if !isDense {
            canvas.rectangle(x: x + 1, y: y + 1, width: side - 2, height: side - 2, ink: .grid, opacity: 0.45, radius: 3)
        }
        guard count > 0 else { return }
        let opacity = isRight ? 0.15 + 0.75 * share : 0.15 + 0.6 * (largest > 0 ? share / largest : 0)
        canvas.rectangle(
            x: x + gap, y: y + gap, width: side - 2 * gap, height: side - 2 * gap, ink: isRight ? .series(0) : .wrong,
            opacity: opacity, radius: radius,
            tip: "\(name(row)), read as \(name(column)): \(count) (\((100 * share).fixed(2)) %)")
        guard side > 30 || count < 100 && !isDense else { return }
        canvas.text(
            String(count), x: x + side / 2, y: y + side / 2 + 4, size: count > 9999 ? 9 : 11,
            ink: isRight && opacity > 0.5 ? .paper : .text,
            anchor: .middle)
    }
}
