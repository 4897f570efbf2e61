import DigitTensor

/// What a line's crop shows besides the line: rules, boxes, other lines' ink.
extension LineSheet {
    /// Rules under, over and through the line, solid or dotted.
    func addRules(baseline: Float, random: inout Philox) {
        let count = random.chance(0.7) ? 1 : random.integer(2...3)
        for _ in 0..<count {
            let y =
                switch random.nextUniform() {
                case ..<0.55: baseline + random.uniform(-0.05...0.15) * Float(height)
                case ..<0.75: random.uniform(0...0.15) * Float(height)
                default: random.uniform(0...Float(height))
                }
            let slope = random.normal(0.04) * Float(height)
            let thickness = random.uniform(0.5...0.06 * Float(height))
            let value = random.uniform(0.3...1)
            let (start, end) = (Point(-2, y - slope), Point(Float(form.width) + 2, y + slope))
            if random.chance(0.75) {
                form.line(from: start, to: end, thickness: thickness, value: value)
            } else {
                let pitch = random.uniform(0.05...0.25) * Float(height)
                let part = random.uniform(0.1...0.6)
                for dot in 0..<Int(Float(form.width) / max(2, pitch)) {
                    let x = Float(dot) * max(2, pitch)
                    let drop = slope * (2 * x / Float(form.width) - 1)
                    form.line(
                        from: Point(x, y + drop), to: Point(x + pitch * part, y + drop), thickness: thickness + 0.3, value: value)
                }
            }
        }
    }

    /// Single walls and strokes across the whole height of the strip, as from a form's columns.
    func addUprights(random: inout Philox) {
        for _ in 0..<random.integer(1...2) {
            // Only at the ends, where there is no digit: in the middle it might be a 1.
            let inset = random.uniform(0...0.12) * Float(height)
            let x = random.chance(0.5) ? inset : Float(form.width) - inset
            form.line(
                from: Point(x, -2), to: Point(x + random.normal(1), Float(height) + 2),
                thickness: random.uniform(0.6...0.06 * Float(height)), value: random.uniform(0.4...1))
        }
    }

    /// Parts of glyphs of other lines that reach into this one, at the upper and the lower edge, and at the ends.
    func addNeighbors(_ glyph: (inout Philox) -> LineGlyph?, random: inout Philox) {
        let h = Float(height)
        for side in 0..<2 where random.chance(0.6) {
            var x = random.uniform(-0.5...1.5) * h
            let depth = random.uniform(0.03...0.14) * h
            while x < Float(ink.width) {
                guard let sign = glyph(&random) else { break }
                let part = Int(depth * random.uniform(0.4...1.3))
                if random.chance(0.8) { ink.blend(sign, left: Int(x), top: side == 0 ? part - sign.height : height - part) }
                x += Float(sign.width) + random.uniform(0.05...0.6) * h
            }
        }
        for side in 0..<2 where random.chance(0.06) {
            guard let sign = glyph(&random) else { break }
            let part = min(Int(0.1 * h), Int(Float(sign.width) * random.uniform(0.05...0.25)))
            ink.blend(sign, left: side == 0 ? part - sign.width : ink.width - part, top: Int(random.uniform(0...0.3) * h))
        }
    }
}
