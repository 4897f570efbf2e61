import DigitPhoto
import TestSupport
import Testing

import DigitForms

struct MapTests {
    /// A map made by hand, in double precision.
    private static func truth(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
        let w = 1 + 2e-5 * x - 3e-5 * y
        return ((0.98 * x + 0.03 * y + 40) / w, (-0.02 * x + 1.01 * y - 25) / w)
    }

    private static func pairs(count: Int, noise: Double, outliers: Int, seed: UInt64) -> [PointPair] {
        var random = SplitMix(state: seed)
        return (0..<count).map { number in
            let (x, y) = (Double.random(in: 0...1700, using: &random), Double.random(in: 0...2200, using: &random))
            let place = truth(x, y)
            let off = number < outliers ? 300.0 : noise
            return PointPair(
                from: PicturePoint(x: x, y: y),
                to: PicturePoint(
                    x: place.x + Double.random(in: -off...off, using: &random),
                    y: place.y + Double.random(in: -off...off, using: &random)))
        }
    }

    private static func worst(_ map: PageMap) -> Double {
        var worst = 0.0
        for x in stride(from: 0.0, through: 1700, by: 340) {
            for y in stride(from: 0.0, through: 2200, by: 440) {
                let (found, right) = (map.point(x: x, y: y), truth(x, y))
                worst = max(
                    worst, ((found.x - right.x) * (found.x - right.x) + (found.y - right.y) * (found.y - right.y)).squareRoot())
            }
        }
        return worst
    }

    @Test func fourPointsAreAMap() throws {
        let pairs = Self.pairs(count: 4, noise: 0, outliers: 0, seed: 7)
        #expect(Self.worst(try #require(PageMap(from: pairs.map(\.from), to: pairs.map(\.to)))) < 1e-6)
    }

    @Test(arguments: 1..<20) func wrongPairsDoNotCount(seed: UInt64) throws {
        let pairs = Self.pairs(count: 60, noise: 0.5, outliers: 20, seed: seed)
        let fit = try #require(RobustFit(kind: .projective, tolerance: 12).fit(pairs))
        #expect(Self.worst(fit.map) < 1.5)
    }

    @Test func pointsOnALineAreNoMap() {
        let line = (0..<5).map { PointPair(from: PicturePoint(x: Double($0), y: 2), to: PicturePoint(x: Double($0), y: 3)) }
        #expect(PageMap.affine(line) == nil)
        #expect(PageMap(values: [1, 0, 0, 0, 1, 0, 0, 0, 0]) == nil)
        #expect(PageMap(values: [1, 0, .nan, 0, 1, 0, 0, 0, 1]) == nil)
    }

    @Test func stepsAreDerivatives() throws {
        let pairs = Self.pairs(count: 4, noise: 0, outliers: 0, seed: 3)
        let map = try #require(PageMap(from: pairs.map(\.from), to: pairs.map(\.to)))
        let steps = map.steps(x: 500, y: 700)
        let (here, right) = (Self.truth(500, 700), Self.truth(500.001, 700))
        #expect(abs(steps.right.x - (right.x - here.x) / 0.001) < 1e-4)
        #expect(abs(steps.right.y - (right.y - here.y) / 0.001) < 1e-4)
    }
}
