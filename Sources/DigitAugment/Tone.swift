import DigitTensor

extension Canvas {
    /// Steepens (above 1) or flattens the contrast around a threshold of 0 ... 1; the result is clamped.
    func contrast(_ gain: Float, around threshold: Float) { map { min(1, max(0, ($0 - threshold) * gain + 0.5)) } }

    /// Only no ink and full ink.
    func binarize(at threshold: Float) { map { $0 > threshold ? 1 : 0 } }

    /// Compresses the range to `low` ... `high`, which may be reversed: then ink and paper change places.
    func level(_ low: Float, _ high: Float) { map { low + $0 * (high - low) } }

    /// Clouds: a smooth random field, covering up to `amount` (0 ... 1) of the range.
    ///
    /// Values on coarse grids, interpolated, the finer the weaker, as in value noise.
    func clouds(_ amount: Float, random: inout Philox) {
        spare.update(repeating: 0, count: count)
        var (cells, weight, sum): (Int, Float, Float) = (random.integer(1...3), 1, 0)
        for _ in 0..<3 {
            addField(cells: cells, weight: weight, random: &random)
            sum += weight
            cells *= 2
            weight *= 0.55
        }
        for i in 0..<count {
            let cloud = amount * spare[i] / sum
            pixels[i] = cloud + pixels[i] * (1 - amount)
        }
    }

    /// Adds a linear falloff of light, by this much from one side to the other.
    func shade(across: Float, down: Float) {
        for y in 0..<height {
            let light = down * Float(y) / Float(height)
            for x in 0..<width { pixels[y * width + x] += light + across * Float(x) / Float(width) }
        }
    }

    /// Adds values 0 ... `weight` on a grid of this many cells, interpolated linearly, to `spare`.
    private func addField(cells: Int, weight: Float, random: inout Philox) {
        let side = cells + 2
        withUnsafeTemporaryAllocation(of: Float.self, capacity: side * side) { grid in
            for i in 0..<side * side { grid[i] = weight * random.nextUniform() }
            let (stepX, stepY) = (Float(cells) / Float(width), Float(cells) / Float(height))
            for y in 0..<height {
                let atY = (Float(y) + 0.5) * stepY
                let row = Int(atY)
                let down = atY - Float(row)
                for x in 0..<width {
                    let atX = (Float(x) + 0.5) * stepX
                    let column = Int(atX)
                    let right = atX - Float(column)
                    let corner = row * side + column
                    let top = grid[corner] + (grid[corner + 1] - grid[corner]) * right
                    let bottom = grid[corner + side] + (grid[corner + side + 1] - grid[corner + side]) * right
                    spare[y * width + x] += top + (bottom - top) * down
                }
            }
        }
    }

    /// The negative of a part of the picture: bands along opposite sides, or one or two anywhere.
    func invertPart(random: inout Philox) {
        let (w, h) = (width, height)
        let isVertical = random.chance(0.6)
        if random.chance(0.5) {
            let size = isVertical ? w : h
            let (first, last) = (random.integer(size / 6...size / 3), size - random.integer(size / 6...size / 3))
            for y in 0..<h {
                for x in 0..<w where !(first..<last).contains(isVertical ? x : y) { pixels[y * w + x] = 1 - pixels[y * w + x] }
            }
            return
        }
        func bounds(_ size: Int, _ random: inout Philox) -> Range<Int> {
            switch random.integer(0...2) {
            case 0: return 0..<random.integer(size / 8...size / 2)
            case 1: return size - random.integer(size / 8...size / 2)..<size
            default:
                let start = random.integer(0...size / 2)
                return start..<min(size, start + random.integer(size / 8...size / 2))
            }
        }
        for _ in 0..<random.integer(1...2) {
            let columns = isVertical || random.chance(0.3) ? bounds(w, &random) : 0..<w
            let rows = isVertical ? 0..<h : bounds(h, &random)
            for y in rows {
                for x in columns { pixels[y * w + x] = 1 - pixels[y * w + x] }
            }
        }
    }
}
