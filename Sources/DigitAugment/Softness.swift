extension Canvas {
    /// Blurs with the binomial filter (1, 2, 1) / 4 both ways, blended: `amount` 1 is the filter once, 2 twice.
    package func blur(_ amount: Float) {
        var rest = amount
        while rest > 0.01 {
            let side = min(1, rest) / 4
            averageRows(side)
            averageColumns(side)
            rest -= 1
        }
    }

    private func averageRows(_ side: Float) {
        guard width > 1 else { return }
        for y in 0..<height {
            let (source, target) = (pixels + y * width, spare + y * width)
            for x in 1..<width - 1 { target[x] = source[x] + side * (source[x - 1] + source[x + 1] - 2 * source[x]) }
            target[0] = source[0] + side * (source[1] - source[0])
            target[width - 1] = source[width - 1] + side * (source[width - 2] - source[width - 1])
        }
        swap()
    }

    private func averageColumns(_ side: Float) {
        for y in 0..<height {
            let source = pixels + y * width
            let (above, below) = (y > 0 ? source - width : source, y + 1 < height ? source + width : source)
            let target = spare + y * width
            for x in 0..<width { target[x] = source[x] + side * (above[x] + below[x] - 2 * source[x]) }
        }
        swap()
    }

    /// The average along a line of `length` pixels in the given direction (a vector of length 1), as when the camera moves.
    func moveBlur(length: Int, x directionX: Float, y directionY: Float) {
        guard length > 1 else { return }
        spare.update(repeating: 0, count: count)
        for k in 0..<length {
            let distance = Float(k) - Float(length - 1) / 2
            add(shiftedBy: Int((distance * directionX).rounded()), Int((distance * directionY).rounded()), 1 / Float(length))
        }
        swap()
    }

    /// Adds a shifted copy of the pixels to `spare`.
    private func add(shiftedBy x: Int, _ y: Int, _ weight: Float) {
        for row in max(0, y)..<max(max(0, y), min(height, height + y)) {
            let (source, target) = (pixels + (row - y) * width, spare + row * width)
            for column in max(0, x)..<max(max(0, x), min(width, width + x)) {
                target[column] += weight * source[column - x]
            }
        }
    }
}
