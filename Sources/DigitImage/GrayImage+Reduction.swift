extension GrayImage {
    /// The picture with each square of `side` x `side` pixels reduced to their mean; remainders at the right and the bottom are
    /// dropped.
    ///
    /// - Parameter side: at least 1, and no more than the picture's width and height.
    package func reduced(by side: Int) -> GrayImage {
        precondition(side >= 1 && side <= width && side <= height, "squares of \(side) in \(width)x\(height)")
        guard side > 1 else { return self }
        let (newWidth, newHeight) = (width / side, height / side)
        // Of each column first, which the compiler adds in vectors.
        var sums = [UInt32](repeating: 0, count: newWidth * side)
        let half = UInt32(side * side / 2)
        // The reciprocal in 32-bit fixed point: exact enough for sums below 2^24.
        let reciprocal = (UInt64(1) << 32) / UInt64(side * side) + 1
        let reduced = [UInt8](unsafeUninitializedCapacity: newWidth * newHeight) { result, count in
            pixels.withUnsafeBufferPointer { pixels in
                for y in 0..<newHeight {
                    let target = UnsafeMutableBufferPointer(rebasing: result[y * newWidth..<(y + 1) * newWidth])
                    if side == 2 {
                        Self.meanOfPairs(pixels.baseAddress! + 2 * y * width, width: width, into: target)
                        continue
                    }
                    sums.withUnsafeMutableBufferPointer { sums in
                        sums.update(repeating: 0)
                        for row in y * side..<(y + 1) * side {
                            let source = pixels.baseAddress! + row * width
                            for x in sums.indices { sums[x] &+= UInt32(source[x]) }
                        }
                        for x in 0..<newWidth {
                            var sum = half
                            for k in x * side..<(x + 1) * side { sum &+= sums[k] }
                            target[x] = UInt8((UInt64(sum) * reciprocal) >> 32)
                        }
                    }
                }
            }
            count = newWidth * newHeight
        }
        return GrayImage(width: newWidth, height: newHeight, pixels: reduced)
    }

    private static func meanOfPairs(_ upper: UnsafePointer<UInt8>, width: Int, into target: UnsafeMutableBufferPointer<UInt8>) {
        let (upper, lower) = (UnsafeRawPointer(upper), UnsafeRawPointer(upper + width))
        // Two pixels as one number, so that the compiler finds vectors.
        func pair(_ row: UnsafeRawPointer, _ x: Int) -> UInt16 {
            let both = row.loadUnaligned(fromByteOffset: 2 * x, as: UInt16.self)
            return (both & 0xFF) &+ (both >> 8)
        }
        for x in 0..<target.count { target[x] = UInt8(truncatingIfNeeded: (pair(upper, x) &+ pair(lower, x) &+ 2) >> 2) }
    }
}
