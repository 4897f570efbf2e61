/// A line of writing at the height that the network for numbers takes.
public struct LineStrip: Equatable, Sendable {
    /// Rows of every strip.
    public static let height = 32

    /// Columns.
    public let width: Int
    /// `height` rows of `width` values, 0 for paper to 1 for the strongest ink.
    public let values: [Float]

    /// A strip of `width` columns.
    package init(width: Int, values: [Float]) {
        precondition(values.count == Self.height * width, "\(values.count) values for \(width) columns")
        (self.width, self.values) = (width, values)
    }

    /// The width in columns of a strip made from a picture of the given size in pixels, which must not be empty: its proportions
    /// are kept.
    public static func width(ofPictureWidth width: Int, height: Int) -> Int {
        max(1, (2 * width * Self.height + height) / (2 * height))
    }
}
