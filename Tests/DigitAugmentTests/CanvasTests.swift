import DigitAugment
import DigitImage
import Foundation
import Testing

/// Each operation against SciPy's: Goldens/make.py says how.
@Suite struct CanvasTests {
    private func golden(_ name: String) -> GrayImage {
        let file = Bundle.module.resourceURL!.appendingPathComponent("Goldens/\(name).pgm")
        let bytes = [UInt8](try! Data(contentsOf: file))
        let lines = bytes.split(separator: 0x0A, maxSplits: 3, omittingEmptySubsequences: false)
        let size = String(decoding: lines[1], as: UTF8.self).split(separator: " ").map { Int($0)! }
        return GrayImage(width: size[0], height: size[1], pixels: Array(lines[3]))
    }

    private func expectEqual(_ canvas: Canvas, _ name: String, within tolerance: Int = 1) {
        let expected = golden(name)
        let image = canvas.image
        #expect(image.width == expected.width && image.height == expected.height)
        let difference = zip(image.pixels, expected.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 255
        #expect(difference <= tolerance, "\(name): \(difference) levels")
        #expect(Set(expected.pixels).count > 20, "a picture, not a blank")
    }

    private func canvas(_ name: String) -> Canvas {
        let canvas = Canvas()
        canvas.take(golden(name))
        return canvas
    }

    private func warped(_ warp: Warp) -> Canvas {
        let digit = golden("digit")
        var source = [Float](repeating: 0, count: 30 * 30)
        for i in 0..<784 { source[(i / 28 + 1) * 30 + i % 28 + 1] = Float(digit.pixels[i]) / 255 }
        let canvas = Canvas()
        canvas.resize(width: 40, height: 36)
        warp.draw(source, center: [14, 14], on: canvas, origin: [20, 18], scale: 1.4)
        return canvas
    }

    @Test func affine() { expectEqual(warped(Warp(xx: 1.05, xy: -0.45, yx: 0.34, yy: 0.9)), "affine") }

    @Test func displacementField() {
        var warp = Warp(xx: 1.05, xy: -0.45, yx: 0.34, yy: 0.9)
        let points = (0..<49).map { index in
            let (i, j) = (index / 7, index % 7)
            return SIMD2(Float((7 * i + 3 * j) % 5 - 2) * 0.9, Float((5 * i + 11 * j) % 7 - 3) * 0.6)
        }
        warp.setField(cells: 4, points: points)
        expectEqual(warped(warp), "field")
    }

    @Test func thickerStrokes() {
        let canvas = canvas("digit")
        canvas.changeStrokeWidth(by: 1.6)
        expectEqual(canvas, "thicker")
    }

    @Test func thinnerStrokes() {
        let canvas = canvas("digit")
        canvas.changeStrokeWidth(by: -0.7)
        expectEqual(canvas, "thinner")
    }

    @Test func blur() {
        let canvas = canvas("digit")
        canvas.blur(2)
        expectEqual(canvas, "blurred")
    }

    @Test func imagesComeBack() {
        let digit = golden("digit")
        #expect(canvas("digit").image == digit)
    }
}
