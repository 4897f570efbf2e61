import DigitImage
import DigitReader

/// A sheet of paper that is filled in by hand: what is printed on it, and what is written where.
public struct Form: Equatable, Sendable {
    /// What people call it.
    public var name: String
    /// The blank sheet. All boxes are in its pixels; the page's size is its size.
    public let reference: GrayImage
    /// What is written on it, in the order of the table's columns.
    public let fields: [FormField]
    /// What must hold between fields.
    public let rules: [FormRule]

    /// The page's width in pixels of the reference picture.
    public var width: Int { reference.width }
    /// The page's height in pixels of the reference picture.
    public var height: Int { reference.height }

    /// The shortest side of a reference picture: less shows no print.
    public static let leastSide = 100
    /// The most fields of a form.
    public static let mostFields = 1_000

    /// A form of the given parts.
    /// - Throws: `FormError` naming the field or rule: names that come twice, boxes that overlap or reach beyond the page, a field that
    ///   allows no number, a rule about a field that there is not.
    public init(name: String, reference: GrayImage, fields: [FormField], rules: [FormRule] = []) throws(FormError) {
        (self.name, self.reference, self.fields, self.rules) = (name, reference, fields, rules)
        try check()
    }

    /// The field of a name, nil if there is none.
    public func field(named name: String) -> FormField? { fields.first { $0.name == name } }
}
