import DigitImage
import DigitNN
import DigitTensor

/// Makes samples for one thread: working memory, and the order of steps.
final class RobustAugmenter: SampleAugmenter {
    let settings: RobustAugmentation
    private let normalizer = DigitNormalizer()
    let canvas = Canvas()
    /// The digit in its 28x28 field with a margin of one pixel.
    private let source = Canvas()
    private let field = Canvas()

    init(_ settings: RobustAugmentation) { self.settings = settings }

    func augment(
        sample: Int, label: Int, progress: Double, random: inout Philox, into target: UnsafeMutableBufferPointer<Float>
    ) -> Int {
        let mix = settings.mix(at: progress)
        let kind = random.nextUniform()
        var result = label
        if kind < mix.nonDigit {
            result = settings.nonDigitLabel
            drawNonDigit(sample: sample, random: &random)
        } else if random.chance(settings.regionalPart) {
            result = drawRegionalForm(random: &random)
        } else {
            drawDigit(sample: sample, label: label, mix, random: &random)
        }
        if result != settings.nonDigitLabel, isNearlyBlank {
            result = label
            load(sample, variantsOf: nil, random: &random)
            drawNearMNIST(random: &random)
        }
        canvas.clamp()
        for i in 0..<784 { target[i] = canvas.pixels[i] * 255 * settings.scale + settings.offset }
        return result
    }

    /// Whether so little is left that it is illegible.
    var isNearlyBlank: Bool {
        var (mass, peak): (Float, Float) = (0, 0)
        for i in 0..<canvas.count {
            mass += canvas.pixels[i]
            peak = max(peak, canvas.pixels[i])
        }
        return mass < 12 * max(peak, 0.05)
    }

    // MARK: Digits

    func drawDigit(sample: Int, label: Int, _ mix: SampleMix, random: inout Philox) {
        load(sample, variantsOf: label, random: &random)
        let way = random.nextUniform()
        if way < mix.nearMNIST {
            drawNearMNIST(random: &random)
        } else if way < mix.nearMNIST + mix.field {
            drawField(Warp(.init(rotation: 12, shear: 0.2, aspect: 0.15, elastic: 0.7), random: &random), random: &random)
            corrupt(random: &random)
        } else {
            let strength = random.chance(0.3) ? Float(0.4) : 1
            let warp = Warp(
                .init(
                    rotation: 11 * strength, shear: 0.36 * strength, lean: 0.1, aspect: 0.28 * strength, elastic: 1.3 * strength),
                random: &random)
            drawCrop(warp, random: &random)
            write(random: &random)
            normalize(random: &random)
        }
    }

    /// Draws a digit in a hand that MNIST does not have; returns which digit.
    func drawRegionalForm(random: inout Philox) -> Int {
        let (digit, glyph) = random.pick(RegionalForms.all)
        canvas.draw(glyph, random: &random)
        write(random: &random)
        normalize(random: &random)
        return digit
    }

    /// A digit like MNIST's: a little rotated, warped and moved.
    func drawNearMNIST(random: inout Philox) {
        let warp = Warp(.init(rotation: 6, shear: 0.1, aspect: 0.08, elastic: 0.9), random: &random)
        canvas.resize(width: 28, height: 28)
        let origin = SIMD2(14 + random.normal(0.6), 14 + random.normal(0.6))
        warp.draw(source.pixels, center: [14, 14], on: canvas, origin: origin, scale: 1 + random.normal(0.05))
        if random.chance(0.3) { canvas.changeStrokeWidth(by: random.normal(0.25)) }
    }

    /// A digit anywhere in the field and of any size in it.
    func drawField(_ warp: Warp, random: inout Philox) {
        canvas.resize(width: 28, height: 28)
        let scale = random.uniform(0.55...1.2)
        let room = SIMD2(
            max(1, 14.5 - scale * warp.halfExtent.x * 0.75), max(1, 14.5 - scale * warp.halfExtent.y * 0.95))
        let origin =
            random.chance(0.5)
            ? SIMD2(14 + random.uniform(-room.x...room.x), 14 + random.uniform(-room.y...room.y))
            : SIMD2(14 + random.normal(1), 14 + random.normal(1))
        warp.draw(source.pixels, center: [14, 14], on: canvas, origin: origin, scale: scale)
        if random.chance(0.4) { canvas.changeStrokeWidth(by: random.normal(0.5)) }
        if random.chance(0.3) { canvas.contrast(random.uniform(1.2...5), around: random.uniform(0.3...0.6)) }
    }

