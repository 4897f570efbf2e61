import DigitImage
import Testing

@Suite struct LineViewTests {
    /// A strip with vertical strokes, two columns wide, at the given columns.
    private func strip(width: Int, strokes: [Int]) -> LineStrip {
        var values = [Float](repeating: 0, count: width * LineStrip.height)
        for row in 0..<LineStrip.height {
            for stroke in strokes { for column in stroke..<stroke + 2 { values[row * width + column] = 1 } }
        }
        return LineStrip(width: width, values: values)
    }

    /// The mean column of a row's ink, measured from the row's left end; the center of the first column is 0.5.
    private func center(_ strip: LineStrip, row: Int) -> Float {
        let row = strip.values[row * strip.width..<(row + 1) * strip.width]
        let mass = row.reduce(0, +)
        return zip(row, 0...).reduce(0) { $0 + $1.0 * (Float($1.1) + 0.5) } / mass
    }

    @Test func asItIs() {
        let line = strip(width: 40, strokes: [3, 20])
        #expect(LineView()(line) == line)
    }

    @Test("A narrower view has its ink at the same fraction of the width", arguments: [Float(0.7), 0.8, 1.25])
    func width(width: Float) {
        let line = strip(width: 100, strokes: [40])
        let seen = LineView(width: width)(line)
        #expect(seen.width == Int(100 * width + 0.5))
        for row in [0, 31] { #expect(abs(center(seen, row: row) - 41 * width) < 0.26) }
    }

    @Test(
        "Slant moves upper rows to the right and lower ones to the left, by the given amount",
        arguments: [Float(0.2), -0.1])
    func slant(slant: Float) {
        let line = strip(width: 100, strokes: [40])
        let seen = LineView(slant: slant)(line)
        #expect(seen.width == line.width)
        for row in [0, 8, 31] { #expect(abs(center(seen, row: row) - (41 + slant * (15.5 - Float(row)))) < 1e-3) }
    }

    @Test("The smallest strip keeps its size, and ink that leaves it is cut off")
    func smallest() {
        for view in LineView.usual {
            let seen = view(strip(width: 2, strokes: [0]))
            #expect(seen.width >= 1 && seen.values.allSatisfy { (0...1).contains($0) })
        }
    }
}
