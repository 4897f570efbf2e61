/// Decides whether a sheet's values obey a rule.
package struct RuleCheck {
    package let rule: FormRule
    /// The names of the fields that it concerns.
    let fields: [String]
    /// How many of them, from the first on, have values that are numbers, dates or times.
    private let measured: Int
    private let kinds: [String: FieldKind]
    /// The earlier readings, for a rule that needs them.
    private let previous: PreviousReadings?

    /// A field's value, as rules compare it.
    package struct Value {
        /// Empty for a blank field.
        fileprivate let text: String
        /// Nil for a blank field, and for a text that is no number.
        fileprivate let number: Double?

        package init(_ text: String, kind: FieldKind?) {
            self.text = text
            number = text.isEmpty ? nil : kind?.number(of: text)
        }
    }

    /// - Parameter kinds: the kinds of the fields, for their values.
    package init(rule: FormRule, kinds: [String: FieldKind], previous: PreviousReadings? = nil) {
        (self.rule, self.kinds, self.previous) = (rule, kinds, previous)
        (fields, measured) = (rule.fields, rule.measured.count)
    }

    /// The description of a violation for the user: the rule's name, and the key if it is not among the earlier readings.
    package func problem(_ values: [String: String]) -> String {
        guard case .previous(_, let key, _, _) = rule.kind, let value = values[key], previous?[value] == nil else {
            return rule.name
        }
        return "\(rule.name): \(value) is not among the earlier readings"
    }

    /// - Parameter values: the values of the fields that the rule concerns, by their names; empty for a blank field.
    package func holds(_ values: [String: String]) -> Bool {
        let values = fields.map { Value(values[$0] ?? "", kind: kinds[$0]) }
        return holds { values[$0] }
    }

    /// - Parameter value: the value of the field at each place of the rule's `fields`; examined at most three times each.
    package func holds(_ value: (Int) -> Value) -> Bool {
        func number(_ place: Int) -> Double? { value(place).number }
        // A blank field breaks no rule.
        for place in 0..<measured {
            let value = value(place)
            if value.number == nil, !value.text.isEmpty { return false }
        }
        switch rule.kind {
        case .sum:
            let parts = 1..<fields.count
            guard let sum = number(0), parts.contains(where: { number($0) != nil }) else { return true }
            return Self.isEqual(sum, parts.reduce(0) { $0 + (number($1) ?? 0) })
        case .difference:
            guard let difference = number(0), let high = number(1), let low = number(2) else { return true }
            return Self.isEqual(difference, high - low)
        case .range(_, let low, let high):
            guard let number = number(0) else { return true }
            return Self.isWithin(number, low, high)
        case .previous(_, _, let low, let high):
            guard let previous, let number = number(0) else { return true }
            let key = value(1).text
            guard !key.isEmpty else { return true }
            guard let earlier = previous[key] else { return false }
            return Self.isWithin(number - earlier, low, high)
        case .order:
            var last: Double?
            for place in fields.indices {
                guard let number = number(place) else { continue }
                if let last, !(last <= number) { return false }
                last = number
            }
            return true
        case .together:
            let filled = fields.indices.count { !value($0).text.isEmpty }
            return filled == 0 || filled == fields.count
        case .unique: return true
        }
    }

    private static func isWithin(_ number: Double, _ low: Double?, _ high: Double?) -> Bool {
        func reaches(_ one: Double, _ other: Double) -> Bool { one >= other || isEqual(one, other) }
        return reaches(number, low ?? -.infinity) && reaches(high ?? .infinity, number)
    }

    /// Within the rounding of decimals in binary.
    private static func isEqual(_ one: Double, _ other: Double) -> Bool {
        abs(one - other) <= 1e-9 * max(1, abs(one), abs(other))
    }
}
