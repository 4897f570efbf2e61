import DigitReader
import Testing

@Suite struct AlternativesTests {
    @Test("No text is listed twice") func distinct() {
        let all = [("12-34", 0.3), ("12-84", 0.2), ("12-34", 0.1), ("12-84", 0.05), ("1234", 0.01)]
            .map { LineReading.Alternative(text: $0.0, confidence: Float($0.1)) }
        #expect(LineReading.distinct(all, from: "12-34").map(\.text) == ["12-84", "1234"])
        #expect(LineReading.distinct(all, from: "12-34").map(\.confidence) == [0.2, 0.01])
    }
}
