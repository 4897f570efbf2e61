/// Lets rules between fields choose between readings by likelihood: the most likely combination of readings that obeys all rules.
package struct RuleSettling: Sendable {
    private let rules: [FormRule]
    private let kinds: [String: FieldKind]
    /// The earlier readings by field name.
    private let previous: [String: PreviousReadings]
    /// Rules that have fields in common, directly or through others.
    private let groups: [[Int]]

    /// The probability that a person breaks a rule, such as by a wrong addition.
    private static let broken = 0.01
    /// The probability of each wrong result, given that the result is wrong: most are one or ten off, or have two digits
    /// exchanged, which makes about ten.
    private static let wrongResult = 0.1
    /// The greatest number of combinations that are weighed.
    private static let mostCombinations = 20_000
    /// The greatest numbers of values that rules examine for that: those that have fields in common, and all of a form. Ordinary forms
    /// are far below the second one, so that how many combinations are weighed for a field does not depend on other fields.
    private static let (mostLooks, mostLooksOfAll) = (2_000_000, 20_000_000)

    /// - Parameter previous: the earlier readings by field name; for the rows of a table, by the name of the column.
    package init(_ form: Form, previous: [String: PreviousReadings] = [:]) {
        var known: [String: PreviousReadings] = [:]
        for field in form.fields { known[field.name] = previous[field.name] ?? field.row.flatMap { previous[$0.column] } }
        self.previous = known
        // Rules about earlier readings are skipped if there are none; those between sheets are checked for the whole stack.
        rules = form.rules.filter { rule in
            if case .unique = rule.kind { return false }
            return rule.judged.map { known[$0] != nil } ?? true
        }
        kinds = Dictionary(uniqueKeysWithValues: form.fields.map { ($0.name, $0.kind) })
        groups = Self.groups(rules)
    }

    /// How many combinations of readings are weighed for rules that have fields in common.
    /// - Parameter all: all rules of the form.
    package static func mostCombinations(for rules: [FormRule], of all: [FormRule]) -> Int {
        func looks(_ rules: [FormRule]) -> Int { max(1, rules.reduce(0) { $0 + $1.fields.count }) }
        return max(1, min(mostCombinations, mostLooks / looks(rules), mostLooksOfAll / looks(all)))
    }

    /// A reading of a field.
    private struct Candidate {
        /// The value; empty for a blank field, nil for any value that is not listed.
        var value: String?
        var weight: Double
    }

    /// Settles all fields that rules concern.
    /// - Parameters:
    ///   - fields: the readings of all fields of the form.
    ///   - sureConfidence: the threshold of each field.
    package func settle(_ fields: inout [FieldReading], sureConfidence: [Double]) {
        let most = groups.map { group in Self.mostCombinations(for: group.map { rules[$0] }, of: rules) }
        for (group, most) in zip(groups, most) {
            let names = Set(group.flatMap { rules[$0].fields })
            let places = fields.indices.filter { names.contains(fields[$0].name) }
            settle(&fields, places, group.map { rules[$0] }, most, sureConfidence)
        }
    }

    /// Checks the rules again for values that have changed; fields that break one become doubtful.
    package func recheck(_ fields: inout [FieldReading], changed: Set<String>) {
        let placeOf = Dictionary(zip(fields.map(\.name), fields.indices)) { first, _ in first }
        for check in checks(rules) where !changed.isDisjoint(with: check.fields) {
            let places = check.fields.compactMap { placeOf[$0] }
            // An unknown value breaks no rule.
            guard places.allSatisfy({ fields[$0].state == .blank || !fields[$0].value.isEmpty }) else { continue }
            let values = Dictionary(uniqueKeysWithValues: places.map { (fields[$0].name, fields[$0].value) })
            guard !check.holds(values) else { continue }
            for place in places { fields[place].doubt(check.problem(values)) }
        }
    }

    private func checks(_ rules: [FormRule]) -> [RuleCheck] {
        rules.map { rule in RuleCheck(rule: rule, kinds: kinds, previous: rule.judged.flatMap { previous[$0] }) }
    }

    private func settle(
        _ fields: inout [FieldReading], _ places: [Int], _ rules: [FormRule], _ most: Int, _ sureConfidence: [Double]
    ) {
        let candidates = places.map { self.candidates(fields[$0]) }
        let names = places.map { fields[$0].name }
        let numberOf = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
        let checks = checks(rules).map { WeighedRule(check: $0, places: $0.fields.map { numberOf[$0]! }) }
        // Parsed once, not for each combination and rule.
        let values = zip(names, candidates).map { name, candidates in
            candidates.map { candidate in candidate.value.map { RuleCheck.Value($0, kind: kinds[name]) } }
        }
        func found(_ chosen: [Int]) -> [RuleCheck.Value?] { chosen.indices.map { values[$0][chosen[$0]] } }
        // Combinations that are not weighed may be right as well.
        var (total, unweighed) = (0.0, 1.0)
        var likeliest = (weight: 0.0, chosen: [Int]())
        var shares = candidates.map { [Double](repeating: 0, count: $0.count) }
        LikelyCombinations(candidates.map { $0.map(\.weight) }, most: most).forEach { chosen, share in
            unweighed -= share
            let found = found(chosen)
            let weight = checks.reduce(share) { $0 * $1.likelihood(found) }
            total += weight
            for place in chosen.indices { shares[place][chosen[place]] += weight }
            if weight > likeliest.weight { likeliest = (weight, chosen) }
        }
        guard total > 0 else { return }
        total += max(0, unweighed) * checks.reduce(1) { $0 * $1.chance }
        let best = found(likeliest.chosen)
        let failed = checks.first { $0.isKnown(best) && $0.likelihood(best) < 1 }?.check
        let problem = failed.map { failed in
            failed.problem(
                Dictionary(
                    uniqueKeysWithValues: names.indices.compactMap { number in
                        candidates[number][likeliest.chosen[number]].value.map { (names[number], $0) }
                    }))
        }
        let failedFields = Set(failed?.fields ?? [])
        // If a field's own reading is unlikely under its rules, but no other one is known.
        var unconfirmed: [String: String] = [:]
        for check in checks.reversed() { for field in check.check.fields { unconfirmed[field] = check.check.rule.name } }
        for (number, place) in places.enumerated() {
            let choice = likeliest.chosen[number]
            choose(
                candidates[number][choice].value, share: shares[number][choice] / total,
                failed: failedFields.contains(names[number]) ? problem : nil, unconfirmed: unconfirmed[names[number]],
                &fields[place], sureConfidence[place])
        }
    }

    private func choose(
        _ value: String?, share: Double, failed: String?, unconfirmed: String?, _ field: inout FieldReading,
        _ sureConfidence: Double
    ) {
        field.failedRule = failed
        guard field.state == .sure || field.state == .doubtful else { return }
        if kinds[field.name] == .code {
            // A rule does not change a code's value or make it more certain.
            if failed != nil { field.state = .doubtful }
            return
        }
        guard let value else {
            // None of its readings is likely: it keeps its value.
            field.confidence = min(field.confidence, 1 - share)
            field.failedRule = failed ?? unconfirmed
            field.state = .doubtful
            return
        }
        if value != field.value {
            field.alternatives.removeAll { $0.text == value }
            field.alternatives.insert(.init(text: field.value, confidence: Float(field.confidence)), at: 0)
            (field.value, field.text) = (value, value)
        } else if field.confidence < 1 {
            let scale = (1 - share) / (1 - field.confidence)
            for place in field.alternatives.indices {
                field.alternatives[place].confidence = min(Float(share), field.alternatives[place].confidence * Float(scale))
            }
        }
        field.confidence = share
        field.state = share >= sureConfidence && failed == nil ? .sure : .doubtful
    }

    /// The candidates of a field: its reading, the alternatives and, with the remaining probability, anything else, which no rule can
    /// confirm.
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

    /// A rule, and which of the fields that are settled with it it concerns.
    private struct WeighedRule {
        let check: RuleCheck
        /// For each of the rule's fields, its place among those that are settled.
        let places: [Int]

        /// The likelihood of the values under the rule; nil for a value that is not known.
        func likelihood(_ values: [RuleCheck.Value?]) -> Double {
            guard isKnown(values) else { return chance }
            if check.holds({ values[places[$0]]! }) { return 1 }
            switch check.rule.kind {
            case .sum, .difference: return broken * wrongResult
            case .range, .order, .previous, .together, .unique: return broken
            }
        }

        /// Whether all values that the rule concerns are known.
        func isKnown(_ values: [RuleCheck.Value?]) -> Bool { places.allSatisfy { values[$0] != nil } }

        /// The probability that the rule holds if a value is unknown: for sums and differences, that of a coincidence; other rules give
        /// no information.
        var chance: Double {
            switch check.rule.kind {
            case .sum, .difference: broken
            case .range, .order, .previous, .together, .unique: 1
            }
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
