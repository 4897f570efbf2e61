import DigitDecoding
import DigitReader

/// A field of a form: a place to write in.
public struct FormField: Equatable, Sendable {
    /// The column's name in the table.
    public var name: String
    /// The kind of value written there.
    public var kind: FieldKind
    /// Its box in pixels of the reference picture: the printed box itself, or the area above a rule.
    public var box: PixelBox
    /// The degrees by which the box is rotated clockwise around its center, -45...45.
    public var turn: Double
    /// The number of boxes or comb spaces for one digit each that it is divided into; nil if it is not.
    public var boxes: Int?
    /// Whether it must be filled in.
    public var isRequired: Bool
    /// Further conditions on the number.
    public var known: NumberDescription
    /// The table row that it is in, if any.
    public var row: FieldRow?

    /// A field with the given values.
    public init(
        name: String, kind: FieldKind, box: PixelBox, turn: Double = 0, boxes: Int? = nil, isRequired: Bool = false,
        known: NumberDescription = NumberDescription(), row: FieldRow? = nil
    ) {
        (self.name, self.kind, self.box, self.turn, self.boxes) = (name, kind, box, turn, boxes)
        (self.isRequired, self.known, self.row) = (isRequired, known, row)
    }

    /// The prior odds that the writing in a field is a valid value: people rarely write anything else, about one in fifty.
    private static let odds = 50.0

    /// The constraint on its number, from its kind and from what is known.
    /// - Parameter list: the valid numbers of a stack.
    /// - Returns: nil if there is none, and for checkboxes and codes.
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
