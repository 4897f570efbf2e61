extension Canvas {
    /// Makes strokes thicker (above 0) or thinner (below 0), by about `amount` pixels on each side.
    ///
    /// Gray morphology: a pixel becomes the greatest or least of its neighbors, for whole pixels at once, and blends before and
    /// after for the rest. Cross and square alternate, so that the shape grows nearly round.
    package func changeStrokeWidth(by amount: Float) {
        var rest = abs(amount)
        var isSquare = false
        while rest > 0.01 {
            let part = min(1, rest)
            if amount > 0 { spread(part, isSquare, max) } else { spread(part, isSquare, min) }
            rest -= part
            isSquare.toggle()
        }
    }

    @inline(__always)
    private func spread(_ part: Float, _ isSquare: Bool, _ choose: (Float, Float) -> Float) {
        guard width > 2, height > 2 else { return }
        // Along rows into `spare`; the border keeps its pixels.
        for y in 0..<height {
            let (source, target) = (pixels + y * width, spare + y * width)
            target[0] = choose(source[0], source[1])
            for x in 1..<width - 1 { target[x] = choose(source[x], choose(source[x - 1], source[x + 1])) }
            target[width - 1] = choose(source[width - 1], source[width - 2])
        }
        // Down columns, in place: `above` would be overwritten, so the result is written a row later.
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * width) { lines in
            let (previous, current) = (lines.baseAddress!, lines.baseAddress! + width)
            previous.update(from: pixels, count: width)
            for y in 0..<height {
                let row = pixels + y * width
                current.update(from: row, count: width)
                let across = spare + y * width
                let below = y + 1 < height ? row + width : row
                let (acrossAbove, acrossBelow) = (y > 0 ? across - width : across, y + 1 < height ? across + width : across)
                for x in 0..<width {
                    let wide =
                        isSquare
                        ? choose(across[x], choose(acrossAbove[x], acrossBelow[x]))
                        : choose(across[x], choose(previous[x], below[x]))
                    row[x] = current[x] + part * (wide - current[x])
                }
                previous.update(from: current, count: width)
            }
        }
    }
}
