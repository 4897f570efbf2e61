import DigitTensor

/// Ways to write digits that MNIST's writers, Americans of around 1990, hardly used, made by adding a stroke to an MNIST digit.
///
/// Works on the 28x28 source, so that the new stroke is warped and thickened with the rest.
extension Canvas {
    /// Adds what writers in other countries add to some digits.
    func addRegionalStroke(to digit: Int, random: inout Philox) {
        guard [1, 7, 9].contains(digit), let box = inkBox(above: 0.4) else { return }
        switch digit {
        case 1 where random.chance(0.5): addUpstroke(box, random: &random)
        case 7 where random.chance(0.45): addBar(box, random: &random)
        case 9 where random.chance(0.4): addFoot(box, random: &random)
        default: break
        }
    }

    /// The 1 with an upstroke to its top, short as a flag or nearly as long as the stem, and sometimes a foot.
    private func addUpstroke(_ box: (columns: Range<Int>, rows: Range<Int>), random: inout Philox) {
        // Wide ones have their upstroke already, or lie down.
        guard box.columns.count * 5 < box.rows.count * 4 else { return }
        let thickness = strokeWidth(length: Float(box.rows.count))
        let height = Float(box.rows.count)
        let top = Point(middle(ofRow: box.rows.lowerBound + 1), Float(box.rows.lowerBound) + thickness / 2)
        // The stem leans; the angle between it and the upstroke is what makes the 1.
        let bottomX = middle(ofRow: box.rows.upperBound - 2)
        let lean = (top.x - bottomX) / max(height, 1)
        let length = height * random.uniform(0.2...0.85)
        let angle = random.uniform(0.35...1.0)
        let down = Point(-sine(angle) - lean * 0.5, cosine(angle))
        let bend = Point(random.normal(0.6), random.normal(0.6))
        let end = top + down * length
        curve([top, (top + end) / 2 + bend, end], thickness: thickness * random.uniform(0.7...1.05))
        if random.chance(0.25) {
            let half = height * random.uniform(0.15...0.3)
            let foot = Point(bottomX, Float(box.rows.upperBound) - thickness / 2)
            line(from: foot - Point(half, 0), to: foot + Point(half, random.normal(0.5)), thickness: thickness)
        }
    }

    /// The 7 with a bar through its stem.
    private func addBar(_ box: (columns: Range<Int>, rows: Range<Int>), random: inout Philox) {
        let thickness = strokeWidth(length: Float(box.rows.count) + Float(box.columns.count))
        let row = Float(box.rows.lowerBound) + Float(box.rows.count) * random.uniform(0.42...0.68)
        let center = Point(middle(ofRow: Int(row)), row + 0.5)
        let half = Float(box.columns.count) * random.uniform(0.2...0.5)
        let rise = half * random.uniform(-0.45...0.3)
        line(
            from: center - Point(half * random.uniform(0.7...1.2), -rise), to: center + Point(half, -rise),
            thickness: thickness * random.uniform(0.7...1.05))
    }

    /// The 9 whose stem ends in a hook to the left.
    private func addFoot(_ box: (columns: Range<Int>, rows: Range<Int>), random: inout Philox) {
        let thickness = strokeWidth(length: 1.1 * Float(box.rows.count) + 2 * Float(box.columns.count))
        let start = Point(middle(ofRow: box.rows.upperBound - 2), Float(box.rows.upperBound) - 1)
        let length = Float(box.rows.count) * random.uniform(0.2...0.5)
        let down = Point(-length * 0.3, length * random.uniform(0.1...0.25))
        let end = start + Point(-length, -length * random.uniform(-0.1...0.35))
        curve([start, start + down, end], thickness: thickness)
    }

    /// The ink's mass spread over a stroke of the given length, in pixels.
    private func strokeWidth(length: Float) -> Float {
        var mass: Float = 0
        for i in 0..<count { mass += pixels[i] }
        return min(4, max(1, mass / max(length, 1)))
    }

    /// The column of the middle of a row's ink; the picture's middle if there is none.
    private func middle(ofRow row: Int) -> Float {
        let line = pixels + min(height - 1, max(0, row)) * width
        var (mass, moment): (Float, Float) = (0, 0)
        for x in 0..<width {
            mass += line[x]
            moment += line[x] * (Float(x) + 0.5)
        }
        return mass > 0.1 ? moment / mass : Float(width) / 2
    }
}
