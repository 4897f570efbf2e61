import DigitReader

/// What a sheet says.
public struct SheetReading: Equatable, Sendable {
    /// What a sheet is.
    public enum State: String, CaseIterable, Sendable {
        /// The form, filled in.
        case read
        /// The same, though it lay upside down or on its side.
        case turned
        /// The form with nothing written in its fields.
        case unfilled
        /// Paper with nothing printed on it.
        case blank
        /// Something else. Nothing is read of it.
        case otherForm = "other form"
    }

    /// What it is.
    public var state: State
    /// The name of the form that fits best; nil where none was given.
    public var form: String?
    /// How much of what is printed on the form was found where it belongs, 0...1.
    public var registrationScore: Double
    /// By how many degrees the picture was turned clockwise to be read: 0, 90, 180 or 270.
    public var turn: Int
    /// The fields in the form's order; empty for a sheet of another form.
    public var fields: [FieldReading]
    /// How the reference picture's pixels lie in the upright picture; nil for a sheet of another form.
    public var map: PageMap?

    /// A reading of the given values.
    public init(
        state: State, form: String?, registrationScore: Double, turn: Int = 0, fields: [FieldReading] = [], map: PageMap? = nil
    ) {
        (self.state, self.form, self.registrationScore) = (state, form, registrationScore)
        (self.turn, self.fields, self.map) = (turn, fields, map)
    }

    /// Whether a person should look at it: another form, or a field that is not sure.
    public var needsReview: Bool {
        state == .otherForm || fields.contains { $0.needsReview }
    }
}
