import DigitImage
import DigitPhoto
import DigitReader
import TestSupport

import DigitForms

/// A drawn form with some print, and its image under a map: sampled independently, in double precision.
enum SamplePage {
    static let (width, height) = (850, 1100)
    static let boxes = PixelBox(x: 120, y: 300, width: 270, height: 36)

    /// Words of random bars, a row of nine boxes, a box and a rule.
    static let form: Form = {
        var canvas = [UInt8](repeating: 255, count: width * height)
        func fill(_ x: Int, _ y: Int, _ w: Int, _ h: Int) {
            for row in y..<y + h { for column in x..<x + w { canvas[row * width + column] = 0 } }
        }
        var random = SplitMix(state: 11)
        for line in 0..<30 where !(7...10).contains(line) {
            var x = 100
            while x < 740 {
                for _ in 0..<Int.random(in: 2...8, using: &random) {
                    let high = Int.random(in: 8...14, using: &random)
                    fill(x, 100 + 30 * line - high, Int.random(in: 2...5, using: &random), high)
                    fill(x, 100 + 30 * line - Int.random(in: 1...high, using: &random), 7, 2)
                    x += 9
                }
                x += 12
            }
        }
        func frame(_ box: PixelBox) {
            fill(box.x - 2, box.y - 2, box.width + 4, 2)
            fill(box.x - 2, box.y + box.height, box.width + 4, 2)
            fill(box.x - 2, box.y - 2, 2, box.height + 4)
            fill(box.x + box.width, box.y - 2, 2, box.height + 4)
        }
        frame(boxes)
        for place in 1..<9 { fill(boxes.x + 30 * place - 1, boxes.y, 2, boxes.height) }
        frame(PixelBox(x: 450, y: 305, width: 120, height: 30))
        fill(620, 336, 110, 2)
        let image = GrayImage(width: width, height: height, pixels: canvas)
        let fields = [
            FormField(name: "student", kind: .digits, box: boxes, boxes: 9),
            FormField(name: "points", kind: .integer, box: PixelBox(x: 450, y: 305, width: 120, height: 30)),
        ]
        do { return try Form(name: "sample", reference: image, fields: fields) } catch { fatalError("\(error)") }
    }()

    /// A picture placed on another one: the mean of 4 x 4 samples per pixel.
    /// - Parameter back: from the new picture's points to the old one's.
    static func warped(_ image: GrayImage, width: Int, height: Int, outside: UInt8, back: (Double, Double) -> (Double, Double))
        -> GrayImage
    {
        var pixels: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                var sum = 0
                for a in 0..<4 {
                    for b in 0..<4 {
                        let place = back(Double(x) + (Double(a) + 0.5) / 4, Double(y) + (Double(b) + 0.5) / 4)
                        let (column, row) = (Int(place.0.rounded(.down)), Int(place.1.rounded(.down)))
                        let isInside = (0..<image.width).contains(column) && (0..<image.height).contains(row)
                        sum += isInside ? Int(image.pixels[row * image.width + column]) : Int(outside)
                    }
                }
                pixels.append(UInt8(sum / 16))
            }
        }
        return GrayImage(width: width, height: height, pixels: pixels)
    }
}

extension GrayImage {
    /// Changes pixels with one copy of the array: setting them one by one from another module copies it each time.
    mutating func change(_ body: (inout [UInt8]) throws -> Void) rethrows {
        var pixels = pixels
        try body(&pixels)
        self = GrayImage(width: width, height: height, pixels: pixels)
    }
}
