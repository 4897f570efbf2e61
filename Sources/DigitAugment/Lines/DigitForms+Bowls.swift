import DigitTensor

/// 2, 3, 5 and 9.
extension DigitForms {
    /// With a hook, a curl or a large loop at its start; its foot straight, waved or looped; or flat like a Z.
    static func two(_ random: inout Philox) -> StrokePath {
        var path = StrokePath()
        let width = random.uniform(0.42...0.64)
        let shoulder = random.uniform(0.2...0.32)
        let way = random.nextUniform()
        if way < 0.14 {
            path.start(0, random.uniform(0...0.12))
            path.straight(width * random.uniform(0.8...1), random.uniform(0...0.04))
            path.straight(random.uniform(0...0.08), 1)
            path.straight(width, 1 + random.normal(0.02))
            return path
        }
        if way < 0.4 {
            // A large loop: nearly a whole ring, as in a Q.
            let ring = Point(random.uniform(0.18...0.33), random.uniform(0.2...0.32))
            path.startArc(
                Point(ring.x, ring.y), ring, from: random.uniform(20...120), sweep: random.uniform(260...330), growth: 1.02)
            path.smooth((ring.x * random.uniform(0.8...1.3), random.uniform(0.72...0.85)))
        } else if way < 0.65 {
            // A hook or a small curl.
            let curl = random.uniform(0.05...0.12)
            path.startArc(
                Point(curl, shoulder), Point(curl, curl), from: random.uniform(-90...120), sweep: random.uniform(100...260))
            path.smooth((width * 0.35, 0), (width * 0.9, shoulder * 0.9), (width * 0.55, 0.62))
        } else {
            path.start(0, random.uniform(0.1...0.3))
            path.smooth((width * 0.4, 0), (width * 0.9, shoulder), (width * 0.5, 0.66))
        }
        addFootOfTwo(&path, width: width, &random)
        return path
    }

    private static func addFootOfTwo(_ path: inout StrokePath, width: Float, _ random: inout Philox) {
        switch random.nextUniform() {
        case ..<0.4:
            path.smooth((random.uniform(0...0.06), 1))
            path.straight(width, 1 + random.normal(0.03))
        case ..<0.8:
            // A loop that lies at the corner.
            let loop = random.uniform(0.05...0.13)
            path.smooth(
                (loop * 0.9, 1), (0, 1 - loop * 0.8), (loop * 1.1, 1 - loop * 1.7), (width * 0.55, 0.97),
                (width + random.uniform(0...0.1), 1 - random.uniform(-0.05...0.1)))
        default:
            path.smooth((0.03, 0.98), (width * 0.3, 0.9), (width * 0.65, 1), (width, 0.93))
        }
    }

    /// Flat at the top, with a small loop in the middle, or in two parts that do not touch.
    static func three(_ random: inout Philox) -> StrokePath {
        var path = StrokePath()
        let width = random.uniform(0.38...0.6)
        let waist = random.uniform(0.38...0.5)
        let lower = Point(width * 0.5, (1 - waist) / 2)
        if random.chance(0.4) {
            path.start(random.uniform(0...0.06), random.uniform(-0.02...0.06))
            path.straight(width * random.uniform(0.8...1), 0)
            path.straight(width * random.uniform(0.3...0.5), waist)
            path.smooth(
                (width, waist + lower.y * random.uniform(0.6...1)), (width * 0.5, 1), (0, 1 - random.uniform(0...0.14)))
            return path
        }
        let isApart = random.chance(0.4)
        let space = isApart ? random.uniform(0.02...0.07) : 0
        path.start(random.uniform(0...0.08), random.uniform(0.08...0.2))
        path.smooth((width * 0.5, 0), (width * 0.92, waist * 0.48), (width * random.uniform(0.35...0.5), waist - space))
        if isApart {
            path.start(width * random.uniform(0.35...0.5), waist + space)
        } else if random.chance(0.3) {
            path.smooth((width * 0.25, waist - 0.05), (width * 0.45, waist + 0.02))
        }
        path.smooth((width, waist + lower.y), (width * 0.5, 1), (0, 1 - random.uniform(0.02...0.16)))
        return path
    }

