import DigitImage
import DigitPhoto
import DigitReader
import Testing

/// The positions of a page's lines, before anything is read.
@Suite struct LineFinderTests {
    private func lines(_ picture: GrayImage) throws -> PageLines {
        try PageLines(PhotoPlanes(sourceWidth: picture.width, sourceHeight: picture.height, planes: [picture]))
    }

    /// Whether a line's band, as it lies in the picture, holds all corners of a rectangle.
    private func holds(_ page: PageLines, _ line: LineRegion, x: ClosedRange<Int>, y: ClosedRange<Int>) -> Bool {
        let band = page.corners(of: 0...1, width: 1, in: line)
        return [
            (x.lowerBound, y.lowerBound), (x.upperBound, y.lowerBound), (x.upperBound, y.upperBound),
            (x.lowerBound, y.upperBound),
        ]
        .allSatisfy { corner in
            band.indices.allSatisfy { i in
                let (a, b) = (band[i], band[(i + 1) % 4])
                return (b.x - a.x) * (Double(corner.1) - a.y) >= (b.y - a.y) * (Double(corner.0) - a.x)
            }
        }
    }

    /// The rows and columns of a page's ink within a rectangle.
    private func ink(_ page: SyntheticPage, x: Range<Int>, y: Range<Int>) -> (x: ClosedRange<Int>, y: ClosedRange<Int>) {
        let places = y.flatMap { row in x.filter { page.ink[row * page.width + $0] > 0.4 }.map { ($0, row) } }
        let (columns, rows) = (places.map(\.0), places.map(\.1))
        return (columns.min()!...columns.max()! + 1, rows.min()!...rows.max()! + 1)
    }

    /// A line's height in pixels of the picture.
    private func height(_ page: PageLines, _ line: LineRegion) -> Double {
        let corners = page.corners(of: 0...1, width: 1, in: line)
        let (dx, dy) = (corners[3].x - corners[0].x, corners[3].y - corners[0].y)
        return (dx * dx + dy * dy).squareRoot()
    }

    @Test func linesFromTopToBottom() throws {
        var page = SyntheticPage(width: 700, height: 500)
        page.write("40291", x: 60, y: 40, size: 80, pitch: 75)
        page.write("775", x: 90, y: 180, size: 60, pitch: 60)
        page.write("8360", x: 60, y: 330, size: 80, pitch: 80)
        let found = try lines(page.picture(noise: 6))
        let count = found.lines.count
        try #require(count == 3)
        for (index, (left, pitch, count, rows)) in [(60, 75, 5, 30..<130), (90, 60, 3, 175..<245), (60, 80, 4, 320..<420)]
            .enumerated()
        {
            let line = found.lines[index]
            for digit in 0..<count {
                let ink = ink(page, x: left + digit * pitch..<left + (digit + 1) * pitch, y: rows)
                let isHeld = holds(found, line, x: ink.x, y: ink.y)
                #expect(isHeld, "digit \(digit) of line \(index)")
                let share = Double(ink.y.count) / height(found, line)
                #expect((0.5...1).contains(share), "digit \(digit) of line \(index)")
            }
        }
    }

    @Test func aSteepLineIsLevelInItsStrip() throws {
        var page = SyntheticPage(width: 900, height: 500)
        page.write("1872635", x: 60, y: 60, size: 80, pitch: 90, slope: 0.3)
        let found = try lines(page.picture())
        let count = found.lines.count
        try #require(count == 1)
        let line = found.lines[0]
        #expect(abs(line.direction.y / line.direction.x - 0.3) < 0.06)
        let areHeld = holds(found, line, x: 75...120, y: 75...125) && holds(found, line, x: 620...660, y: 240...285)
        #expect(areHeld)
        #expect(line.height < 110)
    }

    @Test func aRowOfBoxesIsOneLine() throws {
        var page = SyntheticPage(width: 900, height: 300)
        page.write("90", x: 104, y: 108, size: 72, pitch: 80)
        page.write("417", x: 424, y: 108, size: 72, pitch: 80)
        // The third and fourth box are empty.
        for edge in 0...8 { page.fill(x: 100 + 80 * edge, y: 100, width: 3, height: 88) }
        for y in [100, 185] { page.fill(x: 100, y: y, width: 643, height: 3) }
        let found = try lines(page.picture())
        let count = found.lines.count
        try #require(count == 1)
        let isHeld = holds(found, found.lines[0], x: 115...640, y: 120...168)
        #expect(isHeld)
        #expect(found.lines[0].height < 88)
    }

    @Test func boxesWithGapsBetweenThemAreOneLine() throws {
        var page = SyntheticPage(width: 700, height: 460)
        for (row, digits) in ["6710", "9874"].enumerated() {
            let top = 40 + 200 * row
            page.write(digits, x: 108, y: top + 28, size: 80, pitch: 112)
            for box in 0..<4 {
                let left = 95 + 112 * box
                for x in [left, left + 100] { page.fill(x: x, y: top, width: 3, height: 136) }
                for y in [top, top + 133] { page.fill(x: left, y: y, width: 103, height: 3) }
            }
        }
        let found = try lines(page.picture())
        let (count, heights) = (found.lines.count, found.lines.map(\.height))
        #expect(count == 2)
        #expect(heights.allSatisfy { $0 < 136 })
    }

