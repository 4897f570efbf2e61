import DigitTensor

/// Digits as people write them, stroke by stroke, with random proportions: above all forms that MNIST's writers hardly used.
///
/// Drawn for this purpose from how digits are taught and written in many countries, not from a data set or font.
enum DigitForms {
    /// Determines a way of writing: the same seed gives the same form and proportions.
    static func path(of digit: Int, seed: UInt32) -> StrokePath {
        var random = Philox(seed: UInt64(seed), stream: .lines, index: UInt32(digit))
        // The first numbers of neighboring seeds are unrelated, so that no warm-up is needed.
        switch digit {
        case 0: return zero(&random)
        case 1: return one(&random)
        case 2: return two(&random)
        case 3: return three(&random)
        case 4: return four(&random)
        case 5: return five(&random)
        case 6: return six(&random)
        case 7: return seven(&random)
        case 8: return eight(&random)
        default: return nine(&random)
        }
    }

    // MARK: 0, 6, 8

    /// Closed, open, with a slash, with a curl inside or a tail.
    private static func zero(_ random: inout Philox) -> StrokePath {
        var path = StrokePath()
        let radii = Point(random.uniform(0.18...0.35), 0.5)
        let center = Point(radii.x, 0.5)
        let start = random.uniform(-150 ... -30)
        let turn: Float = random.chance(0.9) ? -1 : 1
        switch random.nextUniform() {
        case ..<0.3:
            path.startArc(
                center, radii, from: start, sweep: turn * random.uniform(345...400), growth: random.uniform(0.85...1.08))
        case ..<0.48:
            // Open at the top or on the right.
            path.startArc(center, radii, from: start, sweep: turn * random.uniform(308...342), growth: random.uniform(0.85...1.1))
        case ..<0.6:
            // Open anywhere, its ends apart.
            path.startArc(
                center, radii, from: random.uniform(-180...180), sweep: turn * random.uniform(285...340),
                growth: random.uniform(0.8...1.2))
        case ..<0.72:
            path.startArc(center, radii, from: start, sweep: turn * 362)
            path.start(center.x + radii.x * random.uniform(0.5...1.2), 0.5 - random.uniform(0.3...0.55))
            path.straight(center.x - radii.x * random.uniform(0.5...1.2), 0.5 + random.uniform(0.3...0.55))
        case ..<0.85:
            path.startArc(center, radii, from: -80, sweep: -random.uniform(350...375))
            let curl = Point(random.uniform(0.06...0.14), random.uniform(0.06...0.14))
            path.arc(
                Point(center.x + radii.x * random.uniform(0...0.4), curl.y + random.uniform(0...0.06)), curl, from: -120,
                sweep: random.uniform(150...330))
        default:
            path.startArc(center, radii, from: -60, sweep: -random.uniform(340...365))
            path.smooth((radii.x * 2 + random.uniform(0...0.15), random.uniform(-0.1...0.08)))
        }
        return path
    }

    /// With a long stem, a small or an open bowl, or curved like a ribbon.
    private static func six(_ random: inout Philox) -> StrokePath {
        var path = StrokePath()
        let bowl = Point(random.uniform(0.19...0.3), random.uniform(0.18...0.3))
        let left = random.uniform(0...0.06)
        let center = Point(left + bowl.x, 1 - bowl.y)
        let top = Point(random.uniform(0.1...0.55), 0)
        path.start(top.x, top.y)
        if random.chance(0.3) {
            // A straight stem.
            path.straight(left + 0.01, center.y)
        } else {
            path.smooth((left + (top.x - left) * random.uniform(0.25...0.45), random.uniform(0.22...0.34)), (left, center.y))
        }
        let sweep = random.chance(0.35) ? random.uniform(220...285) : random.uniform(290...380)
        path.arc(center, bowl, from: 180, sweep: -sweep, growth: random.uniform(0.7...1))
        return path
    }