    /// A digit cropped from a page: of any resolution, with or without paper around it.
    func drawCrop(_ warp: Warp, random: inout Philox, size: Float? = nil) {
        // Most digits that are read are larger than MNIST's 20 pixels; some are smaller.
        let scale = (size ?? random.uniform(14...44)) / (2 * max(warp.halfExtent.x, warp.halfExtent.y))
        let margin = random.uniform(1...7)
        let half = SIMD2(warp.halfExtent.x, warp.halfExtent.y) * scale + margin
        canvas.resize(width: Int(2 * half.x), height: Int(2 * half.y))
        warp.draw(
            source.pixels, center: [14, 14], on: canvas, origin: [Float(canvas.width) / 2, Float(canvas.height) / 2], scale: scale
        )
    }

    /// The sample in its field, sometimes with a stroke that makes it another country's.
    func load(_ sample: Int, variantsOf label: Int?, random: inout Philox) {
        field.resize(width: 28, height: 28)
        settings.images.withUnsafeBufferPointer { images in
            let bytes = images.baseAddress! + sample * 784
            for i in 0..<784 { field.pixels[i] = Float(bytes[i]) * (1 / 255) }
        }
        if let label { field.addRegionalStroke(to: label, random: &random) }
        source.resize(width: 30, height: 30)
        source.clear()
        for y in 0..<28 { (source.pixels + (y + 1) * 30 + 1).update(from: field.pixels + y * 28, count: 28) }
    }

    // MARK: Damage to a crop

    /// Pen, paper, camera.
    func write(random: inout Philox) {
        let resolution = Float(max(canvas.width, canvas.height)) / 30
        // Strong thinning would remove whole strokes.
        if random.chance(0.7) { canvas.changeStrokeWidth(by: max(-0.8, random.normal(1.1)) * resolution) }
        if random.chance(0.12) { canvas.occlude(random: &random) }
        if random.chance(0.06) { canvas.addRule(random: &random) }
        if random.chance(0.06) { canvas.addBoxEdges(random: &random) }
        if random.chance(0.06) { canvas.addNeighborStrokes(thickness: 2.2 * resolution, random: &random) }
        if random.chance(0.03) { canvas.addSpots(random: &random) }
        if random.chance(0.6) { canvas.contrast(random.uniform(1.2...6), around: random.uniform(0.25...0.65)) }
        if random.chance(0.25) { canvas.stretchToSquare(side: random.pick([16, 16, 20, 24, 32])) }
        if random.chance(0.15) { canvas.shrink(to: random.integer(12...20)) }
        if random.chance(0.25) { canvas.binarize(at: random.uniform(0.3...0.6)) }
        if random.chance(0.06) { canvas.dropPixels(kept: random.uniform(0.6...0.95), random: &random) }
        if random.chance(0.2) { canvas.blur(random.uniform(0.3...2) * resolution) }
        if random.chance(0.15) { canvas.level(random.uniform(0...0.3), random.uniform(0.5...1)) }
        if random.chance(0.06) { canvas.clouds(random.uniform(0.1...0.4), random: &random) }
        if random.chance(0.2) { canvas.addNoise(random.uniform(0.01...0.12), random: &random) }
    }

    /// One or two kinds of damage.
    func corrupt(random: inout Philox) {
        random.pick(Corruption.allCases).apply(to: canvas, random: &random)
        canvas.clamp()
        if random.chance(0.2) { random.pick(Corruption.allCases).apply(to: canvas, random: &random) }
        canvas.clamp()
        // Some look like this after the normalizer.
        if random.chance(0.5) { normalize(random: &random) }
    }

    /// The output of the reader's normalizer for the canvas in one of its views: 28x28, black if it finds no ink.
    func normalize(random: inout Philox) {
        let view =
            random.chance(0.4)
            ? DigitView(upright: random.uniform(0...1), width: naturalExponential(random.normal(0.2))) : .asWritten
        guard let images = try? normalizer.normalize(canvas.image, views: [view]) else {
            canvas.resize(width: 28, height: 28)
            return canvas.clear()
        }
        canvas.take(images[0])
    }
}
