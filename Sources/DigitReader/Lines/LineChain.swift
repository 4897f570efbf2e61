/// Pieces of ink side by side, from left to right.
struct LineChain {
    let pieces: [InkPiece]
    /// The usual height of its digits, in pixels.
    let height: Double
    /// The rectangle around it.
    let columns, rows: Range<Int>

    /// The height is the median of the pieces' heights, weighted by their ink: dots and specks hardly count.
    /// - Parameter height: another height, if it is known.
    init(_ pieces: [InkPiece], height: Double? = nil) {
        self.pieces = pieces.sorted { $0.doubledMiddle.x < $1.doubledMiddle.x }
        self.height = height ?? weightedMedian(pieces.map { (Double($0.height), Double($0.area)) })
        let whole = InkPiece.bounds(pieces)
        (columns, rows) = (whole.columns, whole.rows)
    }

    /// The pieces that are about as tall as its digits.
    var tall: [InkPiece] { pieces.filter { Double($0.height) >= 0.5 * height } }

    /// Its center line y = level + slope * x.
    ///
    /// The slope is that of the tops, the centers or the bottoms of its tall pieces, whichever fit a line best: some hands keep
    /// to a baseline, digits of several sizes hang from one. By least squares, drawn toward the page's usual slope, as few digits
    /// determine it poorly.
    func middleLine(usualSlope: Double) -> (slope: Double, level: Double) {
        let tall = tall
        let fits = [\InkPiece.rows.lowerBound, \InkPiece.doubledMiddle.y, \InkPiece.rows.upperBound].enumerated().map {
            index, key in
            let scale = index == 1 ? 0.5 : 1
            return fit(tall.map { (Double($0.doubledMiddle.x) / 2, Double($0[keyPath: key]) * scale) }, usualSlope: usualSlope)
        }
        let best = fits.min { $0.deviation < $1.deviation } ?? fits[1]
        return (best.slope, fits[1].y - best.slope * fits[1].x)
    }

    private func fit(_ places: [(x: Double, y: Double)], usualSlope: Double) -> (
        slope: Double, deviation: Double, x: Double, y: Double
    ) {
        let count = Double(max(1, places.count))
        let (x, y) = (places.map(\.x).reduce(0, +) / count, places.map(\.y).reduce(0, +) / count)
        let weight = 2 * height * height + 1e-9
        var (product, square) = (usualSlope * weight, weight)
        for place in places {
            product += (place.x - x) * (place.y - y)
            square += (place.x - x) * (place.x - x)
        }
        let slope = product / square
        let deviation = places.map { ($0.y - y - slope * ($0.x - x)) * ($0.y - y - slope * ($0.x - x)) }.reduce(0, +)
        return (slope, deviation, x, y)
    }

    /// The usual distance between the centers of neighboring tall pieces; nil if there is only one.
    var pitch: Double? {
        let middles = tall.map { Double($0.doubledMiddle.x) / 2 }.sorted()
        let steps = zip(middles, middles.dropFirst()).map { $1 - $0 }.sorted()
        return steps.isEmpty ? nil : steps[steps.count / 2]
    }
}

/// The weighted median; 0 without values.
func weightedMedian(_ values: [(value: Double, weight: Double)]) -> Double {
    let half = values.map(\.weight).reduce(0, +) / 2
    var seen = 0.0
    let sorted = values.sorted { $0.value < $1.value }
    for (value, weight) in sorted {
        seen += weight
        if seen >= half { return value }
    }
    return sorted.last?.value ?? 0
}
