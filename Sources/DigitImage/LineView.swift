/// A view of a line of writing: narrower, wider, or with a different slant than it was written.
///
/// The counterpart of `DigitView` for lines: a network that reads a line in several views, and whose answers are averaged, makes
/// fewer errors and is better calibrated.
package struct LineView: Equatable, Sendable {
    /// The factor for the width.
    package let width: Float
    /// Columns that ink is moved to the right for each row upward.
    package let slant: Float

    /// - Parameters:
    ///   - width: the factor for the width, 0.25 ... 4.
    ///   - slant: columns that ink is moved to the right for each row upward, -1 ... 1.
    package init(width: Float = 1, slant: Float = 0) {
        precondition((0.25...4).contains(width) && (-1...1).contains(slant), "width \(width), slant \(slant)")
        (self.width, self.slant) = (width, slant)
    }

    /// The views of a line in addition to the unchanged one.
    package static let usual = [
        LineView(width: 0.93, slant: 0.1), LineView(width: 0.93, slant: -0.1), LineView(width: 0.8, slant: 0.2),
        LineView(width: 0.8, slant: -0.2), LineView(width: 0.7),
    ]

    /// Returns the view of a line.
    package func callAsFunction(_ strip: LineStrip) -> LineStrip {
        let columns = max(1, Int(Float(strip.width) * width + 0.5))
        let step = Float(strip.width) / Float(columns)
        let middle = Float(LineStrip.height - 1) / 2
        var values = [Float](repeating: 0, count: columns * LineStrip.height)
        for row in 0..<LineStrip.height {
            let shift = slant * (middle - Float(row)) * step
            for column in 0..<columns {
                values[row * columns + column] = strip.value(row: row, at: (Float(column) + 0.5) * step - shift)
            }
        }
        return LineStrip(width: columns, values: values)
    }
}

extension LineStrip {
    /// The value between two columns' centers; paper outside the strip.
    fileprivate func value(row: Int, at place: Float) -> Float {
        let place = place - 0.5
        let left = Int(place.rounded(.down))
        let part = place - Float(left)
        func value(_ column: Int) -> Float { (0..<width).contains(column) ? values[row * width + column] : 0 }
        return value(left) + part * (value(left + 1) - value(left))
    }
}
