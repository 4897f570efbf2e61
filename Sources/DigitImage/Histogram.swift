/// The number of pixels of each of the 256 gray levels.
struct Histogram {
    private(set) var counts: [Int]
    private(set) var total: Int

    init(of image: GrayImage) {
        // Four tables, so that runs of one level do not wait for each other's additions.
        var tables = [Int](repeating: 0, count: 4 * 256)
        image.pixels.withUnsafeBufferPointer { pixels in
            for i in pixels.indices { tables[(i & 3) << 8 | Int(pixels[i])] += 1 }
        }
        counts = (0..<256).map { tables[$0] + tables[256 + $0] + tables[512 + $0] + tables[768 + $0] }
        total = image.pixels.count
    }

    /// The histogram of the outermost rows and columns.
    init(borderOf image: GrayImage) {
        let (width, height) = (image.width, image.height)
        counts = [Int](repeating: 0, count: 256)
        for x in 0..<width {
            counts[Int(image.pixels[x])] += 1
            if height > 1 { counts[Int(image.pixels[(height - 1) * width + x])] += 1 }
        }
        for y in 1..<max(1, height - 1) {
            counts[Int(image.pixels[y * width])] += 1
            if width > 1 { counts[Int(image.pixels[y * width + width - 1])] += 1 }
        }
        total = counts.reduce(0, +)
    }

    /// The histogram of the picture's negative.
    var inverted: Histogram {
        var result = self
        result.counts.reverse()
        return result
    }

    /// The fraction (0...1) of the pixels at `level` or darker.
    func share(upTo level: Int) -> Double {
        Double(counts[0...level].reduce(0, +)) / Double(max(1, total))
    }

    /// The level at a rank from 0 on, in ascending order.
    func level(atRank rank: Int) -> Int {
        precondition((0..<total).contains(rank), "rank \(rank) of \(total)")
        var (level, seen) = (0, counts[0])
        while seen <= rank {
            level += 1
            seen += counts[level]
        }
        return level
    }

    /// The lowest level that at least `fraction` (0...1) of the pixels within `levels` do not exceed; the lowest of `levels` if
    /// there are no pixels.
    func quantile(_ fraction: Double, in levels: ClosedRange<Int>) -> Int {
        let wanted = fraction * Double(counts[levels].reduce(0, +))
        var seen = 0
        for level in levels {
            seen += counts[level]
            if seen > 0 && Double(seen) >= wanted { return level }
        }
        return levels.lowerBound
    }

    /// The brightest level, excluding a few pixels that dust or a dead sensor cell may have caused.
    var brightEnd: Int {
        let ignored = outliers
        var seen = 0
        for level in (0...255).reversed() {
            seen += counts[level]
            if seen > ignored { return level }
        }
        return 0
    }

    /// The darkest level, excluding a few pixels as `brightEnd` does.
    var darkEnd: Int { 255 - inverted.brightEnd }

    /// One pixel in five thousand, at most 200: a hairline digit on a large page has more.
    private var outliers: Int { min(200, total / 5000) }
}

extension GrayImage {
    /// The value at a rank: `pixels.sorted()[rank]`, without sorting.
    package func value(atRank rank: Int) -> UInt8 { UInt8(Histogram(of: self).level(atRank: rank)) }
}
