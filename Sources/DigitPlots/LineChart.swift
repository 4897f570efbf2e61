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
        ///   - points: from left to right; those that are not finite numbers are skipped, and thousands are reduced to those that
        ///     look like all.
        ///   - color: the index of its color; nil for the next one.
        package init(_ name: String, _ points: [(x: Double, y: Double)], isDashed: Bool = false, color: Int? = nil) {
            (self.name, self.isDashed, self.color) = (name, isDashed, color)
            self.points = Self.thinned(points.filter { $0.x.isFinite && $0.y.isFinite })
        }

        /// The most points, more than a chart's width in pixels.
        private static let mostPoints = 2000

        /// The first, the lowest, the highest and the last point of each stretch: they look like all of them.
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

    /// The quantity on the horizontal axis.
    package enum Scale: Sendable { case whole, linear, logarithmic }

    static let (width, left, right) = (460.0, 58.0, 14.0)
    private static let (plotHeight, bottom) = (198.0, 44.0)

    let title: String
    let xLabel: String
    let series: [Series]
    let scale: Scale
    let yRange: ClosedRange<Double>?
    let marks: [(x: Double, label: String)]
    private let legend: ChartLegend

    /// The upper end of the vertical axis, below the legend; the lower end is equally far below it, however many rows the legend
    /// has.
    private var top: Double { 40 + 18 * Double(max(legend.rowCount, 1)) }
    private var height: Double { top + Self.plotHeight + Self.bottom }

    /// - Parameters:
    ///   - scale: the scale of the horizontal axis.
    ///   - yRange: the vertical axis; nil for one that fits.
    ///   - marks: positions on the horizontal axis that are marked by a vertical line.
    package init(
        title: String, xLabel: String, series: [Series], scale: Scale = .whole, yRange: ClosedRange<Double>? = nil,
        marks: [(x: Double, label: String)] = []
    ) {
        (self.title, self.xLabel, self.series, self.scale) = (title, xLabel, series, scale)
        (self.yRange, self.marks) = (yRange, marks)
        legend = ChartLegend(series)
    }

    /// The drawn chart.
    package var plot: Plot {
        Plot(width: Self.width, height: height, title: title) { canvas in
            canvas.text(title, x: Self.left, y: 20, size: 15, isBold: true)
            let points = series.flatMap(\.points)
            let xPixels = (from: Self.left, to: Self.width - Self.right)
            let xs = points.map(\.x)
            let x =
                scale == .logarithmic
                ? Axis(logarithmsOf: xs, pixels: xPixels)
                : Axis(xs, pixels: xPixels, range: scale == .linear ? Self.bounds(xs) : nil, isWhole: scale == .whole)
            let y = Axis(points.map(\.y), pixels: (from: height - Self.bottom, to: top), range: yRange)
            drawGrid(&canvas, x, y)
            legend.draw(on: &canvas)
            for mark in marks {
                let place = x.position(scale == .logarithmic ? decimalLogarithm(mark.x) : mark.x)
                canvas.line(x1: place, y1: top, x2: place, y2: height - Self.bottom, ink: .wrong, isDashed: true)
                let isFarRight = place > Self.width * 0.7
                canvas.text(
                    mark.label, x: place + (isFarRight ? -5 : 5), y: top + 12, size: 11, ink: .wrong,
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
                x.label(tick), x: x.position(tick), y: height - Self.bottom + 18, size: 11, ink: .muted, anchor: .middle)
        }
        canvas.text(
            xLabel, x: (Self.left + Self.width - Self.right) / 2, y: height - 8, size: 12, ink: .muted, anchor: .middle)
    }

    private func draw(_ curve: Series, _ ink: Ink, _ canvas: inout Canvas, _ x: Axis, _ y: Axis) {
        let places = curve.points.map { point in
            (
                x: x.position(scale == .logarithmic ? decimalLogarithm(point.x) : point.x),
                y: min(max(y.position(point.y), top), height - Self.bottom)
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
