import DigitTensor

/// Damages a finished picture as a whole, as light, lenses, sensors, screens and hands do.
package enum Corruption: CaseIterable, Sendable {
    case brightness, fading, clouds, edges, line, zigzag, spots, inversion, glass, motion, impulses, shotNoise, noise, blur,
        pixels,
        occlusion

    /// Damages the canvas; `random` also determines by how much.
    package func apply(to canvas: Canvas, random: inout Philox) {
        switch self {
        case .brightness: canvas.level(random.uniform(0.1...0.75), 1)
        case .fading: canvas.level(0, random.uniform(0.15...0.7))
        case .clouds: canvas.clouds(random.uniform(0.2...0.8), random: &random)
        case .edges: canvas.findEdges(random: &random)
        case .line: canvas.addRule(random: &random)
        case .zigzag: canvas.addZigzag(random: &random)
        case .spots: canvas.addSpots(random: &random)
        case .inversion: canvas.invertPart(random: &random)
        case .glass:
            canvas.scatter(reach: random.integer(1...2), random: &random)
            canvas.blur(random.uniform(0.2...1))
        case .motion:
            let angle = random.uniform(0...Float.pi)
            canvas.moveBlur(length: random.integer(3...10), x: cosine(angle), y: sine(angle))
        case .impulses: canvas.addImpulses(random.uniform(0.02...0.3), full: random.uniform(0.3...1), random: &random)
        case .shotNoise: canvas.addShotNoise(random.uniform(0.2...0.9), random: &random)
        case .noise: canvas.addNoise(random.uniform(0.05...0.3), random: &random)
        case .blur: canvas.blur(random.uniform(0.5...3))
        case .pixels: canvas.dropPixels(kept: random.uniform(0.4...0.9), random: &random)
        case .occlusion: canvas.occlude(random: &random)
        }
    }
}

extension Canvas {
    /// Keeps only the edges of the ink: the outline, sharp or soft.
    func findEdges(random: inout Philox) {
        guard width > 2, height > 2 else { return }
        let (gain, threshold) = (random.uniform(1...2), random.chance(0.6) ? random.uniform(0.3...0.6) : 0)
        spare.update(repeating: 0, count: count)
        for y in 1..<height - 1 {
            let row = pixels + y * width
            for x in 1..<width - 1 {
                // The inner half of the outline: ink next to paper.
                let least = min(min(row[x - 1], row[x + 1]), min(row[x - width], row[x + width]))
                let edge = min(1, gain * (row[x] - least))
                spare[y * width + x] = threshold > 0 ? (edge > threshold ? 1 : 0) : edge
            }
        }
        swap()
    }
}
