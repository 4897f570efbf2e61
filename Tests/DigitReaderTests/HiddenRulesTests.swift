import DigitImage
import DigitPhoto
import DigitReader
import Testing

/// Lines beside rules and edges of which only parts are visible.
@Suite struct HiddenRulesTests {
    private func lines(_ picture: GrayImage) throws -> PageLines {
        try PageLines(PhotoPlanes(sourceWidth: picture.width, sourceHeight: picture.height, planes: [picture]))
    }

    @Test func boxesWithoutVisibleSidesBesideOthersAreOfTheSameRow() throws {
        var page = SyntheticPage(width: 900, height: 300)
        page.write("4317694", x: 106, y: 108, size: 72, pitch: 112)
        // The third, the fourth and the last.
        for box in [2, 3, 6] {
            let left = 92 + 112 * box
            for x in [left, left + 100] { page.fill(x: x, y: 80, width: 3, height: 128) }
            for y in [80, 205] { page.fill(x: left, y: y, width: 103, height: 3) }
        }
        let found = try lines(page.picture())
        let (count, length) = (found.lines.count, found.lines.first?.length ?? 0)
        #expect(count == 1)
        #expect(length > 6 * 112)
    }

    /// Boxes of which some are printed more faintly, beside strokes that are much darker.
    @Test(arguments: ["110100000110", "100000100001", "101010010010"], [Float(0.12), 0.25])
    func faintBoxesAreOfTheRowOfTheOthers(dark: String, faint: Float) throws {
        var page = SyntheticPage(width: 1500, height: 300)
        page.write("21972706", x: 103, y: 100, size: 78, pitch: 112)
        for (box, mark) in dark.enumerated() {
            let (left, strength) = (92 + 112 * box, mark == "1" ? 0.5 : faint)
            for x in [left, left + 100] { page.fill(x: x, y: 80, width: 3, height: 128, strength: strength) }
            for y in [80, 205] { page.fill(x: left, y: y, width: 103, height: 3, strength: strength) }
        }
        // An empty box may be a line of its own, without a symbol.
        let lengths = try lines(page.picture(noise: 3)).lines.map(\.length).filter { $0 > 2 * 112 }
        #expect(lengths.count == 1 && lengths[0] > 7 * 112, "\(lengths)")
    }

    /// The lines of squared paper, of which some are as dark as a box's walls and others have faded, are no walls between numbers.
    @Test(arguments: [60, 110], [Float(0.12), 0.25])
    func squaredPaperHasNoBoxes(step: Int, faint: Float) throws {
        var page = SyntheticPage(width: 1000, height: 420)
        page.write("52709", x: 60, y: 80, size: 90, pitch: 100)
        page.write("90725", x: 60, y: 250, size: 90, pitch: 100)
        for x in stride(from: step / 2, to: 1000, by: step) {
            page.fill(x: x, y: 0, width: 2, height: 420, strength: x > 620 ? 0.5 : faint)
        }
        for y in stride(from: step / 2, to: 420, by: step) {
            page.fill(x: 0, y: y, width: 1000, height: 2, strength: faint)
            page.fill(x: 620, y: y, width: 380, height: 2, strength: 0.5)
        }
        #expect(try DigitReader().read(page.picture(noise: 3)).lines.map(\.text) == ["52709", "90725"])
    }

    @Test func aDigitThatCrossesATablesRuleHidesNoOtherRow() throws {
        var page = SyntheticPage(width: 1000, height: 800)
        for row in 0...4 { page.fill(x: 30, y: 30 + 180 * row, width: 903, height: 3) }
        for x in [30, 330, 930] { page.fill(x: x, y: 30, width: 3, height: 723) }
        for (row, number) in ["524", "52", "46523", "90"].enumerated() {
            page.write(number, x: 370, y: 50 + 180 * row, size: 140, pitch: 110)
        }
        // Over the right rule, for most of a digit's height.
        page.write("3", x: 840, y: 415, size: 130, pitch: 1)
        page.fill(x: 924, y: 430, width: 14, height: 90)
        let found = try lines(page.picture())
        let (count, heights) = (found.lines.count, found.lines.map(\.height))
        #expect(count == 4)
        #expect(heights.allSatisfy { $0 < 180 })
    }

    @Test func theEdgeOfASheetTakesNoNumbersIntoItsLine() throws {
        var page = SyntheticPage(width: 1000, height: 800)
        for (row, number) in ["7848", "3776", "8920"].enumerated() {
            page.write(number, x: 160 - 30 * row, y: 60 + 240 * row, size: 110, pitch: 110)
        }
        // At an angle, so that it is not a rule.
        for y in 30..<770 { page.fill(x: 130 - y / 7 + (y / 40) % 3 * 4, y: y, width: 14, height: 1) }
        let found = try lines(page.picture())
        let count = found.lines.count { $0.height < 160 && $0.length > 300 }
        #expect(count == 3)
    }
}
