extension GrayImage {
    /// The value at a rank, from 0: `pixels.sorted()[rank]`, without sorting.
    package func value(atRank rank: Int) -> UInt8 {
        precondition(pixels.indices.contains(rank), "rank \(rank) of \(pixels.count)")
        var counts = [Int](repeating: 0, count: 256)
        for pixel in pixels { counts[Int(pixel)] += 1 }
        var (value, seen) = (0, counts[0])
        while seen <= rank {
            value += 1
            seen += counts[value]
        }
        return UInt8(value)
    }
}
