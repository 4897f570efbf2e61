import DigitImage
import DigitPhoto
import DigitReader
import Testing

/// Pages with more on them than digits.
@Suite struct FormTests {
    private func texts(_ page: SyntheticPage) throws -> [String] {
        try DigitReader().read(page.picture(noise: 3)).lines.map(\.text)
    }

    @Test func ruledPaper() throws {
        var page = SyntheticPage(width: 1000, height: 420)
        page.write("58210", x: 60, y: 60, size: 100, pitch: 120)
        page.write("4937", x: 60, y: 230, size: 100, pitch: 120)
        for y in [145, 315] { page.fill(x: 0, y: y, width: 1000, height: 3, strength: 0.6) }
        #expect(try texts(page) == ["58210", "4937"])
    }

    @Test func fieldsOfWhichSomeAreEmpty() throws {
        var page = SyntheticPage(width: 1000, height: 260)
        for x in 0...8 { page.fill(x: 50 + 105 * x, y: 60, width: 4, height: 130) }
        for y in [60, 190] { page.fill(x: 50, y: y, width: 8 * 105 + 4, height: 4) }
        page.write("27046", x: 55, y: 78, size: 96, pitch: 105)
        #expect(try texts(page) == ["27046"])
    }

    @Test func combs() throws {
        var page = SyntheticPage(width: 1000, height: 260)
        page.drawComb(of: 8, x: 50, foot: 190, pitch: 105, teeth: 40)
        page.write("27016", x: 55, y: 78, size: 96, pitch: 105)
        #expect(try texts(page) == ["27016"])
    }

    /// Teeth shorter than the digits, which stand above them and far apart.
    @Test func combsWithShortTeeth() throws {
        var page = SyntheticPage(width: 1500, height: 260)
        page.drawComb(of: 8, x: 50, foot: 190, pitch: 170, teeth: 30)
        page.write("270168", x: 75, y: 60, size: 110, pitch: 170)
        #expect(try texts(page) == ["270168"])
    }

    @Test func onesOnARule() throws {
        var page = SyntheticPage(width: 700, height: 200)
        page.fill(x: 0, y: 144, width: 700, height: 4, strength: 0.6)
        page.write("41117", x: 60, y: 50, size: 100, pitch: 110)
        let lines = try texts(page)
        // The ones must not be taken for parts of the rule; the 7 stands on it and may be read as a 2.
        #expect(lines.count == 1 && lines.first?.hasPrefix("4111") == true, "\(lines)")
    }

    @Test func boxesApart() throws {
        var page = SyntheticPage(width: 1000, height: 260)
        for x in 0..<6 {
            let left = 50 + 150 * x
            for side in [left, left + 120] { page.fill(x: side, y: 60, width: 4, height: 134) }
            for side in [60, 190] { page.fill(x: left, y: side, width: 124, height: 4) }
        }
        page.write("6081", x: 62, y: 78, size: 98, pitch: 150)
        #expect(try texts(page) == ["6081"])
    }

    /// A 1 that almost reaches both sides of its box is no wall: a thick one in a wide box, a thin one in a row of fields.
    @Test func onesAsHighAsTheirBoxes() throws {
        var page = SyntheticPage(width: 1650, height: 2330)
        for (top, walls) in [(840, [0, 6]), (1200, Array(0...6))] {
            for wall in walls { page.fill(x: 440 + 80 * wall, y: top, width: 3, height: 80) }
            for side in [top, top + 80] { page.fill(x: 440, y: side, width: 483, height: 3) }
        }
        page.fill(x: 460, y: 855, width: 9, height: 52)
        page.write("46", x: 480, y: 851, size: 60, pitch: 54)
        page.write("32", x: 448, y: 1211, size: 64, pitch: 80)
        page.fill(x: 640, y: 1208, width: 4, height: 66)
        page.write("794", x: 688, y: 1211, size: 64, pitch: 80)
        #expect(try texts(page) == ["146", "321794"])
    }

