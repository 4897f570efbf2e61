import DigitDecoding
import DigitReader

/// One place of a form that something is written in.
public struct FormField: Equatable, Sendable {
    /// The column's name in the table.
    public var name: String
    /// What is written there.
    public var kind: FieldKind
    /// Where, in pixels of the reference picture: the printed box itself, or the place above a rule.
    public var box: PixelBox
    /// By how many degrees the box is turned clockwise around its middle, -45...45.
    public var turn: Double
    /// How many boxes or comb fields for one digit each it is parted into; nil where it is not.
    public var boxes: Int?
    /// Whether it must be filled in.
    public var isRequired: Bool
    /// What else is known of the number.
    public var known: NumberDescription
    /// The row of a table that it is in, if any.
    public var row: FieldRow?

    /// A field of the given values.
    public init(
        name: String, kind: FieldKind, box: PixelBox, turn: Double = 0, boxes: Int? = nil, isRequired: Bool = false,
        known: NumberDescription = NumberDescription(), row: FieldRow? = nil
    ) {
        (self.name, self.kind, self.box, self.turn, self.boxes) = (name, kind, box, turn, boxes)
        (self.isRequired, self.known, self.row) = (isRequired, known, row)
    }

    /// The odds of what is written in a field to be what it is for: people know that, and about one in fifty does otherwise.
    private static let odds = 50.0

    /// What must be so of its number: by its kind and by what is known.
    /// - Parameter list: the valid numbers of a stack.
    /// - Returns: nil if nothing is known, and for boxes to cross off.
    /// - Throws: `FormError` naming the field if no number is allowed.
    public func constraint(among list: NumberList? = nil) throws(FormError) -> NumberConstraint? {
        guard let known = try kind.description(with: known, boxes: boxes, field: name) else { return nil }
        do throws(DecodingError) {
            var list = list
            if case .choice(let choices) = kind, list == nil { list = try NumberList(numbers: choices) }
            return try known.constraint(among: list)?.expected(odds: Self.odds)
        } catch { throw FormError("field \"\(name)\": \(error)") }
    }
}
