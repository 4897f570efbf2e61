import DigitTensor

/// Assigns the numbers of a list to the sheets of a stack: one number, one sheet.
public struct StackAssignment: Sendable {
    /// The prior probability that a sheet has a number of the list.
    private static let listed = 0.98
    /// The probability that a person writes another number than intended: no number can be more certain than that.
    private static let slip = 2e-4
    /// From this confidence on, a number is sure.
    private let sureConfidence: Double

    /// - Parameter sureConfidence: the confidence from which on a number is sure, 0...1.
    public init(sureConfidence: Double = 0.999) { self.sureConfidence = sureConfidence }

    /// Chooses the most likely numbers for all sheets together; "none of them" is a choice for each.
    ///
    /// A sheet's number is doubtful if another sheet may have it as well, if the ink alone clearly says something else, or if no
    /// number of the list is likely.
    ///
    /// - Parameters:
    ///   - name: the name of the field with the number.
    ///   - count: the number of entries in the list.
    ///   - sheets: the readings with the list; their `guesses` are weighed.
    public func assign(_ name: String, count: Int, in sheets: inout [SheetReading]) {
        var places: [(sheet: Int, field: Int)] = []
        for (number, sheet) in sheets.enumerated() {
            guard let field = sheet.fields.firstIndex(where: { $0.name == name }), sheet.fields[field].state != .blank else {
                continue
            }
            places.append((number, field))
        }
        var columns: [String: Int] = [:]
        let each = naturalLogarithm(Self.listed / Double(max(1, count)))
        let choices = places.map { place in
            sheets[place.sheet].fields[place.field].guesses.map { guess in
                let column = columns[guess.entry] ?? columns.count
                columns[guess.entry] = column
                return Assignment.Choice(column: column, cost: -guess.evidence - each)
            }
        }
        let none = -naturalLogarithm(1 - Self.listed)
        let noneCosts = [Double](repeating: none, count: places.count)
        let assignment = Assignment(choices: choices, noneCosts: noneCosts)
        let chosen = assignment.columns
        let rivals = Rivals(choices: choices, noneCost: none, chosen: chosen)
        for (row, place) in places.enumerated() {
            let confidence = chosen[row].map { rivals.confidence(row: row, column: $0) } ?? 0
            settle(&sheets[place.sheet].fields[place.field], choices[row], chosen[row], confidence)
        }
    }

    private func settle(_ field: inout FieldReading, _ choices: [Assignment.Choice], _ column: Int?, _ share: Double) {
        guard let column, let place = choices.firstIndex(where: { $0.column == column }) else {
            field.entry = nil
            if field.state == .sure || field.state == .misfit { field.state = .doubtful }
            return
        }
        let entry = field.guesses[place].entry
        let saysOther = field.state == .sure && digits(field.value) != digits(entry)
        let confidence = share * (1 - Self.slip)
        if !field.value.isEmpty, field.value != entry {
            field.alternatives.insert(.init(text: field.value, confidence: Float(field.confidence)), at: 0)
        }
        (field.entry, field.value) = (entry, entry)
        field.confidence = saysOther ? min(confidence, 1 - field.confidence) : confidence
        field.state = field.confidence >= sureConfidence && field.failedRule == nil ? .sure : .doubtful
    }

    private func digits(_ text: String) -> String { text.filter(\.isNumber) }
}

/// The other possible numbers of a sheet, and the other sheets that may have its number.
private struct Rivals {
    private let choices: [[Assignment.Choice]]
    private let noneCost: Double
    /// For each row the cost of its assignment, and of its best alternative.
    private var given: [Double] = []
    private var next: [Double] = []
    /// For each column, the rows that want it, and the one that has it.
    private var wishes: [Int: [(row: Int, cost: Double)]] = [:]
    private var owners: [Int: Int] = [:]

    init(choices: [[Assignment.Choice]], noneCost: Double, chosen: [Int?]) {
        (self.choices, self.noneCost) = (choices, noneCost)
        for (row, choices) in choices.enumerated() {
            for choice in choices { wishes[choice.column, default: []].append((row, choice.cost)) }
            if let column = chosen[row] { owners[column] = row }
            given.append(choices.first { $0.column == chosen[row] }?.cost ?? noneCost)
            let others = choices.filter { $0.column != chosen[row] }.map(\.cost).min() ?? noneCost
            next.append(chosen[row] == nil ? others : min(noneCost, others))
        }
    }

    /// How much more likely the number assigned to a row is than all alternatives of that row, and of the rows that want its
    /// number.
    func confidence(row: Int, column: Int) -> Double {
        let own = given[row]
        var others = naturalExponential(own - noneCost)
        for choice in choices[row] where choice.column != column {
            // The row that has that number loses it.
            let loss = owners[choice.column].map { max(0, next[$0] - given[$0]) } ?? 0
            others += naturalExponential(own - choice.cost - loss)
        }
        for rival in wishes[column] ?? [] where rival.row != row {
            others += naturalExponential(own + given[rival.row] - next[row] - rival.cost)
        }
        return 1 / (1 + others)
    }
}
