import DigitImage
import DigitPhoto
import DigitReader

/// A field's place on a page, rectified, with print removed.
package struct FieldPicture {
    /// Dark ink; the field and a margin around it.
    private(set) var image: GrayImage
    /// The pixels of the field itself, walls included.
    let columns, rows: Range<Int>
    /// The pixels where print may have left traces: the print and a margin around it.
    let printed: [Bool]

    /// How far print may be from its expected place, as fractions of the page's width: for removing it, and for what may be left
    /// of it.
    private static let (slack, wideSlack) = (0.0005, 0.0015)

    /// The most rows of a field: twice a strip's, with room for digits that do not fill it.
    static let mostRows = 72
    private static let leastRows = 24
    /// The margin around a field, in units of its height: the tails of digits reach there.
    private static let margin = 0.15
    /// The most columns.
    private static let mostColumns = 6_000

    /// - Parameters:
    ///   - box: the field, in pixels of the form's picture.
    ///   - turn: its rotation in degrees.
    ///   - form: the form's picture.
    ///   - page: the page's.
    ///   - map: maps the form's picture to the page's.
    package init(_ box: PixelBox, turn: Double = 0, form: PagePyramid, page: PagePyramid, map: SheetMap) {
        let middle = (x: Double(box.x) + Double(box.width) / 2, y: Double(box.y) + Double(box.height) / 2)
        let down = map.steps(x: middle.x, y: middle.y).down
        let seen = Double(box.height) * (down.x * down.x + down.y * down.y).squareRoot()
        let high = max(Self.leastRows, min(Self.mostRows, Int(seen.rounded())))
        let step = Double(box.height) / Double(high)
        let wide = max(1, min(Self.mostColumns, Int((Double(box.width) / step).rounded())))
        let margin = Int((Self.margin * Double(high)).rounded())
        columns = margin..<margin + wide
        rows = margin..<margin + high
        let grid = SampledRectangle(
            x: Double(box.x) - Double(margin) * step, y: Double(box.y) - Double(margin) * step, step: step,
            columns: wide + 2 * margin, rows: high + 2 * margin)
        let turned = PageMap.turn(turn, around: PicturePoint(x: middle.x, y: middle.y))
        let print = grid.picture(of: form, map: turned)
        func mask(_ share: Double) -> [Bool] {
            PrintMask(print, slack: max(1, Int((share * Double(form.image.width) / step).rounded()))).pixels
        }
        printed = mask(Self.wideSlack)
        image = PrintRemoval(printed: mask(Self.slack)).cleaned(
            grid.picture(of: page, map: ChainedMap(first: turned, second: map)))
    }
}

/// A rectangle of the form's picture, sampled with square pixels of any size.
struct SampledRectangle {
    let x, y, step: Double
    let columns, rows: Int

    /// Samples it from a page; the page's border is extended outside.
    func picture(of page: PagePyramid, map: some PointMap) -> GrayImage {
        let middle = (x: x + step * Double(columns) / 2, y: y + step * Double(rows) / 2)
        let (right, down) = map.steps(x: middle.x, y: middle.y)
        let size =
            step * ((right.x * right.x + right.y * right.y).squareRoot() + (down.x * down.x + down.y * down.y).squareRoot()) / 2
        let reduction = max(1, min(16, Int(size.rounded())))
        let source = page.level(reduction)
        let scale = 1 / Float(reduction)
        let pixels = [UInt8](unsafeUninitializedCapacity: columns * rows) { target, count in
            source.pixels.withUnsafeBufferPointer { pixels in
                let sampler = GraySampler(pixels: pixels.baseAddress!, width: source.width, height: source.height)
                for row in 0..<rows {
                    let py = y + (Double(row) + 0.5) * step
                    for column in 0..<columns {
                        let place = map.point(x: x + (Double(column) + 0.5) * step, y: py)
                        let value = sampler.value(Float(place.x) * scale, Float(place.y) * scale)
                        target[row * columns + column] = UInt8(max(0, min(255, value + 0.5)))
                    }
                }
            }
            count = columns * rows
        }
        return GrayImage(width: columns, height: rows, pixels: pixels)
    }
}

/// The printed pixels of a form's picture.
struct PrintMask {
    let pixels: [Bool]

    /// The least darkness of print relative to the paper, in gray levels.
    private static let leastDark = 40

    /// - Parameter slack: how far around print counts as print, in pixels.
    init(_ picture: GrayImage, slack: Int) {
        let (width, height) = (picture.width, picture.height)
        let paper = Int(picture.pixels.sorted()[picture.pixels.count * 3 / 4])
        let dark = picture.pixels.map { Int($0) + Self.leastDark < paper }
        var wide = [Bool](repeating: false, count: dark.count)
        for y in 0..<height {
            for x in 0..<width where dark[y * width + x] {
                for near in max(0, x - slack)...min(width - 1, x + slack) { wide[y * width + near] = true }
            }
        }
        var result = wide
        for y in 0..<height {
            for x in 0..<width where wide[y * width + x] {
                for near in max(0, y - slack)...min(height - 1, y + slack) { result[near * width + x] = true }
            }
        }
        pixels = result
    }
}

/// Removes print from a picture: what continues on both sides of it is writing that crosses it.
struct PrintRemoval {
    let printed: [Bool]

    func cleaned(_ picture: GrayImage) -> GrayImage {
        let (width, height) = (picture.width, picture.height)
        var result = picture
        let across = runs(count: width, lines: height, stride: 1, line: width)
        let down = runs(count: height, lines: width, stride: width, line: 1)
        let source = picture.pixels
        result.pixels.withUnsafeMutableBufferPointer { target in
            for i in printed.indices where printed[i] {
                let isAcross = across[i].upperBound - across[i].lowerBound <= down[i].upperBound - down[i].lowerBound
                let ends = isAcross ? across[i] : down[i]
                let step = isAcross ? 1 : width
                let place = isAcross ? i % width : i / width
                let count = isAcross ? width : height
                let before = ends.lowerBound > 0 ? source[i - (place - ends.lowerBound + 1) * step] : nil
                let after = ends.upperBound < count ? source[i + (ends.upperBound - place) * step] : nil
                // The brighter of both sides: ink only if both have it.
                if let value = [before, after].compactMap({ $0 }).max() { target[i] = value }
            }
        }
        return result
    }

    /// For each printed pixel, the extent of the print in its row or column.
    private func runs(count: Int, lines: Int, stride: Int, line: Int) -> [Range<Int>] {
        var result = [Range<Int>](repeating: 0..<0, count: printed.count)
        for number in 0..<lines {
            var place = 0
            while place < count {
                guard printed[number * line + place * stride] else {
                    place += 1
                    continue
                }
                let start = place
                while place < count, printed[number * line + place * stride] { place += 1 }
                for inside in start..<place { result[number * line + inside * stride] = start..<place }
            }
        }
        return result
    }
}