    /// The last digit is written across the wall of a table's cell.
    @Test func aDigitAcrossAWall() throws {
        var page = SyntheticPage(width: 1000, height: 400)
        for wall in [40, 200, 600, 900] { page.fill(x: wall, y: 40, width: 3, height: 303) }
        for bar in [40, 140, 240, 340] { page.fill(x: 40, y: bar, width: 863, height: 3) }
        page.write("62", x: 230, y: 55, size: 72, pitch: 80)
        page.write("75130", x: 240, y: 155, size: 72, pitch: 81)
        page.write("84", x: 230, y: 255, size: 72, pitch: 80)
        let found = try texts(page)
        #expect(found == ["62", "75130", "84"])
    }

    @Test func digitsThatTouch() throws {
        var page = SyntheticPage(width: 700, height: 200)
        page.write("3605", x: 60, y: 40, size: 110, pitch: 66)
        #expect(try texts(page) == ["3605"])
    }

    @Test func darkAroundTheSheet() throws {
        var page = SyntheticPage(width: 1000, height: 500)
        page.write("7214", x: 250, y: 200, size: 100, pitch: 130)
        for (x, y, width, height) in [(0, 0, 1000, 60), (0, 440, 1000, 60), (0, 0, 90, 500), (920, 0, 80, 500)] {
            page.fill(x: x, y: y, width: width, height: height, strength: 0.75)
        }
        #expect(try texts(page) == ["7214"])
    }

    /// A large picture with large boxes takes no longer than necessary: it once was copied for each pixel that was drawn.
    @Test(.timeLimit(.minutes(1))) func annotationOfALargePicture() throws {
        var page = SyntheticPage(width: 3000, height: 2000)
        page.write("345", x: 300, y: 500, size: 800, pitch: 800)
        let gray = page.picture()
        let image = ColorImage(width: 3000, height: 2000, pixels: gray.pixels.flatMap { [$0, $0, $0] })
        let reading = try DigitReader().read(gray)
        #expect(reading.lines.map(\.text) == ["345"])
        #expect(try reading.annotated(image) != image)
    }

    @Test func annotation() throws {
        var page = SyntheticPage(width: 400, height: 200)
        page.write("52", x: 60, y: 50, size: 100, pitch: 120)
        let picture = page.picture()
        let image = ColorImage(width: 400, height: 200, pixels: picture.pixels.flatMap { [$0, $0, $0] })
        let reading = try DigitReader().read(image)
        let annotated = try reading.annotated(image)
        #expect(reading.lines.flatMap(\.digits).map(\.digit) == [5, 2], "\(reading.lines)")
        // The colored pixels are around the boxes and beside them, and those inside are unchanged. An unsure digit's frame is
        // dashed, but not at its upper left corner.
        for digit in reading.lines.flatMap(\.digits) {
            let (x, y) = (digit.box.x - 1, digit.box.y - 1)
            let place = 3 * (y * 400 + x)
            #expect(annotated.pixels[place] != annotated.pixels[place + 1])
            // Except for the frames of neighbors that lean over it.
            let inside = (0..<digit.box.height).flatMap { row in
                (0..<digit.box.width).map { 3 * ((digit.box.y + row) * 400 + digit.box.x + $0) }
            }
            let drawnOn = inside.count { annotated.pixels[$0..<$0 + 3] != image.pixels[$0..<$0 + 3] }
            #expect(10 * drawnOn <= inside.count)
        }
        let error = #expect(throws: ReaderError.self) {
            try reading.annotated(ColorImage(width: 1, height: 1, pixels: [0, 0, 0]))
        }
        #expect(error?.description == "the picture that was read has 400x200 pixels, this one 1x1")
    }
}

extension SyntheticPage {
    /// Draws a comb: a rule with teeth on it, one more than it has cells.
    fileprivate mutating func drawComb(of cells: Int, x: Int, foot: Int, pitch: Int, teeth: Int) {
        fill(x: x, y: foot, width: cells * pitch + 4, height: 4)
        for cell in 0...cells { fill(x: x + pitch * cell, y: foot - teeth, width: 4, height: teeth + 2) }
    }
}
