/// Decides whether a sheet's values obey a rule.
package struct RuleCheck {
    package let rule: FormRule
    /// The kinds of the fields, for their values.
    package let kinds: [String: FieldKind]
    /// The earlier readings, for a rule that needs them.
    private let previous: PreviousReadings?

    package init(rule: FormRule, kinds: [String: FieldKind], previous: PreviousReadings? = nil) {
        (self.rule, self.kinds, self.previous) = (rule, kinds, previous)
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
        if case .together(let fields) = rule.kind {
            let filled = fields.count { !(values[$0] ?? "").isEmpty }
            return filled == 0 || filled == fields.count
        }
        // A blank field breaks no rule.
        var numbers: [String: Double] = [:]
        for field in rule.measured {
            guard let value = values[field], !value.isEmpty else { continue }
            guard let number = kinds[field]?.number(of: value) else { return false }
            numbers[field] = number
        }
        switch rule.kind {
        case .sum(let total, let parts):
            guard let sum = numbers[total], parts.contains(where: { numbers[$0] != nil }) else { return true }
            return Self.isEqual(sum, parts.reduce(0) { $0 + (numbers[$1] ?? 0) })
        case .difference(let result, let of, let minus):
            guard let difference = numbers[result], let high = numbers[of], let low = numbers[minus] else { return true }
            return Self.isEqual(difference, high - low)
        case .range(let field, let low, let high):
            guard let number = numbers[field] else { return true }
            return Self.isWithin(number, low, high)
        case .previous(let field, let key, let low, let high):
            guard let previous, let number = numbers[field], let key = values[key], !key.isEmpty else { return true }
            guard let earlier = previous[key] else { return false }
            return Self.isWithin(number - earlier, low, high)
        case .order(let fields):
            let present = fields.compactMap { numbers[$0] }
            return zip(present, present.dropFirst()).allSatisfy { $0 <= $1 }
        case .together, .unique: return true
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
