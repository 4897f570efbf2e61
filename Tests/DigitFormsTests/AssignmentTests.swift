import TestSupport
import Testing

import DigitForms

struct AssignmentTests {
    /// The minimal cost over all assignments of columns to rows, tried one by one.
    private static func least(_ choices: [[Assignment.Choice]], _ none: [Double], row: Int = 0, taken: Set<Int> = []) -> Double {
        guard row < choices.count else { return 0 }
        var best = none[row] + least(choices, none, row: row + 1, taken: taken)
        for choice in choices[row] where !taken.contains(choice.column) {
            best = min(best, choice.cost + least(choices, none, row: row + 1, taken: taken.union([choice.column])))
        }
        return best
    }

    @Test(arguments: 0..<200) func costIsTheLeastOfAllWays(seed: UInt64) {
        var random = SplitMix(state: seed)
        let rows = Int.random(in: 1...6, using: &random)
        let columns = Int.random(in: 1...6, using: &random)
        let choices = (0..<rows).map { _ in
            (0..<columns).filter { _ in Bool.random(using: &random) }.map { column in
                // Few values, so that there are ties; negative ones too.
                Assignment.Choice(column: column, cost: Double(Int.random(in: -5...9, using: &random)))
            }
        }
        let none = (0..<rows).map { _ in Double(Int.random(in: 0...6, using: &random)) }
        let assignment = Assignment(choices: choices, noneCosts: none)
        #expect(abs(assignment.cost - Self.least(choices, none)) < 1e-9)
        let given = assignment.columns.compactMap { $0 }
        #expect(Set(given).count == given.count)
    }

    /// Where the gain is the product of row and column, the greatest total pairs them in order, and each row that comes changes
    /// those before it.
    @Test func rowsThatCompete() {
        let count = 120
        var random = SplitMix(state: 1)
        let order = Array(0..<count).shuffled(using: &random)
        let choices = order.map { row in (0..<count).map { Assignment.Choice(column: $0, cost: -Double(row * $0)) } }
        let assignment = Assignment(choices: choices, noneCosts: [Double](repeating: 1, count: count))
        #expect(assignment.cost == -Double((0..<count).reduce(0) { $0 + $1 * $1 }))
        #expect(zip(assignment.columns, order).allSatisfy { $0 == $1 })
    }

    @Test func nothingToGive() {
        #expect(Assignment(choices: [], noneCosts: []).columns.isEmpty)
        #expect(Assignment(choices: [[], []], noneCosts: [1, 2]).columns == [nil, nil])
    }
}

struct StackAssignmentTests {
    private static func sheet(_ value: String, _ guesses: [(String, Double)], state: FieldReading.State = .sure) -> SheetReading {
        let field = FieldReading(
            name: "student", value: value, text: value, confidence: 0.9995, state: state,
            guesses: guesses.map { FieldGuess(entry: $0.0, evidence: $0.1) }, box: .init(x: 0, y: 0, width: 10, height: 10))
        return SheetReading(state: .read, form: "f", registrationScore: 1, fields: [field])
    }

    @Test func sheetsGetDifferentNumbers() {
        // The second sheet looks a little more like 11 than like 17, but 11 certainly belongs to the first.
        var sheets = [
            Self.sheet("11", [("11", 18), ("17", 1)]), Self.sheet("11", [("11", 9), ("17", 8)], state: .doubtful),
        ]
        StackAssignment().assign("student", count: 2, in: &sheets)
        #expect(sheets.map { $0.fields[0].value } == ["11", "17"])
        #expect(sheets[0].fields[0].state == .sure)
    }

    @Test func twoSheetsOfOneStudentAreDoubtful() {
        var sheets = [Self.sheet("11", [("11", 18)]), Self.sheet("11", [("11", 17)])]
        StackAssignment().assign("student", count: 2, in: &sheets)
        #expect(sheets[0].fields[0].entry == "11")
        #expect(sheets[1].fields[0].entry == nil)
        #expect(sheets.allSatisfy { $0.fields[0].state == .doubtful })
    }

    @Test func whatIsSurelyNotListedIsNotTakenForOneThatIs() {
        // Certainly read as 12; the list has only 11.
        var sheets = [Self.sheet("12", [("11", 5)])]
        StackAssignment().assign("student", count: 2, in: &sheets)
        #expect(sheets[0].fields[0].state == .doubtful)
    }
}
