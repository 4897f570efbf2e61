import DigitTensor

extension Canvas {
    /// Simulates JPEG compression: cosine transforms of blocks of 8x8 pixels, quantized (ITU-T T.81, table K.1, scaled by quality
    /// as in libjpeg).
    /// - Parameter quality: 1 ... 100.
    func compressAsJPEG(quality: Float) {
        let scale = (quality < 50 ? 50 / quality : 2 - quality / 50) / 255
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 64) { block in
            for top in stride(from: 0, to: height, by: 8) {
                for left in stride(from: 0, to: width, by: 8) {
                    load(block.baseAddress!, left, top)
                    Self.transform(block.baseAddress!, Self.cosines)
                    for i in 0..<64 {
                        let step = Self.steps[i] * scale
                        block[i] = (block[i] / step).rounded() * step
                    }
                    Self.transform(block.baseAddress!, Self.transposed)
                    store(block.baseAddress!, left, top)
                }
            }
        }
    }

    private func load(_ block: UnsafeMutablePointer<Float>, _ left: Int, _ top: Int) {
        for y in 0..<8 {
            let row = pixels + min(height - 1, top + y) * width
            for x in 0..<8 { block[8 * y + x] = row[min(width - 1, left + x)] - 0.5 }
        }
    }

    private func store(_ block: UnsafeMutablePointer<Float>, _ left: Int, _ top: Int) {
        for y in 0..<min(8, height - top) {
            let row = pixels + (top + y) * width + left
            for x in 0..<min(8, width - left) { row[x] = min(1, max(0, block[8 * y + x] + 0.5)) }
        }
    }

    /// Multiplies by a matrix from the left and by its transpose from the right.
    private static func transform(_ block: UnsafeMutablePointer<Float>, _ matrix: [SIMD8<Float>]) {
        let rows = UnsafeMutableRawPointer(block)
        for _ in 0..<2 {
            // Rows of the product are written as columns, so that the second pass is that of the other side.
            var source: [SIMD8<Float>] = []
            source.reserveCapacity(8)
            for y in 0..<8 { source.append(rows.loadUnaligned(fromByteOffset: 32 * y, as: SIMD8<Float>.self)) }
            for i in 0..<8 {
                var sum = SIMD8<Float>.zero
                for k in 0..<8 { sum += matrix[i][k] * source[k] }
                for x in 0..<8 { block[8 * x + i] = sum[x] }
            }
        }
    }

    private static let cosines: [SIMD8<Float>] = (0..<8).map { k in
        var row = SIMD8<Float>.zero
        for x in 0..<8 { row[x] = (k == 0 ? 0.353_553_4 : 0.5) * cosine(Float.pi / 8 * Float(k) * (Float(x) + 0.5)) }
        return row
    }

    private static let transposed: [SIMD8<Float>] = (0..<8).map { x in
        var row = SIMD8<Float>.zero
        for k in 0..<8 { row[k] = cosines[k][x] }
        return row
    }

    private static let steps: [Float] = [
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87,
        80,
        62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95,
        98,
        112, 100, 103, 99,
    ]
}
