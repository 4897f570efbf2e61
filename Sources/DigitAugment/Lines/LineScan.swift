import DigitTensor

/// From ink, print and paper to what a scanner or camera delivers: brightness, 0 for black to 1 for white.
extension LineSheet {
    /// Paints the picture on a canvas.
    /// - Parameters:
    ///   - thickness: the pen's width, in pixels.
    ///   - hasPrint: whether there is print that must be seen.
    ///   - mild: less damage.
    func paint(on picture: Canvas, thickness: Float, hasPrint: Bool, mild: Bool, random: inout Philox) {
        let pen = random.chance(0.15) ? random.uniform(0.2...0.45) : random.uniform(0.45...0.97)
        picture.resize(width: ink.width, height: height)
        picture.clear(to: random.chance(0.5) ? random.uniform(0.85...1) : random.uniform(0.35...0.95))
        // Ink is stronger than what the paper is printed with.
        if random.chance(0.4) { picture.addTexture(strength: pen * random.uniform(0.05...0.5), random: &random) }
        soil(picture, random: &random)
        if thickness > 2, random.chance(mild ? 0.04 : 0.1) { wear(random: &random) }
        let press = hasPrint ? min(0.97, pen * random.uniform(0.75...1.3)) : random.uniform(0.2...0.95)
        let isUneven = random.chance(0.25)
        if isUneven { ink.fade(random.uniform(0.2...0.6), random: &random) }
        let paper = Canvas(largestWidth: picture.width, largestHeight: picture.height)
        paper.resize(width: picture.width, height: picture.height)
        paper.pixels.update(from: picture.pixels, count: picture.count)
        for i in 0..<picture.count {
            picture.pixels[i] *= (1 - press * form.pixels[i]) * (1 - pen * ink.pixels[i])
        }
        expose(picture, paper: paper, thickness: thickness, pen: pen, mild: mild, random: &random)
    }

    /// Shadows, stains, folds.
    private func soil(_ picture: Canvas, random: inout Philox) {
        let (w, h) = (Float(picture.width), Float(picture.height))
        if random.chance(0.25) { picture.shade(across: random.normal(0.15), down: random.normal(0.06)) }
        if random.chance(0.12) { picture.fade(random.uniform(0.1...0.4), random: &random) }
        if random.chance(0.05) {
            // A shadow's or a tinted field's edge.
            let (x, slope, part) = (random.uniform(0...w), random.normal(0.5), random.uniform(0.6...0.9))
            for y in 0..<picture.height {
                let edge = Int(min(w, max(0, x + slope * Float(y))))
                for column in 0..<edge { picture.pixels[y * picture.width + column] *= part }
            }
        }
        if random.chance(0.04) {
            let radii = Point(random.uniform(0.1...0.8), random.uniform(0.1...0.6)) * h
            let value = random.uniform(0.6...0.9)
            picture.ellipse(center: Point(random.uniform(0...w), random.uniform(0...h)), radii: radii, value: value)
        }
        if random.chance(0.04) {
            let x = random.uniform(0...w)
            picture.line(
                from: Point(x, 0), to: Point(x + random.normal(0.3) * h, h), thickness: random.uniform(0.6...1.5),
                value: random.uniform(0.75...1), erasing: true)
        }
        picture.clamp()
    }

    /// Broken and dry strokes.
    private func wear(random: inout Philox) {
        if random.chance(0.5) { return ink.dropPixels(kept: random.uniform(0.8...0.97), random: &random) }
        for _ in 0..<random.integer(1...3) {
            let x = random.uniform(0...Float(ink.width))
            let y = random.uniform(0...Float(height))
            ink.line(
                from: Point(x, y), to: Point(x + random.normal(0.5) * Float(height), y + random.normal(0.5) * Float(height)),
                thickness: Float(height) * random.uniform(0.015...0.04), value: 0, erasing: true)
        }
    }

    /// Lens, sensor, file.
    private func expose(
        _ picture: Canvas, paper: Canvas, thickness: Float, pen: Float, mild: Bool, random: inout Philox
    ) {
        let part: Float = mild ? 0.5 : 1
        // Hairlines do not survive much.
        let strength = min(1.8, 0.5 * thickness) * Float(pen < 0.45 ? 0.6 : 1)
        if random.chance(0.5) { picture.blur(random.uniform(0.2...max(0.3, strength)) * part) }
        if random.chance(0.03 * part) { picture.moveBlur(length: random.integer(2...3), x: 1, y: random.normal(0.4)) }
        if random.chance(0.15 * part), pen > 0.4 { return threshold(picture, paper: paper, pen: pen, random: &random) }
        if random.chance(0.5) { picture.addNoise(random.uniform(0.004...0.05) * (0.4 + pen) * part, random: &random) }
        if random.chance(0.03 * part) { picture.addImpulses(random.uniform(0.002...0.02), random: &random) }
        if random.chance(0.25) { picture.compressAsJPEG(quality: random.uniform((mild || pen < 0.5 ? 45 : 15)...90)) }
    }

    /// One bit a pixel: ink where it is darker than the paper was, so that shadows do not swallow it.
    private func threshold(_ picture: Canvas, paper: Canvas, pen: Float, random: inout Philox) {
        if random.chance(0.5) { picture.addNoise(0.03, random: &random) }
        let part = 1 - pen * random.uniform(0.2...0.5)
        for i in 0..<picture.count { picture.pixels[i] = picture.pixels[i] > part * paper.pixels[i] ? 1 : 0 }
        if random.chance(0.2) {
            picture.addImpulses(random.uniform(0.001...0.015), full: random.uniform(0.2...1), random: &random)
        }
    }
}

extension Canvas {
    /// Makes pixels darker or weaker in clouds: each is multiplied by `1 - amount` ... 1.
    func fade(_ amount: Float, random: inout Philox) {
        // Two waves across each other; the phases are all that is random.
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
}
