import DigitTensor

/// From ink, print and paper to what a scanner or camera delivers: brightness, 0 for black to 1 for white.
struct LineScan {
    let sheet: LineSheet
    /// The pen's width, in pixels.
    let thickness: Float
    /// Whether there is print that must stay visible.
    let hasPrint: Bool
    let oneBitPart: Float
    private let isMild: Bool
    /// The ink as the pen leaves it on the paper.
    private let ink: Canvas
    private let paper: Canvas

    init(_ sheet: LineSheet, thickness: Float, hasPrint: Bool, oneBitPart: Float, isMild: Bool) {
        (self.sheet, self.thickness, self.hasPrint) = (sheet, thickness, hasPrint)
        (self.oneBitPart, self.isMild) = (oneBitPart, isMild)
        ink = Canvas(largestWidth: sheet.ink.width, largestHeight: sheet.height)
        paper = Canvas(largestWidth: sheet.ink.width, largestHeight: sheet.height)
    }

    /// Makes the picture; if it is illegible, it is made again with less damage.
    func makePicture(_ random: inout Philox) -> Canvas {
        let picture = Canvas(largestWidth: sheet.ink.width, largestHeight: sheet.height)
        for care in 0...2 {
            paint(on: picture, care: care, random: &random)
            if sheet.isLegible(on: picture) { break }
        }
        return picture
    }

    /// - Parameter care: 0 for any damage, 1 for less, 2 for hardly any.
    private func paint(on picture: Canvas, care: Int, random: inout Philox) {
        let pen =
            care == 0
            ? (random.chance(0.15) ? random.uniform(0.2...0.45) : random.uniform(0.45...0.97))
            : random.uniform((care == 1 ? 0.55 : 0.8)...0.97)
        ink.copy(sheet.ink)
        picture.resize(width: ink.width, height: ink.height)
        picture.clear(to: random.chance(0.5) ? random.uniform(0.85...1) : random.uniform(0.35...0.95))
        // Ink is darker than the paper's printed background.
        if care < 2, random.chance(0.5) { picture.addTexture(strength: pen * random.uniform(0.05...0.6), random: &random) }
        soil(picture, pen: pen, random: &random)
        let isMild = isMild || care > 0
        if care < 2 {
            if thickness > 2, random.chance(isMild ? 0.04 : 0.1) { ink.wear(random: &random) }
            if random.chance(0.25) { ink.fade(random.uniform(0.2...0.6), random: &random) }
        }
        let press = hasPrint ? min(0.97, pen * random.uniform(0.75...1.3)) : random.uniform(0.2...0.95)
        paper.copy(picture)
        let form = sheet.form
        for i in 0..<picture.count { picture.pixels[i] *= (1 - press * form.pixels[i]) * (1 - pen * ink.pixels[i]) }
        expose(picture, pen: pen, isMild: isMild, random: &random)
    }

    /// Shadows, stains, folds, writing on the other side.
    private func soil(_ picture: Canvas, pen: Float, random: inout Philox) {
        let (w, h) = (Float(picture.width), Float(picture.height))
        if let back = sheet.back {
            let strength = pen * random.uniform(0.06...0.2)
            for i in 0..<picture.count { picture.pixels[i] *= 1 - strength * back.pixels[i] }
        }
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

    /// Lens, sensor, file.
    private func expose(_ picture: Canvas, pen: Float, isMild: Bool, random: inout Philox) {
        let part: Float = isMild ? 0.5 : 1
        // Hairlines do not survive strong damage.
        let strength = min(1.8, 0.5 * thickness) * Float(pen < 0.45 ? 0.6 : 1)
        if random.chance(0.5) { picture.blur(random.uniform(0.2...max(0.3, strength)) * part) }
        if random.chance(0.03 * part) { picture.moveBlur(length: random.integer(2...3), x: 1, y: random.normal(0.4)) }
        if random.chance(oneBitPart), pen > 0.4 { return threshold(picture, pen: pen, isMild: isMild, random: &random) }
        // A page's noise without ink must not give a number.
        let most: Float = sheet.signs.isEmpty ? 0.15 : 0.05
        if random.chance(0.5) { picture.addNoise(random.uniform(0.004...most) * (0.4 + pen) * part, random: &random) }
        if random.chance(0.03 * part) { picture.addImpulses(random.uniform(0.002...0.02), random: &random) }
        if random.chance(0.25) { picture.compressAsJPEG(quality: random.uniform((isMild || pen < 0.5 ? 45 : 15)...90)) }
    }

    /// One bit per pixel: ink where it is darker than the paper was, so that shadows do not swallow it; sometimes faxed.
    private func threshold(_ picture: Canvas, pen: Float, isMild: Bool, random: inout Philox) {
        if random.chance(0.5) { picture.addNoise(0.03, random: &random) }
        let part = 1 - pen * random.uniform(0.2...0.5)
        for i in 0..<picture.count { picture.pixels[i] = picture.pixels[i] > part * paper.pixels[i] ? 1 : 0 }
        if random.chance(0.2) {
            picture.addImpulses(random.uniform(0.001...0.015), full: random.uniform(0.2...1), random: &random)
        }
        if random.chance(isMild ? 0.06 : 0.15) { picture.jitterRows(random: &random) }
    }
}
