import DigitReader
import Testing

import DigitForms

/// What all sheets of a stack decide about one of them.
struct StackTests {
    private static let date = FieldKind.date(.dayMonthYear)

    private static func reading(_ value: String, _ confidence: Double, _ others: [(String, Float)] = []) -> FieldReading {
        let parts = value.split(separator: "-")
        return FieldReading(
            name: "day", value: value, text: parts.reversed().joined(), confidence: confidence, state: .doubtful,
            alternatives: others.map { .init(text: $0.0, confidence: $0.1) }, box: PixelBox(x: 0, y: 0, width: 1, height: 1))
    }

    /// A field beside other sheets of 2025, all sure.
    private static func weighed(_ field: FieldReading, beside others: Int) -> FieldReading {
        var (years, field) = (YearCounts(), field)
        for _ in 0..<others { years.add(reading("2025-03-01", 1)) }
        years.add(field)
        years.weigh(&field, kind: date)
        return field
    }

    @Test func theYearsOfOtherSheetsDecide() {
        let field = Self.weighed(Self.reading("2075-03-01", 0.7, [("01032025", 0.25)]), beside: 40)
        #expect(field.value == "2025-03-01" && field.text == "01032025")
        // 40 sheets and a share of 20 for each of 200 years, against that share alone; what is not listed has an average year.
        let (common, rare) = ((40 + 0.1) / 60 * 200, 0.1 / 60 * 200)
        let sum = 0.25 * common + 0.7 * rare + 0.05
        #expect(abs(field.confidence - 0.25 * common / sum) < 1e-6)
        #expect(field.alternatives.map(\.text) == ["01032075"])
        #expect(abs(Double(field.alternatives[0].confidence) - 0.7 * rare / sum) < 1e-6)
    }

    @Test func aYearThatIsReadWellStays() {
        let field = Self.weighed(Self.reading("1987-03-01", 0.99999, [("01031981", 0.000001)]), beside: 40)
        #expect(field.value == "1987-03-01")
    }

    @Test func readingsOfTheSameYearGainNothing() {
        // One alternative is of the same year, in boxes of which one is blank; 0.01 is not listed.
        let field = Self.weighed(Self.reading("2025-03-01", 0.6, [("132025", 0.39)]), beside: 1000)
        #expect(abs(field.confidence - 0.6) < 1e-6 && field.alternatives.map(\.text) == ["132025"])
    }

    @Test func aBrokenRuleIsNotOutvoted() {
        var broken = Self.reading("2025-03-01", 0.5, [("01032075", 0.49)])
        broken.failedRule = "dates in order"
        let field = Self.weighed(broken, beside: 1000)
        #expect(field.confidence == 0.5)
    }

    @Test func oneSheetSaysNothing() {
        let field = Self.weighed(Self.reading("2075-03-01", 0.7, [("01032025", 0.25)]), beside: 0)
        #expect(field.value == "2075-03-01" && abs(field.confidence - 0.7) < 1e-9)
    }

    @Test func theRiskHoldsForAllSureValues() {
        var risk = StackRisk()
        for _ in 0..<1000 { risk.add(0.9999) }
        // 1,000 values have an expected 0.1 wrong ones; with 93 of these it is 0.1% of all.
        for _ in 0..<93 { risk.add(0.99) }
        #expect((0.9899...0.99).contains(risk.sureConfidence))
        for _ in 0..<20 { risk.add(0.99) }
        #expect(risk.sureConfidence > 0.99)
    }

    @Test func hardlyLikelyValuesAreNeverSure() {
        var risk = StackRisk()
        for _ in 0..<100_000 { risk.add(1) }
        risk.add(0.89)
        risk.add(0.901)
        #expect((0.9...0.901).contains(risk.sureConfidence))
    }

    @Test func nothingMayBeSure() {
        var risk = StackRisk()
        #expect(risk.sureConfidence == 1)
        for _ in 0..<5 { risk.add(0.99) }
        #expect(risk.sureConfidence == 1)
    }
}