    /// A ribbon, open at the top, two loops that touch or do not.
    private static func eight(_ random: inout Philox) -> StrokePath {
        var path = StrokePath()
        let upper = Point(random.uniform(0.16...0.27), random.uniform(0.2...0.27))
        let lower = Point(random.uniform(0.18...0.32), 0.5 - upper.y + random.uniform(-0.02...0.02))
        let middle = max(upper.x, lower.x)
        if random.chance(0.45) {
            let space = random.uniform(-0.06...0.05)
            path.startArc(
                Point(middle + random.uniform(-0.05...0.1), upper.y), upper * Point(1, 1 - space), from: random.uniform(0...360),
                sweep: random.uniform(330...380))
            path.startArc(
                Point(middle, 1 - lower.y), lower * Point(1, 1 - space), from: random.uniform(-120 ... -60),
                sweep: random.uniform(330...380))
            return path
        }
        // From the upper right: to the left, across, around below, and up again.
        let (right, cross) = (middle + upper.x, 2 * upper.y)
        let opening = random.chance(0.5) ? random.uniform(0.05...0.2) : random.uniform(-0.08...0.03)
        path.start(right - random.uniform(0...0.1), random.uniform(0.02...0.14))
        path.smooth(
            (middle, 0), (middle - upper.x, upper.y), (middle, cross), (middle + lower.x, 1 - lower.y), (middle, 1),
            (middle - lower.x, 1 - lower.y), (middle + 0.02, cross + 0.02), (right - 0.02 + opening * 0.3, upper.y * 0.9),
            (right - 0.08 + opening, opening > 0 ? -0.02 : 0.05))
        return path
    }

    // MARK: 1, 7

    /// A bare stroke, a flag of any length, a tent, a foot.
    private static func one(_ random: inout Philox) -> StrokePath {
        var path = StrokePath()
        let lean = random.normal(0.05)
        // Many lean more than the writer's other digits do.
        let slant = random.chance(0.4) ? random.uniform(0...0.4) : 0
        let way = random.nextUniform()
        if way < 0.25 {
            path.start(slant, 0)
            path.smooth((slant / 2 + random.normal(0.04), 0.5), (lean, 1))
            return path
        }
        let isTent = way > 0.6
        let length = isTent ? random.uniform(0.5...1) : random.uniform(0.12...0.5)
        let reach = isTent ? random.uniform(0.2...0.6) : length * random.uniform(0.45...1.1)
        path.start(0, length)
        if random.chance(0.4) {
            path.smooth((reach * random.uniform(0.35...0.65), length * random.uniform(0.45...0.65)), (reach, 0))
        } else {
            path.straight(reach, 0)
        }
        let foot = reach + lean + (isTent ? random.uniform(0...0.15) : -slant)
        path.straight(foot, 1)
        if random.chance(0.12) {
            let half = random.uniform(0.12...0.3)
            path.start(foot - half, 1 + random.normal(0.02))
            path.straight(foot + half, 1 + random.normal(0.02))
        }
        return path
    }

    /// Straight or bent, with a bar of any length, a hook at the start, or crossed like a plus.
    private static func seven(_ random: inout Philox) -> StrokePath {
        var path = StrokePath()
        let isNarrow = random.chance(0.15)
        let width = isNarrow ? random.uniform(0.12...0.3) : random.uniform(0.3...0.65)
        let foot = random.chance(0.4) ? width + random.normal(0.05) : random.uniform(0...0.6) * width
        switch random.nextUniform() {
        case ..<0.4:
            path.start(0, random.uniform(-0.02...0.08))
            path.straight(width, 0)
        case ..<0.6:
            // So short that it and the bar do not form the bowl of a 9.
            path.start(0, width * random.uniform(0.2...0.45))
            path.straight(random.uniform(0...0.04), random.uniform(0...0.05))
            path.straight(width, 0)
        case ..<0.8:
            path.start(0, random.uniform(0.06...0.2))
            path.smooth((width * 0.3, 0.02), (width * 0.65, random.uniform(0.04...0.1)), (width, 0))
        default:
            // A curl, then the bar.
            path.start(random.uniform(0.03...0.1), width * random.uniform(0.25...0.42))
            path.smooth((0, 0.1), (0.08, 0), (width * 0.6, 0.06), (width, 0))
        }
        if random.chance(0.6) {
            path.straight(foot, 1)
        } else {
            path.smooth(((width + foot) / 2 + random.uniform(-0.1...0.06), 0.5), (foot, 1))
        }
        // With hardly any bar at its top, it is a 7 only by the bar through its middle.
        guard isNarrow || random.chance(0.7) else { return path }
        let height = random.uniform(0.4...0.68)
        let middle = width + (foot - width) * height
        let half = random.uniform((isNarrow ? 0.2 : 0.1)...0.32)
        let rise = half * random.uniform(-0.2...0.45)
        path.start(middle - half * random.uniform(0.8...1.3), height + rise)
        path.straight(middle + half * random.uniform(0.7...1.3), height - rise)
        return path
    }
}