    @Test func wallsBetweenFieldsAreNotInTheStrip() throws {
        var page = SyntheticPage(width: 900, height: 300)
        page.write("904178", x: 104, y: 108, size: 72, pitch: 80, slope: 0.03)
        for edge in 0...8 { page.fill(x: 100 + 80 * edge, y: 100 + 12 * edge / 5, width: 3, height: 100) }
        for x in 100..<743 { for y in [100, 197] { page.fill(x: x, y: y + (x - 100) * 3 / 100, width: 1, height: 3) } }
        let found = try lines(page.picture())
        let count = found.lines.count
        try #require(count == 1)
        let line = found.lines[0]
        let strip = found.strip(of: line)
        func ink(at x: Int) -> Float {
            let column = Int((Double(x) - line.start.x) / line.length * Double(strip.width))
            return (6..<26).reduce(0) { sum, row in
                sum + (column - 2...column + 2).reduce(0) { max($0, strip.values[row * strip.width + $1]) }
            }
        }
        // The wall after each digit, and within the digits.
        for wall in 1...5 { #expect(ink(at: 101 + 80 * wall) < 2, "wall \(wall)") }
        for digit in 0...5 { #expect((110...165).contains { ink(at: $0 + 80 * digit) > 4 }, "digit \(digit)") }
    }

    @Test func partsOfAGridAreNoWriting() throws {
        var page = SyntheticPage(width: 900, height: 300)
        page.write("06", x: 60, y: 70, size: 80, pitch: 90)
        for row in 0..<5 { page.fill(x: 250, y: 40 + 36 * row, width: 620, height: 2) }
        for column in 0..<14 { page.fill(x: 290 + 44 * column, y: 30, width: 2, height: 170) }
        let found = try lines(page.picture())
        let (count, length) = (found.lines.count, found.lines.first?.length ?? 0)
        #expect(count == 1)
        #expect(length < 260)
    }

    @Test func cellsOfATableAreReadRowByRow() throws {
        var page = SyntheticPage(width: 800, height: 420)
        for (row, numbers) in [["123", "45"], ["678", "90"], ["31", "627"]].enumerated() {
            for (column, number) in numbers.enumerated() {
                page.write(number, x: 70 + 340 * column, y: 52 + 120 * row, size: 70, pitch: 60)
            }
        }
        for row in 0...3 { page.fill(x: 40, y: 30 + 120 * row, width: 700, height: 3) }
        for column in 0...2 { page.fill(x: 40 + 349 * column, y: 30, width: 3, height: 363) }
        let found = try lines(page.picture())
        let count = found.lines.count
        try #require(count == 6)
        #expect(found.lines.map(\.cell) == (0..<6).map { TableCell(row: $0 / 2, column: $0 % 2) })
        for (index, line) in found.lines.enumerated() {
            let (x, y) = (70 + 340 * (index % 2), 52 + 120 * (index / 2))
            let ink = ink(page, x: x..<x + 200, y: y..<y + 70)
            let isHeld = holds(found, line, x: ink.x, y: ink.y)
            #expect(isHeld, "line \(index)")
        }
    }

    @Test func columnsThatKeepToNoLevelsAreReadOneByOne() throws {
        var page = SyntheticPage(width: 900, height: 500)
        for row in 0..<3 {
            page.write("46", x: 60, y: 30 + 140 * row, size: 80, pitch: 70)
            page.write("9", x: 600, y: 100 + 140 * row, size: 80, pitch: 70)
        }
        let columns = try lines(page.picture()).lines.map { $0.start.x < 400 }
        #expect(columns == [true, true, true, false, false, false])
    }

    @Test func twoNumbersWithAWideGapAreTwo() throws {
        var page = SyntheticPage(width: 900, height: 200)
        page.write("482", x: 40, y: 60, size: 80, pitch: 65)
        page.write("913", x: 560, y: 60, size: 80, pitch: 65)
        let count = try lines(page.picture()).lines.count
        #expect(count == 2)
        // Evenly spaced digits are one line, though they are apart.
        var spaced = SyntheticPage(width: 900, height: 200)
        spaced.write("482913", x: 40, y: 60, size: 80, pitch: 140)
        let spacedCount = try lines(spaced.picture()).lines.count
        #expect(spacedCount == 1)
    }

    @Test func marksAreWithinTheLine() throws {
        var page = SyntheticPage(width: 800, height: 300)
        page.write("12", x: 160, y: 100, size: 84, pitch: 70)
        page.fill(x: 110, y: 140, width: 36, height: 6)
        page.fill(x: 322, y: 154, width: 9, height: 9)
        page.write("50", x: 350, y: 100, size: 84, pitch: 70)
        page.fill(x: 520, y: 140, width: 34, height: 6)
        let found = try lines(page.picture(noise: 4))
        let count = found.lines.count
        try #require(count == 1)
        let isHeld = holds(found, found.lines[0], x: 110...554, y: 120...163)
        #expect(isHeld)
    }

    /// A small picture is one line although its view is enlarged and its digits are not level.
    @Test func theCropOfOneAmountIsOneLine() throws {
        var page = SyntheticPage(width: 170, height: 60)
        page.write("2", x: 6, y: 3, size: 24, pitch: 30)
        page.write("000", x: 60, y: 31, size: 23, pitch: 30)
        let found = try lines(page.picture(noise: 3))
        try #require(found.lines.count == 1)
        let corners = found.corners(of: 0...1, width: 1, in: found.lines[0])
        #expect(corners[0].x < 2 && corners[1].x > 168)
        #expect(height(found, found.lines[0]) >= 44)
    }

    @Test func aTinyCropAndALongStrip() throws {
        // A number of eight rows.
        var page = SyntheticPage(width: 320, height: 80)
        page.write("2739", x: 10, y: 0, size: 80, pitch: 75)
        let tiny = page.picture().resized(width: 32, height: 8)
        let found = try lines(tiny)
        let count = found.lines.count
        try #require(count == 1)
        let isHeld = holds(found, found.lines[0], x: 2...30, y: 2...6)
        #expect(isHeld)
        let rows = height(found, found.lines[0])
        #expect(rows <= 16)
        var strip = SyntheticPage(width: 30_000, height: 60)
        strip.write(String(repeating: "3", count: 200), x: 100, y: 5, size: 50, pitch: 140)
        let long = try lines(strip.picture())
        let longCount = long.lines.count
        try #require(longCount == 1)
        let isAllHeld = holds(long, long.lines[0], x: 115...27_980, y: 16...44)
        #expect(isAllHeld)
        #expect(long.strip(of: long.lines[0]).width > 10_000)
    }

    /// Whether ink is dark is seen in a long strip as in any picture.
    @Test func aLongStripOfManyDigits() throws {
        var strip = SyntheticPage(width: 15_000, height: 64)
        strip.write(String(repeating: "93061", count: 80), x: 30, y: 8, size: 48, pitch: 37)
        let dark = strip.picture()
        let bright = GrayImage(width: dark.width, height: dark.height, pixels: dark.pixels.map { 255 - $0 })
        for picture in [dark, bright] {
            let found = try lines(picture)
            let count = found.lines.count
            try #require(count == 1)
            let isAllHeld = holds(found, found.lines[0], x: 40...14_820, y: 16...50)
            #expect(isAllHeld)
        }
    }

    /// Digits that are far apart are joined one by one, but not to a line of thousands.
    @Test func aLineOfThousandsOfDigitsIsSeveral() throws {
        // Higher than a crop, which is one line whatever it shows.
        var strip = SyntheticPage(width: 114_000, height: 132)
        for digit in 0..<2_100 { strip.write("3", x: 100 + 54 * digit, y: 50, size: 30, pitch: 54) }
        let count = try lines(strip.picture()).lines.count
        #expect(count > 1)
    }

    @Test func threadsOfPaper() throws {
        // Scaled to the rows that are read, they would be hundreds of thousands of columns wide.
        for height in 1...3 {
            let count = try lines(SyntheticPage(width: 60_000, height: height).picture()).lines.count
            #expect(count == 0)
        }
    }

    @Test func nothingAndTooMuch() throws {
        let countOfNone = try lines(SyntheticPage(width: 400, height: 300).picture()).lines.count
        #expect(countOfNone == 0)
        let black = GrayImage(width: 300, height: 400, pixels: [UInt8](repeating: 0, count: 120_000))
        let countOfBlack = try lines(black).lines.count
        #expect(countOfBlack <= 1)
        // What is left out is counted.
        var specks = SyntheticPage(width: 1000, height: 1000)
        for row in 0..<40 {
            for column in 0..<40 { specks.fill(x: 25 * column + 4 * (row % 2), y: 25 * row, width: 8, height: 8) }
        }
        let many = try lines(specks.picture())
        let (kept, omitted) = (many.lines.count, many.omitted)
        #expect(kept <= 400 && (kept < 400 || omitted > 0))
    }

    @Test func stripsShowThePictureItself() throws {
        var page = SyntheticPage(width: 1600, height: 1200)
        page.write("6174", x: 300, y: 400, size: 280, pitch: 240)
        let found = try lines(page.picture())
        let count = found.lines.count
        try #require(count == 1)
        let strip = found.strip(of: found.lines[0])
        let areValuesRight = strip.values.count == 32 * strip.width && strip.values.allSatisfy { (0...1).contains($0) }
        #expect(areValuesRight)
        // Each column of the strip leads back to the column of the picture that it shows.
        let ink = (0..<strip.width).map { column in (0..<32).map { strip.values[$0 * strip.width + column] }.reduce(0, +) }
        let first = try #require(ink.firstIndex { $0 > 2 })
        let corners = found.corners(of: Double(first)...Double(first + 1), width: strip.width, in: found.lines[0])
        let left = (0..<1600).first { x in (0..<1200).contains { page.ink[$0 * 1600 + x] > 0.3 } } ?? 0
        #expect(abs(corners[0].x - Double(left)) < 20)
        #expect(corners[0].y < 470 && corners[3].y > 610)
    }
}
