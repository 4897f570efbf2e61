import DigitReader

/// How often each year is written in a date field of a stack: sheets of one stack are mostly from the same years, which decides
/// between readings that differ in the year.
package struct YearCounts: Equatable, Sendable {
    /// The sums of the confidences of dates with each year.
    private var counts: [Int: Double] = [:]
    private var total = 0.0

    /// Years that the pattern of dates allows: 1900 to 2099.
    private static let possible = 200.0
    /// How many sheets' worth of evidence the assumption is that all years are equally likely.
    private static let pseudoCount = 20.0

    package init() {}

    /// Adds the date that a field is read as. What a person has typed is certain.
    /// - Parameter answer: a person's answer; nil if there is none.
    package mutating func add(_ field: FieldReading, answer: String? = nil) {
        guard let own = Self.evidence(of: field, answer) else { return }
        counts[own.year, default: 0] += own.weight
        total += own.weight
    }

    /// Weighs a field's readings by how often their years are written on the other sheets, and takes the most likely one.
    ///
    /// The former value is then among the alternatives. Readings without a known year, listed or not, may have the field's own.
    /// A field that breaks a rule is left as it is.
    package func weigh(_ field: inout FieldReading, kind: FieldKind) {
        guard field.state == .sure || field.state == .doubtful, field.failedRule == nil,
            let own = Self.evidence(of: field, nil)
        else { return }
        let ownLikelihood = likelihood(of: own.year, apartFrom: own)
        // The first is the field's own reading.
        var readings = [(value: field.value, text: field.text, weight: field.confidence * ownLikelihood)]
        var listed = field.confidence
        for other in field.alternatives {
            let value = kind.value(of: other.text)
            guard value == nil || !readings.contains(where: { $0.value == value }) else { continue }
            listed += Double(other.confidence)
            let year = value.flatMap(Self.year(of:)) ?? own.year
            readings.append((value ?? "", other.text, Double(other.confidence) * likelihood(of: year, apartFrom: own)))
        }
        let unlisted = max(0, 1 - listed) * max(1, ownLikelihood)
        let sum = readings.reduce(unlisted) { $0 + $1.weight }
        let best = readings.indices.filter { !readings[$0].value.isEmpty }.max { readings[$0].weight < readings[$1].weight }
        guard sum > 0, let best else { return }
        let chosen = readings.remove(at: best)
        (field.value, field.text, field.confidence) = (chosen.value, chosen.text, chosen.weight / sum)
        field.alternatives = readings.sorted { $0.weight > $1.weight }
            .map { .init(text: $0.text, confidence: Float($0.weight / sum)) }
        // Less certain than it was read, until the stack's threshold is known.
        if best > 0, field.state == .sure { field.state = .doubtful }
    }

    /// How many times more likely a year is on the other sheets than if all years were equally likely.
    private func likelihood(of year: Int, apartFrom own: (year: Int, weight: Double)) -> Double {
        let others = max(0, counts[year, default: 0] - (year == own.year ? own.weight : 0))
        let share = (others + Self.pseudoCount / Self.possible) / (max(0, total - own.weight) + Self.pseudoCount)
        return share * Self.possible
    }

    private static func evidence(of field: FieldReading, _ answer: String?) -> (year: Int, weight: Double)? {
        year(of: answer ?? field.value).map { ($0, answer == nil ? field.confidence : 1) }
    }

    /// The year of a date such as `2026-12-31`.
    private static func year(of value: String) -> Int? {
        let parts = value.split(separator: "-")
        return parts.count == 3 ? Int(parts[0]) : nil
    }
}
