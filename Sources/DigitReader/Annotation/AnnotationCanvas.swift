import DigitPhoto

/// Draws on a picture.
package struct AnnotationCanvas {
    /// Red, green and blue, 0 ... 255.
    package struct Color: Sendable {
        let red, green, blue: UInt8

        package static let white = Color(red: 255, green: 255, blue: 255)
        package static let gray = Color(red: 130, green: 130, blue: 130)
        package static let green = Color(red: 20, green: 120, blue: 50)
        package static let orange = Color(red: 190, green: 90, blue: 0)
        package static let red = Color(red: 200, green: 15, blue: 25)
    }

    private let width, height: Int
    /// As separate planes: changing three at once in a picture would copy all of them.
    private var pixels: [UInt8]

    package init(image: ColorImage) { (width, height, pixels) = (image.width, image.height, image.pixels) }

    package var image: ColorImage { ColorImage(width: width, height: height, pixels: pixels) }

    /// Fills the part of a rectangle inside the picture.
    mutating func fill(x: Int, y: Int, width: Int, height: Int, color: Color) {
        let columns = max(0, min(self.width, x))..<max(0, min(self.width, x + width))
        for row in max(0, min(self.height, y))..<max(0, min(self.height, y + height)) {
            for column in columns {
                let place = 3 * (row * self.width + column)
                pixels[place] = color.red
                pixels[place + 1] = color.green
                pixels[place + 2] = color.blue
            }
        }
    }

    /// Draws a rectangle around the outside of a box.
    /// - Parameters:
    ///   - dash: the length of its dashes and of the gaps between them; nil for a solid line.
    ///   - distance: the pixels between the box and the rectangle.
    package mutating func frame(_ box: PixelBox, thickness: Int, dash: Int? = nil, distance: Int = 0, color: Color) {
        let rim = distance + thickness
        let (left, top, right, bottom) = (box.x - rim, box.y - rim, box.x + box.width + distance, box.y + box.height + distance)
        for (start, length) in Self.dashes(from: left, to: right + thickness, dash) {
            fill(x: start, y: top, width: length, height: thickness, color: color)
            fill(x: start, y: bottom, width: length, height: thickness, color: color)
        }
        for (start, length) in Self.dashes(from: top, to: bottom + thickness, dash) {
            fill(x: left, y: start, width: thickness, height: length, color: color)
            fill(x: right, y: start, width: thickness, height: length, color: color)
        }
    }

    private static func dashes(from start: Int, to end: Int, _ dash: Int?) -> [(Int, Int)] {
        guard let dash else { return [(start, end - start)] }
        return stride(from: start, to: end, by: 2 * dash).map { ($0, min(dash, end - $0)) }
    }

    /// Draws a line through the middle of a box.
    mutating func strike(_ box: PixelBox, thickness: Int, color: Color) {
        fill(x: box.x, y: box.y + box.height / 2 - thickness / 2, width: box.width, height: thickness, color: color)
    }

    /// Writes a symbol on white.
    mutating func write(_ symbol: Character, in label: LabelPlacement.Label, color: Color) {
        fill(x: label.box.x, y: label.box.y, width: label.box.width, height: label.box.height, color: .white)
        write(symbol, x: label.box.x + label.square, y: label.box.y + label.square, square: label.square, color: color)
    }

    /// Writes a number on white.
    /// - Parameter square: the size of the squares that form its digits, 5 x 7 of them.
    package mutating func write(_ number: Int, x: Int, y: Int, square: Int, color: Color) {
        let (text, pitch) = (String(number), (SymbolShapes.width + 1) * square)
        fill(
            x: x - square, y: y - square, width: text.count * pitch + square, height: (SymbolShapes.height + 2) * square,
            color: .white)
        for (place, symbol) in text.enumerated() { write(symbol, x: x + place * pitch, y: y, square: square, color: color) }
    }

    private mutating func write(_ symbol: Character, x: Int, y: Int, square: Int, color: Color) {
        for (row, bits) in SymbolShapes.rows(of: symbol).enumerated() {
            for column in 0..<SymbolShapes.width where bits >> (SymbolShapes.width - 1 - column) & 1 == 1 {
                fill(x: x + square * column, y: y + square * row, width: square, height: square, color: color)
            }
        }
    }
}
