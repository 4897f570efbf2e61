/// Lets rules between fields choose between readings, by likelihood: the readings that are likeliest together and obey all rules.
package struct RuleSettling: Sendable {
    private let rules: [FormRule]
    private let kinds: [String: FieldKind]
    /// Rules that have fields in common, directly or by others.
    private let groups: [[Int]]

    /// How likely a person breaks a rule, such as by a wrong addition.
    private static let broken = 0.01
    /// How likely a wrong result is a given one: most are one or ten off, or have two digits exchanged, but there are some ten of these.
    private static let wrongResult = 0.1
    /// The most combinations that are weighed.
    private static let mostCombinations = 20_000
    /// The most values that all rules look at for that.
    private static let mostLooks = 2_000_000

    package init(_ form: Form) {
        rules = form.rules
        kinds = Dictionary(uniqueKeysWithValues: form.fields.map { ($0.name, $0.kind) })
        groups = Self.groups(form.rules)
    }

    /// A reading of a field.
    private struct Candidate {
        /// Empty where nothing is written, nil for all else that it may be.
        var value: String?
        var weight: Double
    }

    /// Settles all fields about which there are rules.
    /// - Parameter sureConfidence: of each field.
    package func settle(_ fields: inout [FieldReading], sureConfidence: [Double]) {
        for group in groups {
            let names = Set(group.flatMap { rules[$0].fields })
            let places = fields.indices.filter { names.contains(fields[$0].name) }
            settle(&fields, places, group.map { rules[$0] }, sureConfidence)
        }
    }

    private func settle(
        _ fields: inout [FieldReading], _ places: [Int], _ rules: [FormRule], _ sureConfidence: [Double]
    ) {
        let candidates = places.map { self.candidates(fields[$0]) }
        let names = places.map { fields[$0].name }
        let checks = rules.map { RuleCheck(rule: $0, kinds: kinds) }
        func values(_ chosen: [Int]) -> [String: String?] {
            Dictionary(uniqueKeysWithValues: names.indices.map { (names[$0], candidates[$0][chosen[$0]].value) })
        }
        // What is not weighed may be right as well.
        var (total, unweighed) = (0.0, 1.0)
        var likeliest = (weight: 0.0, chosen: [Int]())
        var shares = candidates.map { [Double](repeating: 0, count: $0.count) }
        let most = min(Self.mostCombinations, Self.mostLooks / max(1, rules.reduce(0) { $0 + $1.fields.count }))
        LikelyCombinations(candidates.map { $0.map(\.weight) }, most: max(1, most)).forEach { chosen, share in
            unweighed -= share
            let found = values(chosen)
            let weight = checks.reduce(share) { $0 * Self.likelihood($1, found) }
            total += weight
            for place in chosen.indices { shares[place][chosen[place]] += weight }
            if weight > likeliest.weight { likeliest = (weight, chosen) }
        }
        guard total > 0 else { return }
        total += max(0, unweighed) * rules.reduce(1) { $0 * Self.chance($1) }
        let found = values(likeliest.chosen)
        let failed = checks.first { Self.isKnown($0, found) && Self.likelihood($0, found) < 1 }?.rule
        for (number, place) in places.enumerated() {
            let choice = likeliest.chosen[number]
            let isFailed = failed?.fields.contains(names[number]) ?? false
            choose(
                candidates[number][choice].value, share: shares[number][choice] / total, failed: isFailed ? failed?.name : nil,
                &fields[place], sureConfidence[place])
        }
    }

    private func choose(_ value: String?, share: Double, failed: String?, _ field: inout FieldReading, _ sureConfidence: Double) {
        field.failedRule = failed
        guard field.state == .sure || field.state == .doubtful else { return }
        guard let value else {
            // None of its readings, most likely: it stays as it reads.
            field.state = .doubtful
            return
        }
        if value != field.value {
            field.alternatives.removeAll { $0.text == value }
            field.alternatives.insert(.init(text: field.value, confidence: Float(field.confidence)), at: 0)
            (field.value, field.text) = (value, value)
        }
        field.confidence = share
        field.state = share >= sureConfidence && failed == nil ? .sure : .doubtful
    }

    /// What a field may be: its reading, the alternatives, and as what is left, something else, which no rule can confirm.
    private func candidates(_ field: FieldReading) -> [Candidate] {
        switch field.state {
        case .blank: return [Candidate(value: "", weight: 1)]
        case .misfit, .crossedOut: return [Candidate(value: nil, weight: 1)]
        case .sure, .doubtful: break
        }
        var result: [Candidate] = []
        if !field.value.isEmpty { result.append(Candidate(value: field.value, weight: field.confidence)) }
        for other in field.alternatives {
            guard let value = kinds[field.name]?.value(of: other.text), !result.contains(where: { $0.value == value }) else {
                continue
            }
            result.append(Candidate(value: value, weight: Double(other.confidence)))
        }
        result.append(Candidate(value: nil, weight: max(0, 1 - result.reduce(0) { $0 + $1.weight })))
        return result
    }

    /// How likely values are by a rule.
    private static func likelihood(_ check: RuleCheck, _ values: [String: String?]) -> Double {
        guard isKnown(check, values) else { return chance(check.rule) }
        if check.holds(values.compactMapValues { $0 }) { return 1 }
        switch check.rule.kind {
        case .sum, .difference: return broken * wrongResult
        case .range, .order, .together: return broken
        }
    }

    /// Whether all values are known that a rule is about.
    private static func isKnown(_ check: RuleCheck, _ values: [String: String?]) -> Bool {
        !check.rule.fields.contains { values[$0] == .some(nil) }
    }

    /// How likely a rule holds with a value that is not known: a sum or a difference by chance only; of other rules, nothing can be said.
    private static func chance(_ rule: FormRule) -> Double {
        switch rule.kind {
        case .sum, .difference: broken
        case .range, .order, .together: 1
        }
    }

    private static func groups(_ rules: [FormRule]) -> [[Int]] {
        var groups: [(rules: [Int], fields: Set<String>)] = []
        for (number, rule) in rules.enumerated() {
            var joined = (rules: [number], fields: Set(rule.fields))
            for group in groups where !group.fields.isDisjoint(with: joined.fields) {
                joined = (group.rules + joined.rules, joined.fields.union(group.fields))
            }
            groups.removeAll { !$0.fields.isDisjoint(with: joined.fields) }
            groups.append(joined)
        }
        return groups.map(\.rules)
    }
}
