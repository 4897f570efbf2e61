import DigitPlots
import Testing

/// A table of many classes.
@Suite struct ConfusionChartTests {
    @Test("256 classes give a picture of reasonable size") func manyClasses() {
        let counts = (0..<256).map { row in (0..<256).map { $0 == row ? 3 : 0 } }
        let svg = ConfusionChart(counts: counts, names: (0..<256).map(String.init)).plot.svg
        // A square for each would be 65,536 of them, and a picture of 5,700 pixels.
        #expect(svg.split(separator: "<rect").count < 600)
        #expect(svg.utf8.count < 200_000)
        #expect(svg.contains("255, read as 255: 3"))
    }
}
