import DigitTensor

/// The kind of a generated line; it determines sizes and the scan.
enum LinePlan {
    /// Numbers on paper, as on checks, pads and in tables.
    case numbers
    /// Digits in boxes or over a comb's spaces that they fill.
    case cells
    /// Small digits in tall boxes, as on scanned forms.
    case tallCells
    /// A line of machine print only.
    case print
    /// Words, scribbles or nothing.
    case noNumber

    init(emptyPart: Float, random: inout Philox) {
        switch random.nextUniform() {
        case ..<(0.45 * emptyPart): self = .print
        case ..<emptyPart: self = .noNumber
        case ..<(emptyPart + 0.08): self = .cells
        case ..<(emptyPart + 0.15): self = .tallCells
        default: self = .numbers
        }
    }

    /// The crop's height in pixels: of photos, of amounts on checks scanned at 200 dpi, of forms scanned at 300 dpi.
    func height(_ random: inout Philox) -> Int {
        switch self {
        case .tallCells: random.integer(36...84)
        case .print: random.chance(0.2) ? random.integer(14...30) : random.integer(30...72)
        default:
            random.chance(0.12)
                ? random.integer(14...24) : random.chance(0.75) ? random.integer(24...56) : random.integer(56...78)
        }
    }

    /// The height of digits, as a fraction of the crop's.
    func digitShare(_ random: inout Philox) -> Float {
        switch self {
        case .tallCells: random.uniform(0.32...0.64)
        case .numbers where random.chance(0.45): random.uniform(0.42...0.7)
        default: random.uniform(0.58...0.97)
        }
    }

    /// The probability that the scan has one bit per pixel.
    var oneBitPart: Float {
        switch self {
        case .tallCells: 0.6
        case .print: 0.45
        default: 0.14
        }
    }
}
