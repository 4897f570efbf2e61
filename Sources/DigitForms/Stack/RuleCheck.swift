/// Decides whether a sheet's values obey a rule.
package struct RuleCheck {
    package let rule: FormRule
    /// The kinds of the fields, for their values.
    package let kinds: [String: FieldKind]

    package init(rule: FormRule, kinds: [String: FieldKind]) { (self.rule, self.kinds) = (rule, kinds) }

    /// - Parameter values: the values of the fields that the rule concerns, by their names; empty for a blank field.
    package func holds(_ values: [String: String]) -> Bool {
        if case .together(let fields) = rule.kind {
            let filled = fields.count { !(values[$0] ?? "").isEmpty }
            return filled == 0 || filled == fields.count
        }
        // A blank field breaks no rule.
        var numbers: [String: Double] = [:]
        for field in rule.fields {
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
            return number >= low ?? -.infinity && number <= high ?? .infinity
        case .order(let fields):
            let present = fields.compactMap { numbers[$0] }
            return zip(present, present.dropFirst()).allSatisfy { $0 <= $1 }
        case .together: return true
        }
    }

    /// Within the rounding of decimals in binary.
    private static func isEqual(_ one: Double, _ other: Double) -> Bool {
        abs(one - other) <= 1e-9 * max(1, abs(one), abs(other))
    }
}
