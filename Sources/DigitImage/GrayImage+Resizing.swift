extension GrayImage {
    /// The picture at another size: the average over each new pixel's area if it shrinks, bilinear interpolation if it grows.
    ///
    /// Both directions are independent, and each row is resized horizontally once.
    ///
    /// - Parameters:
    ///   - newWidth: the new width in pixels, at least 1.
    ///   - newHeight: the new height in pixels, at least 1.
    package func resized(width newWidth: Int, height newHeight: Int) -> GrayImage {
        precondition(newWidth >= 1 && newHeight >= 1 && !pixels.isEmpty, "\(width)x\(height) to \(newWidth)x\(newHeight)")
        guard newWidth != width || newHeight != height else { return self }
        var result = [UInt8](repeating: 0, count: newWidth * newHeight)
        resample(width: newWidth, height: newHeight, plus: 0.5) { result[$0] = UInt8(min(255, max(0, $1))) }
        return GrayImage(width: newWidth, height: newHeight, pixels: result)
    }

    /// Calls a function with the index and the value (0...255, plus `offset`) of each pixel of the resized picture.
    @inline(__always)
    func resample(width newWidth: Int, height newHeight: Int, plus offset: Float, _ put: (Int, Float) -> Void) {
        let columns = ResizingWeights(from: width, to: newWidth)
        let rows = ResizingWeights(from: height, to: newHeight)
        // Resized rows, kept while the following result rows may still need them.
        var narrowed: [[Float]] = []
        var firstNarrowed = 0
        for y in 0..<newHeight {
            let taps = rows.starts[y]..<rows.starts[y] + rows.weights[y].count
            narrowed.removeFirst(min(narrowed.count, max(0, taps.lowerBound - firstNarrowed)))
            firstNarrowed = max(firstNarrowed, taps.lowerBound)
            while firstNarrowed + narrowed.count < taps.upperBound {
                narrowed.append(columns.applied(to: pixels, row: firstNarrowed + narrowed.count, width: width))
            }
            for x in 0..<newWidth {
                var sum = offset
                for (tap, weight) in rows.weights[y].enumerated() { sum += weight * narrowed[tap][x] }
                put(y * newWidth + x, sum)
            }
        }
    }
}

/// For each new position along one axis: where its source samples start, and their weights, which sum to 1.
private struct ResizingWeights {
    var starts: [Int] = []
    var weights: [[Float]] = []

    init(from old: Int, to new: Int) {
        let scale = Double(old) / Double(new)
        for i in 0..<new {
            let (start, values) = new < old ? Self.area(of: i, scale, old) : Self.neighbors(of: i, scale, old)
            let sum = values.reduce(0, +)
            starts.append(start)
            weights.append(values.map { Float($0 / sum) })
        }
    }

    /// The fraction of each old pixel that lies under new pixel `i`.
    private static func area(of i: Int, _ scale: Double, _ old: Int) -> (Int, [Double]) {
        let (low, high) = (Double(i) * scale, Double(i + 1) * scale)
        let start = min(old - 1, Int(low))
        let end = min(old, max(start + 1, Int(high.rounded(.up))))
        return (start, (start..<end).map { max(0, min(high, Double($0 + 1)) - max(low, Double($0))) })
    }

    /// The two old pixels whose centers are nearest to the center of new pixel `i`, one at the border.
    private static func neighbors(of i: Int, _ scale: Double, _ old: Int) -> (Int, [Double]) {
        let middle = min(Double(old - 1), max(0, (Double(i) + 0.5) * scale - 0.5))
        let start = Int(middle)
        let share = middle - Double(start)
        return (start, share == 0 ? [1] : [1 - share, share])
    }

    /// One row of a picture, resized along the row; 0...255.
    func applied(to pixels: [UInt8], row: Int, width: Int) -> [Float] {
        pixels.withUnsafeBufferPointer { pixels in
            starts.indices.map { i in
                let source = row * width + starts[i]
                let weights = weights[i]
                var sum: Float = 0
                for k in weights.indices { sum += weights[k] * Float(pixels[source + k]) }
                return sum
            }
        }
    }
}
