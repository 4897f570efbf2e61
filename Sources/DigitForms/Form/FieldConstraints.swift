import DigitDecoding

/// The constraints on the numbers of a form's fields: built once for all fields with the same constraint.
struct FieldConstraints {
    /// The most states of automata that are examined for one form: about two seconds.
    private static let mostEffort = 100_000

    private struct Known: Hashable {
        var texts: [String?]
        var choices: [String]
    }

    private var made: [Known: NumberConstraint?] = [:]
    private var effort = 0

    /// Like `FormField.constraint(among:)` without a list.
    /// - Throws: `FormError` naming the field if no number is allowed, or the constraints of all fields together are too complex.
    mutating func constraint(of field: FormField) throws(FormError) -> NumberConstraint? {
        guard let description = try field.kind.description(with: field.known, boxes: field.boxes, field: field.name) else {
            return nil
        }
        var known = Known(
            texts: [
                description.length, description.pattern, description.checksum, description.range,
                description.decimals.map(String.init),
            ], choices: [])
        if case .choice(let choices) = field.kind { known.choices = choices }
        if let constraint = made[known] { return constraint }
        let constraint = try field.constraint()
        effort += constraint?.effort ?? 0
        guard effort <= Self.mostEffort else {
            throw FormError("field \"\(field.name)\": the conditions on it and on the fields before it are too complex")
        }
        made[known] = .some(constraint)
        return constraint
    }
}
