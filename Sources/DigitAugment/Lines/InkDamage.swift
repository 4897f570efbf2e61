import DigitTensor

extension Canvas {
    /// Copies another canvas's size and pixels.
    func copy(_ other: Canvas) {
        resize(width: other.width, height: other.height)
        pixels.update(from: other.pixels, count: count)
    }

    /// Broken and dry strokes.
    func wear(random: inout Philox) {
        if random.chance(0.5) { return dropPixels(kept: random.uniform(0.8...0.97), random: &random) }
        let h = Float(height)
        for _ in 0..<random.integer(1...3) {
            let start = Point(random.uniform(0...Float(width)), random.uniform(0...h))
            line(
                from: start, to: start + Point(random.normal(0.5), random.normal(0.5)) * h,
                thickness: h * random.uniform(0.015...0.04),
                value: 0, erasing: true)
        }
    }

    /// Darkens or weakens pixels in clouds: each is multiplied by `1 - amount` ... 1.
    func fade(_ amount: Float, random: inout Philox) {
        // Two crossing waves; only the phases are random.
        let (fx, fy) = (random.uniform(0.01...0.12), random.uniform(0.03...0.2))
        let (px, py) = (random.uniform(0...6.28), random.uniform(0...6.28))
        withUnsafeTemporaryAllocation(of: Float.self, capacity: width) { along in
            for x in 0..<width { along[x] = sine(fx * Float(x) + px) }
            for y in 0..<height {
                let down = sine(fy * Float(y) + py)
                for x in 0..<width { pixels[y * width + x] *= 1 - amount * (0.5 + 0.25 * (along[x] + down)) }
            }
        }
    }

    /// Shifts rows a little sideways, or replaces them with the one above, as a fax machine does.
    func jitterRows(random: inout Philox) {
        let (shaken, lost) = (random.uniform(0.05...0.5), random.chance(0.5) ? random.uniform(0...0.06) : 0)
        let reach = height > 40 && random.chance(0.4) ? 2 : 1
        for y in 0..<height {
            let (source, target) = (pixels + y * width, spare + y * width)
            if y > 0, random.chance(lost) {
                target.update(from: target - width, count: width)
                continue
            }
            let shift = random.chance(shaken) ? random.integer(-reach...reach) : 0
            for x in 0..<width { target[x] = source[min(width - 1, max(0, x - shift))] }
        }
        swap()
    }
}
