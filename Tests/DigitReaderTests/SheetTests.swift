import DigitImage
import DigitPhoto
import DigitReader
import TestSupport
import Testing

/// Photos that show what the sheet lies on.
@Suite struct SheetTests {
    /// A sheet of 800x500 with two lines.
    private var sheet: SyntheticPage {
        var page = SyntheticPage(width: 800, height: 500)
        page.write("31415", x: 80, y: 60, size: 100, pitch: 125)
        page.write("27182", x: 110, y: 290, size: 100, pitch: 125)
        return page
    }

    /// A photo of 1200x900 whose corners show these points of the sheet's plane, clockwise from the upper left.
    private func photo(_ corners: [PicturePoint], light: (_ x: Double, _ y: Double) -> Double = { _, _ in 1 }) throws -> GrayImage
    {
        let picture = sheet.picture()
        let projection = try #require(Projection(corners: corners, width: 1200, height: 900))
        var random = SplitMix(state: 5)
        let pixels = (0..<1200 * 900).map { i in
            let place = projection.source(Double(i % 1200) + 0.5, Double(i / 1200) + 0.5)
            let isOnSheet = place.x >= 0 && place.y >= 0 && place.x < 800 && place.y < 500
            let value = isOnSheet ? Int(picture.pixels[Int(place.y) * 800 + Int(place.x)]) : 45 + (i / 1200 / 7) % 3 * 12
            let lit = Double(value) * light(Double(i % 1200) / 1200, Double(i / 1200) / 900)
            return UInt8(max(0, min(255, lit + Double(Int.random(in: -4...4, using: &random)))))
        }
        return GrayImage(width: 1200, height: 900, pixels: pixels)
    }

    private let turned = [
        PicturePoint(x: -350, y: 10), PicturePoint(x: 800, y: -330), PicturePoint(x: 1150, y: 480), PicturePoint(x: -90, y: 800),
    ]

    @Test func aSheetOnADarkDesk() throws {
        #expect(try DigitReader().read(photo(turned)).lines.map(\.text) == ["31415", "27182"])
    }

    @Test func hardLight() throws {
        // A shadow with a sharp edge lies across the sheet and the desk.
        let picture = try photo(turned) { x, y in x + 0.4 * y < 0.7 ? 1 : 0.5 }
        let lines = try DigitReader().read(picture).lines.map(\.text)
        // The edge of the shadow may be taken for a 1 by itself.
        #expect(lines.filter { $0.count > 1 } == ["31415", "27182"])
    }

    @Test func aShadowThatCutsASheetOnWood() throws {
        // The lit half alone would be a good sheet, and paper in shadow is as dark as wood in light; but wood has color.
        let gray = try photo(straight) { x, _ in x < 0.55 ? 1 : 0.4 }
        let projection = try #require(Projection(corners: straight, width: 1200, height: 900))
        var pixels: [UInt8] = []
        for (i, value) in gray.pixels.enumerated() {
            let place = projection.source(Double(i % 1200) + 0.5, Double(i / 1200) + 0.5)
            let isOnSheet = place.x >= 0 && place.y >= 0 && place.x < 800 && place.y < 500
            let shares = isOnSheet ? [1, 0.98, 0.95] : [2.2, 1.5, 0.9]
            pixels += shares.map { UInt8(min(255, Double(value) * $0)) }
        }
        let lines = try DigitReader().read(ColorImage(width: 1200, height: 900, pixels: pixels)).lines
        #expect(lines.map(\.text) == ["31415", "27182"])
    }

    /// Level, with a desk around it.
    private let straight = [
        PicturePoint(x: -160, y: -140), PicturePoint(x: 960, y: -140), PicturePoint(x: 960, y: 640),
        PicturePoint(x: -160, y: 640),
    ]

    @Test func boxesAreInThePhotosPixels() throws {
        let page = try DigitReader().read(photo(turned))
        #expect(page.width == 1200 && page.height == 900)
        let projection = try #require(Projection(corners: turned, width: 1200, height: 900))
        for (row, line) in page.lines.enumerated() {
            for (place, digit) in line.digits.enumerated() {
                let box = digit.box
                let middle = projection.source(Double(box.x) + Double(box.width) / 2, Double(box.y) + Double(box.height) / 2)
                #expect(abs(middle.x - Double(80 + 30 * row + 125 * place + 50)) < 25)
                #expect(abs(middle.y - Double(110 + 230 * row)) < 25)
            }
        }
    }

    @Test func aBrightFieldWithoutDigits() throws {
        // Something bright lies beside the numbers; they are read nevertheless.
        var page = SyntheticPage(width: 1000, height: 700)
        page.write("60429", x: 60, y: 30, size: 100, pitch: 120)
        let picture = page.picture { x, y in (0.2...0.8).contains(x) && (0.35...0.9).contains(y) ? 250 : 150 }
        let lines = try DigitReader().read(picture).lines
        #expect(lines.map(\.text) == ["60429"])
    }
}
