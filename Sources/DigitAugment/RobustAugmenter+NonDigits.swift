import DigitImage
import DigitTensor

extension RobustAugmenter {
    /// Draws a picture that shows no digit.
    func drawNonDigit(sample: Int, random: inout Philox) {
        let way = random.nextUniform()
        switch way {
        case ..<0.38: canvas.draw(random.pick(Letters.all), random: &random)
        case ..<0.44: canvas.draw(inventedSign(&random), random: &random)
        case ..<0.54: canvas.drawScribble(random: &random)
        case ..<0.61: canvas.drawFlourish(random: &random)
        case ..<0.67: canvas.drawFigure(random: &random)
        case ..<0.71: canvas.drawBlots(random: &random)
        case ..<0.76: canvas.drawLines(random: &random)
        case ..<0.81: canvas.drawPrint(random: &random)
        case ..<0.86:
            canvas.drawTexture(random: &random)
            if random.chance(0.5) { normalize(random: &random) }
            return
        case ..<0.94: drawPair(sample, random: &random)
        default: drawTurned(sample, random: &random)
        }
        write(random: &random)
        if random.chance(0.15) { random.pick(Corruption.allCases).apply(to: canvas, random: &random) }
        normalize(random: &random)
    }

    /// The strokes of several characters as one that does not exist.
    private func inventedSign(_ random: inout Philox) -> StrokeGlyph {
        let strokes = (0..<random.integer(2...3)).map { _ in random.pick(random.pick(Letters.all).strokes) }
        return StrokeGlyph(strokes: strokes)
    }

    /// Two or three digits as one: a number that was not separated.
    private func drawPair(_ sample: Int, random: inout Philox) {
        let count = random.chance(0.8) ? 2 : 3
        let strength = Warp.Strength(rotation: 8, shear: 0.15, aspect: 0.15, elastic: 0.8)
        let height = random.uniform(20...36)
        // The first is kept while the next one is drawn.
        var pieces: [GrayImage] = []
        for piece in 0..<count {
            let chosen = piece == 0 ? sample : random.integer(0...settings.labels.count - 1)
            load(chosen, variantsOf: nil, random: &random)
            drawCrop(Warp(strength, random: &random), random: &random, size: height)
            guard let box = canvas.inkBox(above: 0.3) else { continue }
            canvas.crop(box)
            pieces.append(canvas.image)
        }
        let overlap = random.integer(-3...4)
        let total = pieces.reduce(0) { $0 + $1.width - overlap } + overlap
        canvas.resize(width: total + 4, height: (pieces.map(\.height).max() ?? 1) + 8)
        canvas.clear()
        var left = 2
        for piece in pieces {
            let top = random.integer(0...max(0, canvas.height - piece.height))
            for y in 0..<min(piece.height, canvas.height - top) {
                for x in max(0, -left)..<max(max(0, -left), min(piece.width, canvas.width - left)) {
                    let at = (top + y) * canvas.width + left + x
                    canvas.pixels[at] = max(canvas.pixels[at], Float(piece.pixels[y * piece.width + x]) * (1 / 255))
                }
            }
            left += piece.width - overlap
        }
    }

    /// A digit that stops being one when it is turned on its side or mirrored.
    private func drawTurned(_ sample: Int, random: inout Philox) {
        // Those that stay digits, or become others, are not used: scribbles take their place.
        let (turnable, mirrorable): (Set<UInt8>, Set<UInt8>) = ([2, 3, 4, 5, 7], [3, 4, 7, 9])
        let label = settings.labels[sample]
        load(sample, variantsOf: nil, random: &random)
        let strength = Warp.Strength(rotation: 10, shear: 0.15, aspect: 0.15, elastic: 0.8)
        if turnable.contains(label), random.chance(0.6) || !mirrorable.contains(label) {
            drawCrop(Warp(strength, random: &random, turn: random.chance(0.5) ? 90 : -90), random: &random)
        } else if mirrorable.contains(label) {
            drawCrop(Warp(strength, random: &random, mirrored: true), random: &random)
        } else {
            canvas.drawScribble(random: &random)
        }
    }
}