    /// With a separate bar, in one stroke like an S, or like a root sign.
    static func five(_ random: inout Philox) -> StrokePath {
        var path = StrokePath()
        let width = random.uniform(0.4...0.62)
        switch random.nextUniform() {
        case ..<0.5:
            // The body first, then the bar, which may miss it.
            let waist = random.uniform(0.34...0.48)
            let neck = random.uniform(0.04...0.2)
            path.start(neck, random.uniform(0...0.06))
            path.straight(neck - random.uniform(0...0.08), waist)
            path.smooth(
                (width * 0.6, waist - random.uniform(0...0.06)), (width * 0.95, (1 + waist) / 2), (width * 0.5, 1),
                (random.uniform(-0.05...0.05), 1 - random.uniform(0...0.1)))
            let miss = random.chance(0.5) ? random.uniform(0.03...0.14) : random.uniform(-0.04...0.03)
            path.start(neck + miss, random.uniform(-0.06...0.06))
            path.straight(neck + miss + random.uniform(0.25...0.5), random.uniform(-0.1...0.04))
        case ..<0.7:
            path.start(width, random.uniform(0...0.1))
            path.smooth(
                (width * 0.5, 0.02), (width * 0.15, 0.2), (width * 0.4, 0.42), (width * 0.9, 0.68), (width * 0.5, 0.98),
                (0, 1 - random.uniform(0...0.12)))
        default:
            // A short downstroke, which may be just a tick, a long upstroke, and the bar.
            let tip = random.uniform(0.06...0.24)
            path.start(0, random.chance(0.3) ? random.uniform(0.8...0.95) : random.uniform(0.55...0.75))
            path.smooth((tip, 1))
            path.smooth((tip + random.uniform(0.06...0.14), 0.6), (tip + random.uniform(0.05...0.2), random.uniform(0.02...0.12)))
            path.smooth((tip + random.uniform(0.2...0.3), 0), (tip + random.uniform(0.35...0.55), random.uniform(-0.02...0.1)))
        }
        return path
    }

    /// Like a P, like a g, with a straight or hooked foot or a loop at it.
    static func nine(_ random: inout Philox) -> StrokePath {
        var path = StrokePath()
        let bowl = Point(random.uniform(0.17...0.3), random.uniform(0.18...0.3))
        let center = Point(bowl.x, bowl.y)
        let way = random.nextUniform()
        if way < 0.26 {
            // The stem is on the left, the bowl to its right: written from the bowl's lower left around and back, then down.
            path.startArc(center, bowl, from: random.uniform(100...170), sweep: random.uniform(250...330))
            path.smooth((bowl.x * random.uniform(0.5...1), bowl.y * 2.1), (bowl.x * random.uniform(0.3...1), 1))
            return path
        }
        if way < 0.4 {
            // Like an S: the bowl stays open, and the stem swings out to the right and back.
            let (width, waist) = (random.uniform(0.3...0.5), random.uniform(0.35...0.5))
            path.start(width, random.uniform(0.02...0.16))
            path.smooth(
                (width * 0.5, 0), (0, waist * 0.5), (width * 0.4, waist), (width, waist * random.uniform(0.5...0.9)),
                (width * random.uniform(0.85...1.05), waist + 0.2), (width * random.uniform(0.3...0.8), 1))
            return path
        }
        if way < 0.5 {
            // A tail to the left, a flat loop, and the stem from its middle.
            path.start(random.uniform(-0.08...0.02), bowl.y * random.uniform(1.1...1.7))
            path.smooth(
                (bowl.x * 0.5, bowl.y * 1.7), (bowl.x * 2, bowl.y * 0.8), (bowl.x * 1.2, 0), (bowl.x * 0.3, bowl.y * 0.6),
                (bowl.x * 0.7, bowl.y * 1.9), (bowl.x * random.uniform(0.6...1.2), 1))
            return path
        }
        path.startArc(
            center, bowl, from: random.uniform(-70...0), sweep: -random.uniform(290...370), growth: random.uniform(0.85...1.05))
        let right = bowl.x * 2 - random.uniform(0...0.06)
        path.straight(right, random.uniform(0.02...0.2))
        addStemOfNine(&path, right: right, &random)
        return path
    }

    private static func addStemOfNine(_ path: inout StrokePath, right: Float, _ random: inout Philox) {
        let foot = right - random.uniform(-0.03...0.22)
        switch random.nextUniform() {
        case ..<0.3:
            path.straight(foot, 1)
        case ..<0.6:
            path.smooth((right - 0.02, 0.7), (right - 0.14, 0.98), (random.uniform(-0.05...0.15), random.uniform(0.86...1)))
        case ..<0.8:
            // Below the line, as a g.
            let depth = random.uniform(1.05...1.25)
            path.smooth((right, 0.75), (right - 0.1, depth), (0.05, depth - random.uniform(0.02...0.12)))
        default:
            // A loop that closes at the stem.
            path.smooth(
                (right - 0.02, 0.72), (right - 0.1, 1), (right - random.uniform(0.25...0.4), 0.94), (right - 0.2, 0.8),
                (right + random.uniform(0...0.15), random.uniform(0.68...0.78)))
        }
    }
}
