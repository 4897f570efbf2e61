import DigitTensor

/// One writer's hand, constant along a line. Lengths are in units of a digit's height unless stated otherwise.
struct Hand {
    /// A digit's height in pixels.
    let height: Float
    /// The slant: columns that a stroke moves to the right for each row upwards.
    let slant: Float
    /// The factor for widths.
    let aspect: Float
    /// The pen's width, in pixels.
    let thickness: Float
    /// The variation of the pen's width along a stroke, 0 ... 1.
    let pressure: Float
    /// The size of random offsets of points.
    let tremble: Float
    /// Standard deviations of a glyph's size (logarithm), position and slant.
    let sizeSpread: Float
    let baselineSpread: Float
    let slantSpread: Float
    /// The space between two glyphs, its spread, and how far glyphs move into each other's hollows (0 ... 1).
    let gap: Float
    let gapSpread: Float
    let kerning: Float
    /// Rows that the line rises by for each column.
    let rise: Float
    /// Whether zeros in a row touch or are joined by strokes.
    let joinsZeros: Bool
    /// The size of such zeros, in digit heights.
    let zeroSize: Float
    /// The probability that the pen stays down between two digits.
    let ligatures: Float
    /// Each digit's form: nil if the writer's digits are MNIST's, else the seed of the form.
    let forms: [UInt32?]
    /// The probability that a digit looks like the previous one of its class.
    let constancy: Float

    init(height: Float, mild: Bool, random: inout Philox) {
        self.height = height
        // With a finger, a mouse or a felt pen: even round strokes, separate digits.
        let isPlain = random.chance(0.12)
        slant = isPlain ? random.normal(0.12) : random.normal(0.25) + 0.1
        aspect = random.chance(0.3) ? random.uniform(0.6...1.6) : naturalExponential(random.normal(0.17))
        thickness = max(0.8, height * (isPlain ? random.uniform(0.06...0.24) : Self.relativeThickness(&random)))
        pressure = isPlain ? 0 : random.chance(0.5) ? random.uniform(0...0.35) : 0.05
        tremble =
            isPlain
            ? random.uniform(0...0.014) : random.chance(0.15) ? random.uniform(0.028...0.05) : random.uniform(0.006...0.028)
        sizeSpread = random.uniform(0.02...0.12)
        baselineSpread = random.uniform(0.01...0.06)
        slantSpread = random.uniform(0.02...0.08)
        (gap, gapSpread) = isPlain ? (random.uniform(0.08...1), random.uniform(0.03...0.2)) : Self.spacing(&random)
        kerning = random.uniform(0.2...1)
        rise = random.chance(0.5) ? random.normal(0.03) : 0
        joinsZeros = random.chance(0.45)
        zeroSize = joinsZeros && random.chance(0.5) ? random.uniform(0.45...1) : 1
        ligatures = random.chance(0.25) ? random.uniform(0.15...0.7) : 0
        constancy = random.uniform(0.2...0.9)
        let share: Float = isPlain ? 0.9 : random.pick([0.05, 0.1, 0.2, 0.35, 0.5, 1]) * (mild ? 0.8 : 1)
        forms = Self.leastShares.map { least in random.chance(max(share, least)) ? random.next() : nil }
    }

    /// The least probability that a digit is drawn: MNIST has few of the other forms of 1, 2, 4, 5, 7 and 9.
    private static let leastShares: [Float] = [0.2, 0.5, 0.35, 0.1, 0.4, 0.35, 0.1, 0.4, 0.1, 0.5]

    private static func relativeThickness(_ random: inout Philox) -> Float {
        if random.chance(0.05) { return random.uniform(0.16...0.24) }
        if random.chance(0.06) { return random.uniform(0.02...0.05) }
        return random.uniform(0.055...0.15)
    }

    private static func spacing(_ random: inout Philox) -> (Float, Float) {
        let way = random.nextUniform()
        if way < 0.3 { return (random.uniform(-0.08...0.04), random.uniform(0.02...0.08)) }
        if way < 0.75 { return (random.uniform(0.04...0.25), random.uniform(0.02...0.1)) }
        return (random.uniform(0.25...0.7), random.uniform(0.03...0.2))
    }
}
