import DigitImage

/// The printed pixels of a form's picture.
struct PrintMask {
    let pixels: [Bool]

    /// The least darkness of print relative to the paper, in gray levels.
    private static let leastDark = 40

    /// - Parameter slack: how far around print counts as print, in pixels.
    init(_ picture: GrayImage, slack: Int) {
        let (width, height) = (picture.width, picture.height)
        let paper = Int(picture.value(atRank: picture.pixels.count * 3 / 4))
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
                // The brighter of both sides: ink only if both have it.
                if ends.lowerBound > 0 { target[i] = source[i - (place - ends.lowerBound + 1) * step] }
                if ends.upperBound < count {
                    let after = source[i + (ends.upperBound - place) * step]
                    target[i] = ends.lowerBound > 0 ? max(target[i], after) : after
                }
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
