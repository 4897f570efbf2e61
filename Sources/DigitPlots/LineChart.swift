import DigitText
import DigitTensor

/// Curves over a common axis.
package struct LineChart: Sendable {
    /// One curve.
    package struct Series: Sendable {
        let name: String
        let points: [(x: Double, y: Double)]
        let isDashed: Bool
        let color: Int?

        /// - Parameters:
        ///   - points: from left to right; those that are no finite numbers are left out, and of thousands those that look like all.
        ///   - color: the number of its color; nil for the next one.
        package init(_ name: String, _ points: [(x: Double, y: Double)], isDashed: Bool = false, color: Int? = nil) {
            (self.name, self.isDashed, self.color) = (name, isDashed, color)
            self.points = Self.thinned(points.filter { $0.x.isFinite && $0.y.isFinite })
        }

        /// More than a chart has pixels from left to right.
        private static let mostPoints = 2000

        /// Of many points the first, the lowest, the highest and the last of each stretch: they look like all of them.
        private static func thinned(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
            guard points.count > mostPoints else { return points }
            let stretches = mostPoints / 4
            return (0..<stretches).flatMap { stretch in
                let places = points.count * stretch / stretches..<points.count * (stretch + 1) / stretches
                let extremes = [places.min { points[$0].y < points[$1].y }, places.max { points[$0].y < points[$1].y }]
                return Set(extremes.compactMap(\.self) + [places.lowerBound, places.upperBound - 1]).sorted().map { points[$0] }
            }
        }

        /// Whether there is nothing to draw.
        package var isEmpty: Bool { points.isEmpty }
    }

    /// What the horizontal axis counts.
    package enum Scale: Sendable { case whole, linear, logarithmic }

    private static let (width, height) = (460.0, 300.0)
    private static let (left, right, top, bottom) = (58.0, 14.0, 58.0, 44.0)

    let title: String
    let xLabel: String
    let series: [Series]
    let scale: Scale
    let yRange: ClosedRange<Double>?
    let marks: [(x: Double, label: String)]

    /// - Parameters:
    ///   - scale: of the horizontal axis.
    ///   - yRange: the vertical axis; nil for one that fits.
    ///   - marks: places on the horizontal axis that are marked by an upright line.
    package init(
        title: String, xLabel: String, series: [Series], scale: Scale = .whole, yRange: ClosedRange<Double>? = nil,
        marks: [(x: Double, label: String)] = []
    ) {
        (self.title, self.xLabel, self.series, self.scale) = (title, xLabel, series, scale)
        (self.yRange, self.marks) = (yRange, marks)
    }

    /// The chart, drawn.
    package var plot: Plot {
        Plot(width: Self.width, height: Self.height, title: title) { canvas in
            canvas.text(title, x: Self.left, y: 20, size: 15, isBold: true)
            let points = series.flatMap(\.points)
            let xPixels = (from: Self.left, to: Self.width - Self.right)
            let xs = points.map(\.x)
            let x =
                scale == .logarithmic
                ? Axis(logarithmsOf: xs, pixels: xPixels)
                : Axis(xs, pixels: xPixels, range: scale == .linear ? Self.bounds(xs) : nil, isWhole: scale == .whole)
            let y = Axis(points.map(\.y), pixels: (from: Self.height - Self.bottom, to: Self.top), range: yRange)
            drawGrid(&canvas, x, y)
            drawLegend(&canvas)
            for mark in marks {
                let place = x.position(scale == .logarithmic ? decimalLogarithm(mark.x) : mark.x)
                canvas.line(x1: place, y1: Self.top, x2: place, y2: Self.height - Self.bottom, ink: .wrong, isDashed: true)
                let isFarRight = place > Self.width * 0.7
                canvas.text(
                    mark.label, x: place + (isFarRight ? -5 : 5), y: Self.top + 12, size: 11, ink: .wrong,
                    anchor: isFarRight ? .end : .start)
            }
            for (index, curve) in series.enumerated() { draw(curve, .series(curve.color ?? index), &canvas, x, y) }
        }
    }

    private static func bounds(_ numbers: [Double]) -> ClosedRange<Double>? {
        guard let low = numbers.min(), let high = numbers.max(), low < high else { return nil }
        return low...high
    }

    private func drawGrid(_ canvas: inout Canvas, _ x: Axis, _ y: Axis) {
        for tick in y.ticks {
            canvas.line(x1: Self.left, y1: y.position(tick), x2: Self.width - Self.right, y2: y.position(tick), ink: .grid)
            canvas.text(y.label(tick), x: Self.left - 8, y: y.position(tick) + 4, size: 11, ink: .muted, anchor: .end)
        }
        for tick in x.ticks {
            canvas.text(
                x.label(tick), x: x.position(tick), y: Self.height - Self.bottom + 18, size: 11, ink: .muted, anchor: .middle)
        }
        canvas.text(
            xLabel, x: (Self.left + Self.width - Self.right) / 2, y: Self.height - 8, size: 12, ink: .muted, anchor: .middle)
    }

    private func drawLegend(_ canvas: inout Canvas) {
        guard series.count > 1 || !series.allSatisfy(\.name.isEmpty) else { return }
        var x = Self.left
        for (index, curve) in series.enumerated() where !curve.name.isEmpty {
            let next = x + 24 + Canvas.width(of: curve.name, size: 12) + 16
            if next > Self.width + 16, x > Self.left { return }
            canvas.line(
                x1: x, y1: 38, x2: x + 18, y2: 38, ink: .series(curve.color ?? index), width: 2.5, isDashed: curve.isDashed)
            canvas.text(curve.name, x: x + 24, y: 42, size: 12)
            x = next
        }
    }

    private func draw(_ curve: Series, _ ink: Ink, _ canvas: inout Canvas, _ x: Axis, _ y: Axis) {
        let places = curve.points.map { point in
            (
                x: x.position(scale == .logarithmic ? decimalLogarithm(point.x) : point.x),
                y: min(max(y.position(point.y), Self.top), Self.height - Self.bottom)
            )
        }
        if places.count > 1 { canvas.curve(places, ink: ink, isDashed: curve.isDashed) }
        // Many dots would hide the curve: they are there for the pointer only.
        let isHidden = places.count > 40
        for (place, point) in zip(places, curve.points) {
            canvas.dot(
                x: place.x, y: place.y, radius: isHidden ? 5 : 3, ink: ink, isHidden: isHidden,
                tip: "\(curve.name.isEmpty ? "" : curve.name + ", ")\(xLabel) \(point.x.short): \(point.y.fixed(4))")
        }
    }
}
