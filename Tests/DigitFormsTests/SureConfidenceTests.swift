import DigitDecoding
import Testing

import DigitForms

struct SureConfidenceTests {
    @Test func itIsTheLowestForTheRisk() throws {
        let table = try RiskTable(levels: [
            .init(confidence: 0.999, answers: 500, errors: 0), .init(confidence: 0.998, answers: 1_000, errors: 0),
            .init(confidence: 0.99, answers: 3_000, errors: 4),
        ])
        // 1 of 1,000 would still be no more than one in a thousand; 5 of 3,000 would be.
        #expect(FieldReader.sureConfidence(table) == 0.998)
    }

    @Test func enoughAnswersMakeItCertain() throws {
        let table = try RiskTable(levels: [
            .init(confidence: 0.99, answers: 20_000, errors: 2), .init(confidence: 0.9, answers: 40_000, errors: 39),
        ])
        // 40 of 40,000 would be one in a thousand, but that is not certain.
        #expect(FieldReader.sureConfidence(table) == 0.99)
    }

    @Test func itMayBeUnknown() throws {
        #expect(FieldReader.sureConfidence(try RiskTable(levels: [.init(confidence: 0.9, answers: 500, errors: 0)])) == nil)
    }
}
