import DigitText
import Foundation
import TestSupport
import Testing

/// Expected texts are those of Python's `f"{x:.4f}"`, `f"{x:.4e}"` and `f"{x:,}"`, which round the exact value, and halves to even.
@Suite struct NumbersTests {
    @Test(arguments: [
        (0.99025, 4, "0.9902"), (0.0, 4, "0.0000"), (12.5, 0, "12"), (13.5, 0, "14"), (-1.25, 1, "-1.2"), (0.05, 2, "0.05"),
        (1.005, 2, "1.00"), (2.675, 2, "2.67"), (0.285, 2, "0.28"), (99.999, 2, "100.00"),
    ])
    func fixedPlaces(value: Double, places: Int, text: String) { #expect(value.fixed(places) == text) }

    @Test("No minus sign before zero, and numbers too large for decimals as Swift prints them")
    func unlikePython() { #expect((-0.00001).fixed(4) == "0.0000" && 1e20.fixed(2) == "1e+20") }

    @Test("Numbers match the C library's, also halves and their neighbors", arguments: 0...6)
    func asPrintf(places: Int) {
        var random = SplitMix(state: UInt64(places))
        for _ in 0..<2000 {
            let halves = (Double(Int.random(in: 0..<100_000, using: &random)) + 0.5) / pow(10, Double(places))
            for value in [halves, halves.nextUp, halves.nextDown, Double.random(in: 0..<1000, using: &random)] {
                #expect(value.fixed(places) == String(format: "%.\(places)f", value))
            }
        }
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
