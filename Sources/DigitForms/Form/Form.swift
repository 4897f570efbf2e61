import DigitImage
import DigitReader

/// A form to fill in by hand: its printed sheet and its fields.
public struct Form: Equatable, Sendable {
    /// Its name.
    public var name: String
    /// The blank sheet. All boxes are in its pixels; the page's size is its size.
    public let reference: GrayImage
    /// Its fields, in the order of the table's columns.
    public let fields: [FormField]
    /// The rules between fields.
    public let rules: [FormRule]

    /// The page's width in pixels of the reference picture.
    public var width: Int { reference.width }
    /// The page's height in pixels of the reference picture.
    public var height: Int { reference.height }

    /// The shortest side of a reference picture: on less, print is not visible.
    public static let leastSide = 100
    /// The most fields of a form.
    public static let mostFields = 1_000

    /// A form with the given parts.
    /// - Throws: `FormError` naming the field or rule: duplicate names, names that are empty, longer than 200 bytes or not visible,
    ///   boxes that overlap or extend beyond the page, a field that allows no number, a rule about a missing field.
    public init(name: String, reference: GrayImage, fields: [FormField], rules: [FormRule] = []) throws(FormError) {
        (self.name, self.reference, self.fields, self.rules) = (name, reference, fields, rules)
        try check()
    }

    /// The field with a name, nil if there is none.
    public func field(named name: String) -> FormField? { fields.first { $0.name == name } }
}
