import DigitText

/// Accuracy over confidence: the nearer to the diagonal, the better calibrated the confidence.
package struct ReliabilityDiagram: Sendable {
    /// Answers of about the same confidence.
    package struct Bar: Sendable {
        let range: ClosedRange<Double>
        let count: Int
        let confidence: Double
        let accuracy: Double

        package init(range: ClosedRange<Double>, count: Int, confidence: Double, accuracy: Double) {
            (self.range, self.count, self.confidence, self.accuracy) = (range, count, confidence, accuracy)
        }
    }

    private let bars: [Bar]
    private let caption: String

    /// - Parameter caption: a line below the title, such as the ECE.
    package init(bars: [Bar], caption: String) { (self.bars, self.caption) = (bars, caption) }

    /// The drawn diagram, with the fraction of the answers in each bar below.
    package var plot: Plot {
        let (left, top, side, low) = (52.0, 58.0, 280.0, 56.0)
        let total = Double(max(bars.reduce(0) { $0 + $1.count }, 1))
        return Plot(width: left + side + 16, height: top + side + 18 + low + 40, title: "Reliability diagram") { canvas in
            canvas.text("Reliability", x: left, y: 20, size: 15, isBold: true)
            canvas.text(caption, x: left, y: 40, size: 11, ink: .muted)
            let x = Axis([], pixels: (from: left, to: left + side), range: 0...1)
            let y = Axis([], pixels: (from: top + side, to: top), range: 0...1)
            for tick in y.ticks {
                canvas.line(x1: left, y1: y.position(tick), x2: left + side, y2: y.position(tick), ink: .grid)
                canvas.text(y.label(tick), x: left - 8, y: y.position(tick) + 4, size: 11, ink: .muted, anchor: .end)
            }
            for bar in bars where bar.count > 0 {
                let (from, to) = (x.position(bar.range.lowerBound), x.position(bar.range.upperBound))
                let tip =
                    "confidence \(bar.range.lowerBound.fixed(2)) to \(bar.range.upperBound.fixed(2)): \((100 * bar.accuracy).fixed(1)) % of \(bar.count) right, mean confidence \(bar.confidence.fixed(3))"
                canvas.rectangle(
                    x: from + 1, y: y.position(bar.accuracy), width: to - from - 2, height: top + side - y.position(bar.accuracy),
                    ink: .series(0), opacity: 0.75, tip: tip)
                canvas.line(
                    x1: from + 1, y1: y.position(bar.confidence), x2: to - 1, y2: y.position(bar.confidence), ink: .wrong,
                    width: 2)
                let height = low * Double(bar.count) / total
                canvas.rectangle(
                    x: from + 1, y: top + side + 18 + low - height, width: to - from - 2, height: max(height, 0.5), ink: .muted,
                    opacity: 0.7, tip: "\(bar.count) answers")
            }
            canvas.line(x1: left, y1: top + side, x2: left + side, y2: top, ink: .muted, isDashed: true)
            for tick in x.ticks {
                canvas.text(
                    x.label(tick), x: x.position(tick), y: top + side + 18 + low + 16, size: 11, ink: .muted, anchor: .middle)
            }
            canvas.text("confidence", x: left + side / 2, y: top + side + low + 52, size: 12, ink: .muted, anchor: .middle)
            canvas.text("accuracy", x: 14, y: top + side / 2, size: 12, ink: .muted, anchor: .middle, isVertical: true)
            canvas.text("share", x: 14, y: top + side + 18 + low / 2, size: 12, ink: .muted, anchor: .middle, isVertical: true)
        }
    }
}
