import DigitData
import DigitFiles
import DigitImage
import Foundation
import TestSupport

/// A page drawn for a test: MNIST's training digits on paper.
struct SyntheticPage {
    var width, height: Int
    /// How much light the ink absorbs at each pixel, 0...1.
    var ink: [Float]

    init(width: Int, height: Int) {
        (self.width, self.height) = (width, height)
        ink = [Float](repeating: 0, count: width * height)
    }

    private static let training: Dataset = {
        let project = URL(fileURLWithPath: #filePath).appending(path: "../../..").standardized.path
        do { return try IDXFolder("\(project)/Data/MNIST").training() } catch { fatalError("\(error)") }
    }()

    /// The pixels of a digit's training image with index `number`.
    static func pixels(of digit: Int, number: Int = 0) -> [UInt8] {
        let places = training.labels.indices.lazy.filter { training.labels[$0] == UInt8(digit) }
        guard case .bytes(let bytes, _, _) = training.values else { return [] }
        let place = places.dropFirst(number).first ?? 0
        return Array(bytes[place * 784..<(place + 1) * 784])
    }

    /// Writes a line of digits: each in a field of `size` pixels, `pitch` apart, the first at (x, y), falling by `slope` per pixel.
    mutating func write(_ text: String, x: Int, y: Int, size: Int, pitch: Int, slope: Double = 0, strength: Float = 0.8) {
        for (place, character) in text.enumerated() {
            let pixels = Self.pixels(of: character.wholeNumberValue ?? 0, number: place)
            let left = x + place * pitch
            let top = y + Int(slope * Double(place * pitch))
            for row in 0..<size {
                for column in 0..<size {
                    // Linear between the centers of MNIST's pixels.
                    let (u, v) = (Float(column) * 27 / Float(size), Float(row) * 27 / Float(size))
                    let (i, j) = (Int(u), Int(v))
                    func value(_ x: Int, _ y: Int) -> Float { Float(pixels[min(27, y) * 28 + min(27, x)]) / 255 }
                    let upper = value(i, j) * (1 - u + Float(i)) + value(i + 1, j) * (u - Float(i))
                    let lower = value(i, j + 1) * (1 - u + Float(i)) + value(i + 1, j + 1) * (u - Float(i))
                    let amount = upper * (1 - v + Float(j)) + lower * (v - Float(j))
                    let (px, py) = (left + column, top + row)
                    guard (0..<width).contains(px), (0..<height).contains(py) else { continue }
                    ink[py * width + px] = max(ink[py * width + px], strength * amount)
                }
            }
        }
    }

    /// Draws a filled rectangle of ink.
    mutating func fill(x: Int, y: Int, width fillWidth: Int, height fillHeight: Int, strength: Float = 0.8) {
        for py in max(0, y)..<min(height, y + fillHeight) {
            for px in max(0, x)..<min(width, x + fillWidth) { ink[py * width + px] = max(ink[py * width + px], strength) }
        }
    }

    /// The page as a gray picture. Light gives the paper's brightness (0...255) at each position; noise is its greatest
    /// deviation.
    func picture(noise: Int = 0, light: (_ x: Double, _ y: Double) -> Double = { _, _ in 230 }) -> GrayImage {
        var random = SplitMix(state: 11)
        let pixels = (0..<width * height).map { i in
            let paper = light(Double(i % width) / Double(width), Double(i / width) / Double(height))
            let value = paper * Double(1 - ink[i]) + Double(noise == 0 ? 0 : Int.random(in: -noise...noise, using: &random))
            return UInt8(max(0, min(255, value)))
        }
        return GrayImage(width: width, height: height, pixels: pixels)
    }
}
