import DigitPhoto
import DigitTensor

/// Fits a map of curled paper to the places of a form's points on a page, some of which are wrong.
package struct CurlFit {
    /// A map, and how it fits the given points.
    package struct Result {
        package var map: SheetMap
        /// The unit vector along which the paper bends.
        package var direction: SIMD2<Double>
        /// For each point, how far it is from where the others predict it, in pixels of the form.
        package var errors: [Double]
        /// Which points the others predict as well as expected.
        package var isInlier: [Bool]
    }

    /// The form's size in pixels.
    package let width, height: Int

    package init(width: Int, height: Int) { (self.width, self.height) = (width, height) }

    /// The passes over the points; after each, those that the others do not predict count less.
    private static let passes = 4
    /// From this surprise on, a point counts less, and beyond the other, it is wrong.
    private static let (doubtful, wrong) = (2.0, 3.0)
    /// The most noise of a point, and that of one that is not believed at first, in units of that of right ones.
    private static let (mostNoise, unlikelyNoise) = (100.0, 30.0)
    /// The largest displacement of a point, as a fraction of the form's shorter side.
    private static let mostOffset = 0.1

    /// Directions all around, of which the best is chosen if nothing is known.
    package static let directions = (0..<12).map { direction(Double($0) * .pi / 12) }

    private static func direction(_ angle: Double) -> SIMD2<Double> { SIMD2(cosine(angle), cosine(angle - .pi / 2)) }

    /// A direction and those beside it.
    static func directions(near direction: SIMD2<Double>) -> [SIMD2<Double>] {
        let turn = Self.direction(.pi / 24)
        let clockwise = SIMD2(direction.x * turn.x - direction.y * turn.y, direction.x * turn.y + direction.y * turn.x)
        let other = SIMD2(direction.x * turn.x + direction.y * turn.y, direction.y * turn.x - direction.x * turn.y)
        return [direction, clockwise, other]
    }

    /// - Parameters:
    ///   - pairs: points of the form, and where they are found on the page.
    ///   - isLikely: which of them are believed at first.
    ///   - noise: the standard deviation of a right place in each direction, in pixels of the form.
    ///   - directions: those in which the paper may bend.
    /// - Returns: nil if too few are likely, or if the map would displace points implausibly far.
    package func fit(_ pairs: [PointPair], isLikely: [Bool], noise: Double, directions: [SIMD2<Double>]) -> Result? {
        let likely = pairs.indices.filter { isLikely[$0] }.map { pairs[$0] }
        guard likely.count >= RobustFit.leastForProjective, let projection = PageMap.projective(likely),
            let back = projection.inverse
        else { return nil }
        let side = Double(min(width, height))
        let least = noise / side
        var samples = zip(pairs, isLikely).map { pair, isLikely in
            let flat = back.point(pair.to)
            return CurlModel.Sample(
                point: inside(pair.from), offset: SIMD2(flat.x - pair.from.x, flat.y - pair.from.y) / side,
                noise: isLikely ? least : Self.unlikelyNoise * least)
        }
        guard samples.allSatisfy({ ($0.offset * $0.offset).sum().isFinite }) else { return nil }
        var (model, direction): (CurlModel?, SIMD2<Double>) = (nil, directions[0])
        var isInlier = isLikely
        for pass in 0..<Self.passes {
            // The direction is chosen anew when the wrong points count less.
            let candidates = pass < 2 ? directions : [direction]
            let models = candidates.compactMap { direction in
                CurlModel(samples, covariance: CurlCovariance(direction: direction)).map { (direction, $0) }
            }
            guard let best = models.min(by: { Self.cost($0.1) < Self.cost($1.1) }) else { return nil }
            (direction, model) = (best.0, best.1)
            for (place, check) in best.1.checks.enumerated() {
                let own = samples[place].noise
                let surprise = check.surprise(withNoise: least, insteadOf: own)
                let excess = max(1, surprise / Self.doubtful)
                samples[place].noise = least * min(Self.mostNoise, excess * excess)
                isInlier[place] = surprise <= Self.wrong
            }
        }
        guard let model else { return nil }
        let curl = PaperCurl(width: width, height: height) { x, y in
            let offset = model.offset(of: inside(PicturePoint(x: x, y: y))) * side
            return (offset.x, offset.y)
        }
        guard curl.offsets.allSatisfy({ $0.magnitude <= Self.mostOffset * side }) else { return nil }
        return Result(
            map: SheetMap(projection, curl: curl), direction: direction, errors: model.checks.map { $0.distance * side },
            isInlier: isInlier)
    }

    /// A point in units of the form's shorter side, from its middle.
    private func inside(_ point: PicturePoint) -> SIMD2<Double> {
        SIMD2(point.x - Double(width) / 2, point.y - Double(height) / 2) / Double(min(width, height))
    }

    /// How unlikely the points are, each under the prediction by the others; one that is wrong counts no more than another.
    private static func cost(_ model: CurlModel) -> Double {
        model.checks.reduce(0) { sum, check in
            let surprise = check.surprise
            return sum + naturalLogarithm(check.deviation.x * check.deviation.y) + min(surprise * surprise, wrong * wrong)
        }
    }
}
