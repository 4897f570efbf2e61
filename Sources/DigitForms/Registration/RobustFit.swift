import DigitTensor

/// Fits a map to pairs of points, some of which are wrong: random sample consensus (RANSAC, Fischler and Bolles 1981), then least
/// squares on the inliers.
package struct RobustFit {
    /// The map, and the indices of its inliers.
    package struct Result {
        package var map: PageMap
        package var inliers: [Int]
    }

    /// The kind of map of the final fit.
    package enum Kind { case affine, projective }

    package let kind: Kind
    /// The largest distance of an inlier from its place.
    package let tolerance: Double

    package init(kind: Kind, tolerance: Double) { (self.kind, self.tolerance) = (kind, tolerance) }

    private static let samples = 200
    /// A projective map is fitted to at least this many pairs: with fewer, its two additional parameters follow the noise.
    static let leastForProjective = 12

    /// - Returns: nil if no three pairs agree.
    package func fit(_ pairs: [PointPair]) -> Result? {
        guard pairs.count >= 3, var result = consensus(pairs) else { return nil }
        for _ in 0..<4 {
            let chosen = result.inliers.map { pairs[$0] }
            let isProjective = kind == .projective && chosen.count >= Self.leastForProjective
            guard let map = isProjective ? PageMap.projective(chosen) : PageMap.affine(chosen) else { break }
            let inliers = self.inliers(pairs, map)
            guard inliers.count >= 3 else { break }
            let isSettled = inliers == result.inliers
            result = Result(map: map, inliers: inliers)
            if isSettled { break }
        }
        return result
    }

    private func consensus(_ pairs: [PointPair]) -> Result? {
        var best: Result?
        // Wider than for the final fit: three points that are found a pixel off make a map that is off by more elsewhere.
        let wide = RobustFit(kind: .affine, tolerance: 2 * tolerance)
        // A fixed state: a sheet that is read twice gives the same result.
        var random = SplitMix(state: 1)
        for _ in 0..<Self.samples {
            let chosen = (0..<3).map { _ in Int(random.next() % UInt64(pairs.count)) }
            guard Set(chosen).count == 3, let map = PageMap.affine(chosen.map { pairs[$0] }) else { continue }
            let inliers = wide.inliers(pairs, map)
            if inliers.count > best?.inliers.count ?? 2 { best = Result(map: map, inliers: inliers) }
            if let best, 10 * best.inliers.count >= 9 * pairs.count { break }
        }
        return best
    }

    private func inliers(_ pairs: [PointPair], _ map: PageMap) -> [Int] {
        pairs.indices.filter { pairs[$0].distance(under: map) <= tolerance }
    }
}
