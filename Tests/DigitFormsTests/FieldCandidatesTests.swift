import DigitForms
import Testing

struct FieldCandidatesTests {
    /// A digit with the given probability; another digit has the rest.
    private static func box(_ digit: Int, _ probability: Double, else other: Int) -> [Double] {
        var row = [Double](repeating: 0, count: 10)
        row[digit] = probability
        row[other] = 1 - probability
        return row
    }

    @Test func writingsOfAValueCountTogether() {
        let found = FieldCandidates(
            [("01032026", 0.5), ("1.3.2026", 0.25), ("1.8.2026", 0.2)], kind: .date(.dayMonthYear), opinion: nil)
        #expect(found.candidates.map(\.value) == ["2026-03-01", "2026-08-01"])
        #expect(found.candidates.map(\.share) == [0.75, 0.2])
    }

    @Test func opinionsAreMultiplied() {
        let boxes = DigitOpinion(probabilities: [Self.box(4, 1, else: 0), Self.box(7, 0.9, else: 1)])
        let found = FieldCandidates([("41", 0.6), ("47", 0.4)], kind: .digits, opinion: boxes)
        #expect(found.candidates.map(\.text) == ["47", "41"])
        // 0.4 x 0.9 against 0.6 x 0.1.
        #expect(abs(found.candidates[0].share - 0.36 / 0.42) < 1e-6)
    }

    @Test func whatOnlyTheSecondOpinionSaysCounts() {
        let boxes = DigitOpinion(probabilities: [Self.box(4, 1, else: 0), Self.box(9, 0.99, else: 1)])
        let found = FieldCandidates([("41", 0.9)], kind: .digits, opinion: boxes)
        // 0.9 x 0.01 against the remaining tenth of the first opinion, to which the second gives 0.99.
        #expect(abs(found.candidates[0].share - 0.009 / (0.009 + 0.1 * 0.99)) < 1e-6)
    }

    @Test func whatNeitherNamesIsAsUnlikelyAsTheNextString() {
        let boxes = DigitOpinion(probabilities: [Self.box(4, 1, else: 0), Self.box(7, 0.98, else: 1)])
        let found = FieldCandidates([("47", 0.9), ("41", 0.05)], kind: .digits, opinion: boxes)
        // The remaining twentieth of the first opinion, to any string of which the second gives 1/10,000 at most.
        let other = 0.05 * 1e-4
        #expect(abs(found.candidates[0].share - 0.882 / (0.882 + 0.001 + other)) < 1e-9)
    }

    @Test func anotherNumberOfDigitsIsADisagreement() {
        let boxes = DigitOpinion(probabilities: [Self.box(4, 1, else: 0)])
        #expect(FieldCandidates([("41", 0.99)], kind: .digits, opinion: boxes).candidates[0].share < 0.02)
    }

    @Test func confidencesKeepTheirSum() {
        var found = FieldCandidates([("41", 0.8), ("47", 0.15)], kind: .digits, opinion: nil)
        found.calibrate { _ in 0.9 }
        #expect(abs(found.candidates[0].share - 0.9) < 1e-9 && abs(found.candidates[1].share - 0.075) < 1e-9)
    }

    @Test func noAlternativeBecomesMoreLikely() {
        var found = FieldCandidates([("41", 0.6), ("47", 0.4)], kind: .digits, opinion: nil)
        found.calibrate { _ in 0.375 }
        #expect(found.candidates.map(\.share) == [0.375, 0.375])
    }
}
