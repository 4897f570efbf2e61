/// Why a picture could not be turned into a digit.
public enum DigitImageError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The picture has no pixels.
    case empty
    /// Nothing stands out from the background: the strongest contrast found, in gray levels (0...255), and the contrast needed.
    case noInk(contrast: Int, needed: Int)

    /// One line without the file's name.
    public var description: String {
        switch self {
        case .empty: "no pixels"
        case .noInk(let contrast, let needed):
            "no ink found: contrast of at least \(needed) gray levels expected, found \(contrast)"
        }
    }
}
