import DigitPhoto

extension PageReading {
    /// The picture with a box around each digit that was read and the digit above it: green where the reading is sure, orange where it
    /// is not, red where it is less likely than not.
    ///
    /// - Parameters:
    ///   - image: the picture that was read, upright, of the reading's size.
    ///   - leastConfidence: from this confidence on, 0...1, a digit counts as sure.
    /// - Throws: `ReaderError` if the picture has another size.
    public func annotated(_ image: ColorImage, leastConfidence: Float = 0.8) throws(ReaderError) -> ColorImage {
        guard image.width == width, image.height == height else {
            throw ReaderError("the picture that was read has \(width)x\(height) pixels, this one \(image.width)x\(image.height)")
        }
        var canvas = Canvas(image: image)
        for digit in lines.flatMap(\.digits) {
            let color = digit.confidence >= leastConfidence ? Canvas.green : digit.confidence >= 0.5 ? Canvas.orange : Canvas.red
            let box = digit.box
            let unit = max(1, min(box.height / 24, max(width, height) / 200))
            canvas.frame(box, thickness: max(1, unit), color: color)
            let size = max(1, min(box.height / 14, max(width, height) / 100))
            // Above the box, or inside where there is no room.
            let top = box.y - 8 * size >= 0 ? box.y - 8 * size : box.y + unit + size
            canvas.write(digit.digit, x: box.x + unit, y: top, size: size, color: color)
        }
        return canvas.image
    }
}

/// Draws into a picture.
private struct Canvas {
    typealias Color = (UInt8, UInt8, UInt8)
    static let green: Color = (26, 150, 65)
    static let orange: Color = (235, 125, 0)
    static let red: Color = (215, 25, 28)

    private let width, height: Int
    /// By themselves: changing three at once in a picture would copy all of them.
    private var pixels: [UInt8]

    init(image: ColorImage) { (width, height, pixels) = (image.width, image.height, image.pixels) }

    var image: ColorImage { ColorImage(width: width, height: height, pixels: pixels) }

    mutating func fill(x: Int, y: Int, width: Int, height: Int, color: Color) {
        let columns = max(0, min(self.width, x))..<max(0, min(self.width, x + width))
        for row in max(0, min(self.height, y))..<max(0, min(self.height, y + height)) {
            for column in columns {
                let place = 3 * (row * self.width + column)
                pixels[place] = color.0
                pixels[place + 1] = color.1
                pixels[place + 2] = color.2
            }
        }
    }

    /// A rectangle around a box, outside of it.
    mutating func frame(_ box: PixelBox, thickness: Int, color: Color) {
        let (x, y) = (box.x - thickness, box.y - thickness)
        let (width, height) = (box.width + 2 * thickness, box.height + 2 * thickness)
        fill(x: x, y: y, width: width, height: thickness, color: color)
        fill(x: x, y: y + height - thickness, width: width, height: thickness, color: color)
        fill(x: x, y: y, width: thickness, height: height, color: color)
        fill(x: x + width - thickness, y: y, width: thickness, height: height, color: color)
    }

    /// A digit of 5 by 7 squares of `size` pixels.
    mutating func write(_ digit: Int, x: Int, y: Int, size: Int, color: Color) {
        for (row, bits) in Self.shapes[digit].enumerated() {
            for column in 0..<5 where bits >> (4 - column) & 1 == 1 {
                fill(x: x + column * size, y: y + row * size, width: size, height: size, color: color)
            }
        }
    }

    /// Rows of five bits, the leftmost square in the highest.
    private static let shapes: [[Int]] = [
        [0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110],
        [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
        [0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111],
        [0b11111, 0b00010, 0b00100, 0b00010, 0b00001, 0b10001, 0b01110],
        [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010],
        [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110],
        [0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110],
        [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000],
        [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110],
        [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100],
    ]
}
