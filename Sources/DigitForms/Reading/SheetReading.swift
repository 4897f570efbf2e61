import DigitReader

/// The reading of one sheet.
public struct SheetReading: Equatable, Sendable {
    /// The kind of sheet.
    public enum State: String, CaseIterable, Sendable {
        /// The form, filled in.
        case read
        /// The same, but it was upside down or on its side.
        case turned
        /// The form with all its fields blank.
        case unfilled
        /// Paper with nothing printed on it.
        case blank
        /// Something else, of which nothing is read.
        case otherForm = "other form"
    }

    /// The kind of sheet.
    public var state: State
    /// The name of the form that fits best; nil if there are none.
    public var form: String?
    /// The fraction of the form's print that was found in its place, 0...1.
    public var registrationScore: Double
    /// The degrees by which the picture was turned clockwise before reading: 0, 90, 180 or 270.
    public var turn: Int
    /// The fields in the form's order; empty for a sheet of another form.
    public var fields: [FieldReading]
    /// Maps the reference picture's pixels to the upright picture; nil for a sheet of another form.
    public var map: SheetMap?

    /// A reading with the given values.
    public init(
        state: State, form: String?, registrationScore: Double, turn: Int = 0, fields: [FieldReading] = [], map: SheetMap? = nil
    ) {
        (self.state, self.form, self.registrationScore) = (state, form, registrationScore)
        (self.turn, self.fields, self.map) = (turn, fields, map)
    }

    /// Whether a person should check it: another form, or a field that is not sure.
    public var needsReview: Bool {
        state == .otherForm || fields.contains { $0.needsReview }
    }
}
