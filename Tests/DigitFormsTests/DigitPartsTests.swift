import DigitImage
import DigitPhoto
import DigitReader
import DigitRecognizer
import Foundation
import Testing

import DigitForms

/// The boxes of a field separate its digits.
struct DigitPartsTests {
    /// A stroke: x, y, width, height.
    typealias Bar = (x: Int, y: Int, width: Int, height: Int)

    private static let field = PixelBox(x: 40, y: 40, width: 160, height: 40)

    /// The writing of bars in a field of an otherwise empty form.
    private static func ink(_ bars: [Bar]) -> FieldInk {
        let blank = GrayImage(width: 240, height: 120, pixels: [UInt8](repeating: 255, count: 240 * 120))
        var page = blank
        for bar in bars {
            for y in bar.y..<bar.y + bar.height { for x in bar.x..<bar.x + bar.width { page.pixels[y * 240 + x] = 20 } }
        }
        return FieldInk(
            FieldPicture(FieldPrint(field, form: PagePyramid(blank)), page: PagePyramid(page), map: SheetMap(.identity)))
    }

    /// The number of ink pixels.
    private static func area(_ picture: GrayImage) -> Int { picture.pixels.count { $0 > 100 } }

    @Test func boxesWithoutInkAreTold() {
        // Four boxes of 40 pixels: the second has two strokes, the last one, near its wall.
        let parts = DigitParts(Self.ink([(95, 45, 4, 30), (104, 45, 4, 30), (193, 45, 5, 30)])).inBoxes(4)
        #expect(parts.map { $0.map(Self.area) } == [nil, 240, nil, 150])
    }

    @Test func aTailBelongsToItsDigit() {
        // An L whose foot reaches into the second box, and a stroke there.
        let parts = DigitParts(Self.ink([(60, 45, 4, 30), (60, 72, 24, 4), (100, 45, 4, 30)])).inBoxes(4)
        #expect(parts.map { $0.map(Self.area) } == [4 * 27 + 24 * 4, 120, nil, nil])
    }

    @Test func writingAcrossAWallIsCut() {
        // Two strokes joined by a bar over two boxes.
        let parts = DigitParts(Self.ink([(50, 45, 4, 30), (50, 45, 64, 4), (110, 45, 4, 30)])).inBoxes(4)
        #expect(parts[0] != nil && parts[1] != nil && parts[2] == nil && parts[3] == nil)
        #expect(parts.compactMap { $0 }.allSatisfy { $0.width <= 54 })
    }

    @Test func nothingWrittenHasNoParts() { #expect(DigitParts(Self.ink([])).inBoxes(3).allSatisfy { $0 == nil }) }
}

struct DigitOpinionTests {
    /// Arbitrary rows of probabilities, by a formula.
    private static let rows = (0..<3).map { row -> [Double] in
        let weights = (0..<10).map { Double(1 + (7 * $0 + 3 * row) % 11) }
        return weights.map { $0 / weights.reduce(0, +) }
    }

    @Test func theLikeliestDigitsComeFirst() {
        let opinion = DigitOpinion(probabilities: Self.rows)
        // Checks all thousand strings.
        let all = (0..<1000).map { (number: Int) -> Double in
            Self.rows[0][number / 100] * Self.rows[1][number / 10 % 10] * Self.rows[2][number % 10]
        }.sorted(by: >)
        let found = opinion.likeliest(20)
        #expect(Set(found).count == 20)
        for (digits, probability) in zip(found, all) { #expect(abs(opinion.probability(of: digits) - probability) < 1e-12) }
    }

    @Test func blankBoxesOfADayAreZeros() {
        let row = [Double](repeating: 0.1, count: 10)
        let opinion = DigitOpinion(
            probabilities: [[Double]](repeating: row, count: 6), isFilled: [false, true, false, true, true, true, true, true])
        #expect(opinion.withZeros("132026") == "01032026")
        #expect(opinion.withZeros("1332026") == nil)
        let kind = FieldKind.date(.dayMonthYear)
        #expect(kind.value(of: "132026", opinion) == "2026-03-01")
        #expect(FieldKind.digits.value(of: "132026", opinion) == "132026")
        // If digits are written to the left, no boxes show where the zeros are.
        let left = DigitOpinion(probabilities: [row, row, row], isFilled: [true, true, true, false])
        #expect(FieldKind.time.value(of: "905", left) == "09:05")
        let right = DigitOpinion(probabilities: [row, row, row], isFilled: [false, true, true, true])
        #expect(FieldKind.time.value(of: "905", right) == "09:05")
    }
}

struct FieldCalibrationTests {
    @Test func logOddsAreDivided() {
        // 81 to 1 and 9 to 1.
        let calibration = FieldCalibration(temperature: 2, sureConfidence: 0.99)
        #expect(abs(calibration.confidence(81.0 / 82) - 0.9) < 1e-12)
        #expect(abs(calibration.confidence(1.0 / 82) - 0.1) < 1e-12)
    }
    @Test func errorRatesFollowTheCurve() {
        let curve: [FieldCalibration.Point] = [.init(logOdds: 2, error: 0.2), .init(logOdds: 4, error: 0.002)]
        let calibration = FieldCalibration(temperature: 1, curve: curve, sureConfidence: 0.99)
        func confidence(_ logOdds: Double) -> Double { calibration.confidence(1 / (1 + exp(-logOdds))) }
        #expect(abs(confidence(2) - 0.8) < 1e-9 && abs(confidence(4) - 0.998) < 1e-9)
        // The geometric mean of both rates.
        #expect(abs(confidence(3) - 0.98) < 1e-9)
        // Before the curve the temperature counts, but no more than its beginning; beyond its end nothing is known.
        #expect(abs(confidence(0) - 0.5) < 1e-9 && abs(confidence(1.9) - 0.8) < 1e-9)
        #expect((0.998...0.9985).contains(confidence(25)))
    }

    /// Confidences never fall while probabilities rise.
    @Test(arguments: [FieldCalibration.boxes, .lines]) func aFittedCurveRises(_ calibration: FieldCalibration) {
        let confidences = (0..<3000).map { calibration.confidence(1 / (1 + exp(-Double($0 - 500) / 100))) }
        #expect(zip(confidences, confidences.dropFirst()).allSatisfy { $0 <= $1 })
    }
}
