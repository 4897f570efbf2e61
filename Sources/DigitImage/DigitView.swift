/// A view of a written digit: with less of its slant, wider or narrower than it was written.
///
/// A network that reads a digit in several views, and whose answers are averaged, makes fewer errors and is better calibrated
/// (Ciresan, Meier and Schmidhuber 2012, section 2.2, average networks trained on digits of different widths).
public struct DigitView: Equatable, Sendable {
    /// The fraction of the slant that is removed: 0 for none to 1 for all.
    public let upright: Float
    /// The factor for the width, above 0.
    public let width: Float

    /// - Parameters:
    ///   - upright: the fraction of the slant that is removed, 0 ... 1.
    ///   - width: the factor for the width, 0.25 ... 4.
    public init(upright: Float = 0, width: Float = 1) {
        precondition((0...1).contains(upright) && (0.25...4).contains(width), "upright \(upright), width \(width)")
        self.upright = upright
        self.width = width
    }

    /// The digit as it was written.
    public static let asWritten = DigitView()
    /// The digit as it was written, and in two ways in which other hands might have written it.
    public static let usual = [asWritten, DigitView(upright: 0.7, width: 1.2), DigitView(upright: 0.4, width: 0.8)]

    /// The longer side that ink is shrunk to before the view is made: three times that of the box it ends in.
    private static let workingSide = 3 * DigitNormalizer.boxSize

    /// Returns the view of a digit.
    /// - Parameter ink: bright ink on 0, cropped to the digit; not empty.
    package func callAsFunction(_ ink: GrayImage) -> GrayImage {
        if self == .asWritten { return ink }
        let longer = max(ink.width, ink.height)
        let scale = min(1, Float(Self.workingSide) / Float(longer))
        let small = ink.resized(
            width: max(1, Int(Float(ink.width) * scale + 0.5)), height: max(1, Int(Float(ink.height) * scale + 0.5)))
        let standing = upright > 0 ? small.withoutSlant(small.slant * upright) : small
        return standing.resized(width: max(1, Int(Float(standing.width) * width + 0.5)), height: standing.height)
    }
}
