import DigitImage
import DigitPhoto
import DigitReader
import Foundation
import TestSupport
import Testing

import DigitForms

struct CurlTests {
    /// Curled paper: a page's own pixels to the form's, by a formula.
    struct Paper: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let back: @Sendable (Double, Double) -> (Double, Double)
    }

    /// Displacements of up to 12 to 20 of 850 pixels.
    static let papers = [
        Paper(testDescription: "a wave, seen from above") { x, y in
            let height = sin(y / 160 + 0.5)
            return (x + 0.035 * (x - 425) * height, y + 0.03 * (y - 550) * height + 7 * cos(y / 160))
        },
        Paper(testDescription: "a wave along the diagonal, askew") { x, y in
            let height = 14 * sin((0.8 * x + 0.6 * y) / 190)
            return (1.01 * x + 0.02 * y - 12 + 0.8 * height, 0.99 * y - 0.02 * x + 9 + 0.6 * height)
        },
        Paper(testDescription: "a gutter at the left") { x, y in
            let rise = exp(-(x - 80) / 130)
            return (x - 18 * rise, y + 0.03 * (y - 550) * rise)
        },
        Paper(testDescription: "two folds") { x, y in
            (x + 9 * exp(-abs(x - 425) / 140) * (x < 425 ? -1 : 1) * min(1, abs(x - 425) / 30), y + 9 * exp(-abs(y - 550) / 200))
        },
        Paper(testDescription: "uneven feeding") { x, y in (x + 4 * sin(y / 250), y + 8 * sin(y / 140)) },
    ]

    private static func registered(_ back: (Double, Double) -> (Double, Double)) throws -> PageRegistration.Result? {
        let image = SamplePage.warped(
            SamplePage.form.reference, width: SamplePage.width, height: SamplePage.height, outside: 255, back: back)
        return PageRegistration(matchers: [try FormMatcher(SamplePage.form)]).register(PagePyramid(image))
    }

    /// The largest distance from their place of points of the form that are found, there by the map and back by the formula.
    private static func worst(_ map: SheetMap, _ back: (Double, Double) -> (Double, Double)) -> Double {
        var worst = 0.0
        for x in stride(from: 120.0, through: 720, by: 100) {
            for y in stride(from: 120.0, through: 960, by: 120) {
                let place = map.point(x: x, y: y)
                let again = back(place.x, place.y)
                worst = max(worst, hypot(again.0 - x, again.1 - y))
            }
        }
        return worst
    }

    @Test(arguments: papers) func curledPagesAreLaidOnTheForm(_ paper: Paper) throws {
        let found = try #require(try Self.registered(paper.back))
        #expect(found.fit.score > 0.8)
        #expect(found.fit.map.curl != nil)
        #expect(Self.worst(found.fit.map, paper.back) < 0.003 * Double(SamplePage.width))
        // The projective map alone would not do.
        #expect(Self.worst(SheetMap(found.fit.map.projection), paper.back) > 0.003 * Double(SamplePage.width))
    }

    @Test func oneCornerOfAPageDoesNotBendTheRest() throws {
        let wave = Self.papers[1].back
        let found = try Self.registered { x, y in x < 380 && y < 520 ? wave(x, y) : (-1, -1) }
        // Whether or not the page is recognized, no bend is extended to where nothing is seen.
        if let found { #expect(found.fit.map.curl == nil || Self.worst(found.fit.map, wave) < 20) }
    }

    @Test func curledFieldsAreWithinTheirBoxes() {
        // The middle of a wide box is displaced, its ends are not.
        let curl = PaperCurl(width: 960, height: 960) { x, _ in (0, x > 300 && x < 660 ? -40 : 0) }
        let points = SheetMap(.identity, curl: curl).outline(of: PixelBox(x: 80, y: 200, width: 800, height: 60), turn: 0)
        #expect(PixelBox(around: points, width: 960, height: 960) == PixelBox(x: 80, y: 160, width: 800, height: 100))
        let flat = SheetMap(.identity).outline(of: PixelBox(x: 80, y: 200, width: 800, height: 60), turn: 0)
        #expect(PixelBox(around: flat, width: 960, height: 960) == PixelBox(x: 80, y: 200, width: 800, height: 60))
    }

    @Test func offsetsAreBilinear() {
        let curl = PaperCurl(width: 480, height: 700) { x, y in (x / 16, y / 32 - 2) }
        #expect((curl.columns, curl.rows, curl.step) == (25, 36, 20))
        let offset = curl.offset(x: 123, y: 456)
        #expect(abs(offset.x - 123.0 / 16) < 0.02 && abs(offset.y - 12.25) < 0.02)
        // Beyond the grid, that of its edge.
        #expect(curl.offset(x: -1e300, y: 1e300) == (0, curl.offset(x: 0, y: 700).y))
        #expect(curl.offset(x: .nan, y: 0).x.isFinite)
    }

    @Test func longFormsHaveFewGridPoints() {
        let curl = PaperCurl(width: 40_000, height: 50) { _, _ in (0, 0) }
        #expect(curl.columns == 49 && curl.rows == 2)
    }

    @Test func stepsAreDerivativesOfCurledMaps() throws {
        let projection = try #require(PageMap(values: [1.1, 0.1, 5, -0.05, 0.9, 8, 1e-4, 2e-5, 1]))
        let map = SheetMap(projection, curl: PaperCurl(width: 480, height: 480) { x, y in (x * 0.05, y * 0.1) })
        let (here, right) = (map.point(x: 211, y: 333), map.point(x: 211.01, y: 333))
        let steps = map.steps(x: 211, y: 333)
        #expect(abs(steps.right.x - (right.x - here.x) / 0.01) < 1e-3)
        #expect(abs(steps.right.y - (right.y - here.y) / 0.01) < 1e-3)
    }

    @Test func mapsBackAreInverse() throws {
        let map = try #require(PageMap(values: [1.1, 0.1, 5, -0.05, 0.9, 8, 1e-4, 2e-5, 1]))
        let (there, back) = (map.point(x: 300, y: 700), try #require(map.inverse))
        let again = back.point(x: there.x, y: there.y)
        #expect(abs(again.x - 300) < 1e-9 && abs(again.y - 700) < 1e-9)
        #expect(PageMap(values: [1, 2, 0, 2, 4, 0, 0, 0, 1])?.inverse == nil)
    }
}

struct CurlModelTests {
    private static let direction = SIMD2(0.8, 0.6)

    /// Points on a sheet that is bent along the direction, some of them wrong.
    private static func samples(count: Int, wrong: Int = 0) -> [CurlModel.Sample] {
        var random = SplitMix(state: 5)
        return (0..<count).map { number in
            let point = SIMD2(Double.random(in: -0.5...0.5, using: &random), Double.random(in: -0.7...0.7, using: &random))
            let noise = SIMD2(Double.random(in: -1...1, using: &random), Double.random(in: -1...1, using: &random))
            return CurlModel.Sample(point: point, offset: bend(point) + (number < wrong ? 0.03 : 3e-4) * noise, noise: 3e-4)
        }
    }

    private static func bend(_ point: SIMD2<Double>) -> SIMD2<Double> {
        let distance = (point * direction).sum()
        return 0.01 * sin(4 * distance) * direction + 0.02 * cos(3 * distance) * (point - distance * direction)
    }

    private static func length(_ v: SIMD2<Double>) -> Double { (v * v).sum().squareRoot() }

    @Test func displacementsArePredicted() throws {
        let model = try #require(CurlModel(Self.samples(count: 80), covariance: CurlCovariance(direction: Self.direction)))
        for x in stride(from: -0.4, through: 0.4, by: 0.2) {
            for y in stride(from: -0.6, through: 0.6, by: 0.2) {
                #expect(Self.length(model.offset(of: SIMD2(x, y)) - Self.bend(SIMD2(x, y))) < 3e-3)
            }
        }
    }

    @Test func checksAreThoseWithoutTheSample() throws {
        let samples = Self.samples(count: 25)
        let covariance = CurlCovariance(direction: Self.direction)
        let model = try #require(CurlModel(samples, covariance: covariance))
        for place in [0, 7, 24] {
            var others = samples
            others.remove(at: place)
            let predicted = try #require(CurlModel(others, covariance: covariance)).offset(of: samples[place].point)
            #expect(abs(model.checks[place].distance - Self.length(samples[place].offset - predicted)) < 1e-7)
        }
    }

    @Test func noSamplesAreNoModel() {
        #expect(CurlModel([], covariance: CurlCovariance(direction: Self.direction)) == nil)
        let sample = CurlModel.Sample(point: [.nan, 0], offset: [0, 0], noise: 1e-3)
        #expect(CurlModel([sample], covariance: CurlCovariance(direction: Self.direction)) == nil)
    }

    @Test func wrongPlacesDoNotCount() throws {
        let (side, count) = (1000.0, 90)
        let pairs = Self.samples(count: count, wrong: 20).map { sample in
            let (from, to) = (sample.point * side + SIMD2(500, 700), (sample.point + sample.offset) * side + SIMD2(500, 700))
            return PointPair(from: PicturePoint(x: from.x, y: from.y), to: PicturePoint(x: to.x, y: to.y))
        }
        let fit = try #require(
            CurlFit(width: 1000, height: 1400).fit(
                pairs, isLikely: [Bool](repeating: true, count: count), noise: 0.3, directions: CurlFit.directions))
        for x in stride(from: 100.0, through: 900, by: 200) {
            for y in stride(from: 100.0, through: 1300, by: 200) {
                let (place, bent) = (fit.map.point(x: x, y: y), Self.bend((SIMD2(x, y) - SIMD2(500, 700)) / side) * side)
                #expect(hypot(place.x - x - bent.x, place.y - y - bent.y) < 4)
            }
        }
        #expect(fit.isInlier[20...].allSatisfy { $0 })
    }

    @Test func fewPlacesAreNoMap() {
        let pairs = (0..<11).map {
            PointPair(from: PicturePoint(x: Double($0 * $0), y: Double($0)), to: PicturePoint(x: 3, y: 4))
        }
        let fit = CurlFit(width: 100, height: 100)
        #expect(fit.fit(pairs, isLikely: [Bool](repeating: true, count: 11), noise: 0.3, directions: CurlFit.directions) == nil)
        let same = [PointPair](repeating: pairs[0], count: 40)
        #expect(fit.fit(same, isLikely: [Bool](repeating: true, count: 40), noise: 0.3, directions: CurlFit.directions) == nil)
    }

    @Test func equationsAreSolved() throws {
        // A matrix with a known inverse: tridiagonal, 2 and -1.
        let count = 9
        let matrix = (0..<count * count).map { place in
            let distance = abs(place / count - place % count)
            return distance == 0 ? 2.0 : distance == 1 ? -1 : 0
        }
        func inverse(_ i: Int, _ j: Int) -> Double { Double((min(i, j) + 1) * (count - max(i, j))) / Double(count + 1) }
        let factor = try #require(CholeskyFactor(matrix, count: count))
        for (place, value) in factor.inverseDiagonal.enumerated() { #expect(abs(value - inverse(place, place)) < 1e-12) }
        var right = [Double](repeating: 0, count: count)
        right[3] = 1
        for (place, value) in factor.solution(right).enumerated() { #expect(abs(value - inverse(place, 3)) < 1e-12) }
        #expect(CholeskyFactor([1, 2, 2, 1], count: 2) == nil)
    }
}
