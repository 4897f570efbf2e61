import DigitImage

/// The levels of paper and ink, and the noise, in the squares of an ink map, in its levels.
struct InkSquares {
    /// The side of the squares, in pixels.
    static let side = 32
    /// If the usual square is darker than this, there is more ink than paper.
    private static let darkestPaper = Float(InkMap.paperLevel) + 30

    let columns, rows: Int
    /// For each square, row by row: the level of the paper.
    private(set) var paper: [Float] = []
    /// The standard deviation of the noise, within the range that is common on the page.
    private(set) var noise: [Float] = []
    /// The level that a hundredth of the pixels exceed.
    private(set) var ink: [Float] = []
    /// The median of the noise.
    private(set) var commonNoise: Float = 0

    init(of image: GrayImage) {
        columns = (image.width + Self.side - 1) / Self.side
        rows = (image.height + Self.side - 1) / Self.side
        var counts = [Int32](repeating: 0, count: 256)
        for row in 0..<rows {
            for column in 0..<columns {
                for i in counts.indices { counts[i] = 0 }
                let xs = column * Self.side..<min(image.width, (column + 1) * Self.side)
                let ys = row * Self.side..<min(image.height, (row + 1) * Self.side)
                image.pixels.withUnsafeBufferPointer { pixels in
                    for y in ys { for x in xs { counts[Int(pixels[y * image.width + x])] += 1 } }
                }
                measure(counts, total: xs.count * ys.count)
            }
        }
        // Noise makes the paper appear a little lighter than it is, everywhere.
        let usual = min(paper.sorted()[paper.count / 2], Self.darkestPaper)
        for i in paper.indices {
            // The paper was evened out before: a square that is mostly much darker than paper is in a thick stroke.
            paper[i] = min(paper[i], usual + 10)
            noise[i] = max(0, paper[i] - noise[i])
        }
        commonNoise = noise.sorted()[noise.count / 2]
        for i in noise.indices { noise[i] = min(max(noise[i], commonNoise / 2), 1 + 3 * commonNoise) }
    }

    /// The mode of a square is paper; its noise is measured on its brighter side, where there is no ink.
    private mutating func measure(_ counts: [Int32], total: Int) {
        func level(_ share: Double) -> Float {
            let wanted = share * Double(total)
            var seen = 0.0
            for (level, count) in counts.enumerated() where count > 0 {
                // Evenly spread within a level.
                if seen + Double(count) >= wanted { return Float(level) + Float((wanted - seen) / Double(count)) - 0.5 }
                seen += Double(count)
            }
            return 255
        }
        paper.append(level(0.5))
        // 15.9 % of normal noise is more than one standard deviation below the median.
        noise.append(level(0.159))
        ink.append(level(0.99))
    }

    /// The greatest excess of `ink` over the paper among the squares around a square, up to two away.
    func inkAround(row: Int, column: Int) -> Float {
        var most: Float = 0
        for y in max(0, row - 2)...min(rows - 1, row + 2) {
            for x in max(0, column - 2)...min(columns - 1, column + 2) { most = max(most, ink[y * columns + x]) }
        }
        return most - paper[row * columns + column]
    }
}
