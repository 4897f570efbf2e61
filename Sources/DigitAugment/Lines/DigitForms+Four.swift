import DigitTensor

extension DigitForms {
    /// Open, in two strokes, the left one like an L or a lightning bolt; closed; or with strokes that cross.
    static func four(_ random: inout Philox) -> StrokePath {
        var path = StrokePath()
        let width = random.uniform(0.4...0.65)
        let bar = random.uniform(0.5...0.72)
        switch random.nextUniform() {
        case ..<0.3:
            // The left stroke like an L; the right one stands apart from it or crosses its foot.
            let top = random.uniform(0...0.2)
            path.start(top, random.uniform(0...0.12))
            path.straight(random.uniform(0...0.05), bar)
            path.straight(width, bar + random.uniform(-0.08...0.03))
            let stem = width * random.uniform(0.7...1)
            path.start(stem + random.uniform(0...0.08), random.uniform(0.1...0.4))
            path.straight(stem + random.normal(0.04), 1)
        case ..<0.42:
            // Like an h: a tall stroke, and from its middle an arch to the right and down.
            let waist = random.uniform(0.4...0.62)
            path.start(random.uniform(0.05...0.2), random.uniform(0...0.06))
            path.straight(random.uniform(0...0.06), waist + random.uniform(0.1...0.25))
            path.smooth(
                (width * 0.4, waist), (width * random.uniform(0.8...1), waist + random.uniform(0...0.1)),
                (width * random.uniform(0.7...1), 1))
            return path
        case ..<0.6:
            // Like a u, with the stem on its right.
            path.start(random.uniform(0...0.1), random.uniform(0...0.1))
            path.smooth((0.01, bar * 0.7), (width * 0.3, bar), (width * 0.95, bar * random.uniform(0.75...0.95)))
            path.start(width * random.uniform(0.9...1.05), random.uniform(-0.05...0.15))
            path.straight(width * random.uniform(0.7...1), 1)
        case ..<0.8:
            // A long slanting stroke with its foot, and a short stem across it.
            let top = random.uniform(0.25...0.5)
            path.start(top, 0)
            path.straight(0, bar)
            path.straight(width, bar + random.uniform(-0.04...0.04))
            let stem = width * random.uniform(0.5...0.8)
            path.start(stem + random.uniform(-0.02...0.1), bar - random.uniform(0.06...0.35))
            path.straight(stem + random.normal(0.03), 1)
        default:
            let stem = width * random.uniform(0.65...0.85)
            path.start(stem + random.normal(0.02), 0)
            path.straight(0, bar)
            path.straight(width, bar + random.normal(0.02))
            path.start(stem + random.normal(0.02), random.uniform(-0.04...0.1))
            path.straight(stem + random.normal(0.03), 1)
        }
        return path
    }
}
