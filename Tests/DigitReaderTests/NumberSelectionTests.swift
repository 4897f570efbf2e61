import DigitReader
import Testing

/// Which of two lines that have read the same ink is reported.
@Suite struct NumberSelectionTests {
    /// A line of digits that are 40 pixels wide and 50 apart, the first at `x`.
    private func line(_ text: String, x: Int, y: Int = 0, confidence: Float) -> LineReading {
        let symbols = text.enumerated().map { place, character in
            SymbolReading(
                character: character, box: PixelBox(x: x + 50 * place, y: y, width: 40, height: 60), confidence: confidence)
        }
        let box = PixelBox(x: x, y: y, width: 50 * text.count, height: 60)
        return LineReading(
            text: text, digitsText: text, confidence: confidence, digitsConfidence: confidence, box: box, symbols: symbols,
            digits: [])
    }

    @Test func aCodeBesideBoxesIsReadWithThem() {
        let lines = [line("774031", x: 0, confidence: 0.7), line("4031", x: 100, confidence: 0.99)]
        #expect(NumberSelection.duplicates(among: lines) == [0])
    }

    @Test func digitsOfACombThatAreAlsoReadAlone() {
        let lines = [
            line("3183960278", x: 0, confidence: 0.93), line("9", x: 202, confidence: 0.99),
            line("60", x: 252, confidence: 0.995),
        ]
        #expect(NumberSelection.duplicates(among: lines) == [1, 2])
    }

    @Test func neighborsWhoseBoxesOverlap() {
        let lines = [
            line("1234", x: 0, confidence: 0.9), line("5678", x: 150, y: 40, confidence: 0.99),
            line("9", x: 500, confidence: 0.5),
        ]
        #expect(NumberSelection.duplicates(among: lines).isEmpty)
    }
}
