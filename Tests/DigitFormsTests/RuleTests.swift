import DigitImage
import DigitReader
import Testing

import DigitForms

struct RuleTests {
    private static let names = ["a", "b", "total"]

    private static func form(_ rules: [FormRule], kind: FieldKind = .integer) throws -> Form {
        let fields = names.enumerated().map { place, name in
            FormField(name: name, kind: kind, box: PixelBox(x: 10, y: 10 + 40 * place, width: 80, height: 30))
        }
        let page = GrayImage(width: 200, height: 200, pixels: [UInt8](repeating: 255, count: 40_000))
        return try Form(name: "f", reference: page, fields: fields, rules: rules)
    }

    private static func fields(_ values: [(String, Double, [(String, Float)])]) -> [FieldReading] {
        zip(names, values).map { name, value in
            FieldReading(
                name: name, value: value.0, text: value.0, confidence: value.1, state: value.0.isEmpty ? .blank : .doubtful,
                alternatives: value.2.map { LineReading.Alternative(text: $0.0, confidence: $0.1) },
                box: PixelBox(x: 0, y: 0, width: 1, height: 1))
        }
    }

    private static let sum = FormRule(name: "adds up", kind: .sum(total: "total", parts: ["a", "b"]))

    @Test func aSumChoosesTheReadingThatAddsUp() throws {
        var fields = Self.fields([("11", 0.6, [("17", 0.39)]), ("20", 0.999, []), ("37", 0.999, [])])
        RuleSettling(try Self.form([Self.sum])).settle(&fields, sureConfidence: [0.9, 0.9, 0.9])
        #expect(fields.map(\.value) == ["17", "20", "37"])
        // By Bayes's rule: 0.39 against 0.6 with one of ten wrong sums, and 0.01 for anything else.
        #expect(abs(fields[0].confidence - 0.39 / (0.39 + 0.6 * 0.001 + 0.01 * 0.01)) < 1e-4)
        #expect(fields.allSatisfy { $0.failedRule == nil && $0.state == .sure })
    }

    @Test func aRuleThatSaysLittleMakesNothingSure() throws {
        // The first may be anything else, and most of that would be in order as well.
        let order = FormRule(name: "grows", kind: .order(["a", "b", "total"]))
        var fields = Self.fields([("11", 0.6, []), ("20", 0.999, []), ("37", 0.999, [])])
        RuleSettling(try Self.form([order])).settle(&fields, sureConfidence: [0.9, 0.9, 0.9])
        #expect(abs(fields[0].confidence - 0.6) < 1e-6 && fields[0].state == .doubtful)
    }

    @Test func anUnconfirmedReadingNamesItsRule() throws {
        // It does not add up, and no other reading is known: most likely it is something else.
        let order = FormRule(name: "grows", kind: .order(["a", "b", "total"]))
        var fields = Self.fields([("30", 0.9, []), ("20", 0.999, []), ("37", 0.999, [])])
        RuleSettling(try Self.form([order])).settle(&fields, sureConfidence: [0.9, 0.9, 0.9])
        #expect(fields[0].value == "30" && fields[0].state == .doubtful && fields[0].failedRule == "grows")
        #expect(fields[0].confidence < 0.9)
    }

    @Test func aSumThatHoldsConfirms() throws {
        var fields = Self.fields([("17", 0.8, []), ("20", 0.999, []), ("37", 0.999, [])])
        RuleSettling(try Self.form([Self.sum])).settle(&fields, sureConfidence: [0.9, 0.9, 0.9])
        // Anything else satisfies the sum only by chance: 1 of 100.
        #expect(abs(fields[0].confidence - 0.8 / (0.8 + 0.2 * 0.01)) < 1e-3)
        #expect(fields[0].state == .sure)
    }

    @Test func aReadingThatAddsUpIsChosenFarDownTheList() throws {
        // Its sixth reading satisfies the sum; many combinations of others are more likely before the sum is considered.
        let parts = (0..<7).map { "p\($0)" }
        let names = parts + ["total"]
        let fields = names.enumerated().map {
            FormField(name: $1, kind: .integer, box: PixelBox(x: 10, y: 10 + 20 * $0, width: 80, height: 15))
        }
        let page = GrayImage(width: 200, height: 200, pixels: [UInt8](repeating: 255, count: 40_000))
        let rule = FormRule(name: "adds up", kind: .sum(total: "total", parts: parts))
        let form = try Form(name: "f", reference: page, fields: fields, rules: [rule])
        func reading(_ name: String, _ texts: [(String, Double)]) -> FieldReading {
            FieldReading(
                name: name, value: texts[0].0, text: texts[0].0, confidence: texts[0].1, state: .doubtful,
                alternatives: texts.dropFirst().map { .init(text: $0.0, confidence: Float($0.1)) },
                box: PixelBox(x: 0, y: 0, width: 1, height: 1))
        }
        var readings = parts.map { reading($0, [("10", 0.96), ("100", 0.02), ("200", 0.01), ("300", 0.005)]) }
        readings[3] = reading("p3", [("75", 0.95), ("73", 0.006), ("78", 0.006), ("76", 0.006), ("79", 0.006), ("25", 0.005)])
        readings.append(reading("total", [("85", 0.999)]))
        RuleSettling(form).settle(&readings, sureConfidence: .init(repeating: 0.99, count: 8))
        #expect(readings[3].value == "25" && readings.allSatisfy { $0.failedRule == nil })
        // 0.005 against 0.95 with a wrong sum, 0.021 for anything else, and the other readings of the other parts.
        #expect((0.7...0.005 / (0.005 + 0.95 * 0.001 + 0.021 * 0.01)).contains(readings[3].confidence))
    }

    @Test func whatIsWeighedIsTheLikeliest() {
        // Checks all 5 x 4 x 3 combinations.
        let weights = [[0.5, 0.2, 0.15, 0.1, 0.05], [0.05, 0.7, 0.05, 0.2], [0.3, 0.4, 0.3]]
        var all: [Double] = []
        for a in weights[0] { for b in weights[1] { for c in weights[2] { all.append(a * b * c) } } }
        all.sort(by: >)
        for most in [1, 7, 60, 1000] {
            var found: [Double] = []
            LikelyCombinations(weights, most: most).forEach { chosen, weight in
                #expect(abs(weight - zip(weights, chosen).reduce(1) { $0 * $1.0[$1.1] }) < 1e-12)
                found.append(weight)
            }
            #expect(!found.isEmpty && found.count <= most)
            #expect(zip(found.sorted(by: >), all).allSatisfy { abs($0 - $1) < 1e-12 })
            if most >= 60 { #expect(found.count == 60) }
        }
    }

    @Test func nothingThatIsUnreadableIsConfirmed() throws {
        // With the first one blank, the sum would hold.
        for state in [FieldReading.State.doubtful, .misfit, .crossedOut] {
            var fields = Self.fields([("", 0.5, []), ("37", 0.95, []), ("37", 0.8, [("31", 0.15)])])
            fields[0].state = state
            RuleSettling(try Self.form([Self.sum])).settle(&fields, sureConfidence: [0.9, 0.9, 0.9])
            #expect(fields[0].state == state && fields[0].value.isEmpty)
            // It gives no information about the others either.
            #expect(abs(fields[2].confidence - 0.8) < 1e-3 && fields[2].failedRule == nil)
        }
    }

    @Test func whatCannotBeSettledIsADoubtWithTheRulesName() throws {
        var fields = Self.fields([("11", 0.999, []), ("20", 0.999, []), ("37", 0.999, [])])
        RuleSettling(try Self.form([Self.sum])).settle(&fields, sureConfidence: [0.9, 0.9, 0.9])
        #expect(fields.map(\.value) == ["11", "20", "37"])
        #expect(fields.allSatisfy { $0.failedRule == "adds up" && $0.state == .doubtful })
    }

    @Test(
        arguments: [
            (FormRule.Kind.difference(result: "total", of: "a", minus: "b"), ["9", "4", "5"], true),
            (.difference(result: "total", of: "a", minus: "b"), ["9", "4", "6"], false),
            (.range(field: "a", low: 1, high: 5), ["5", "", ""], true),
            (.range(field: "a", low: 1, high: 5), ["6", "", ""], false),
            (.range(field: "a", low: nil, high: 5), ["-3", "", ""], true),
            (.order(["a", "b", "total"]), ["1", "", "2"], true), (.order(["a", "b", "total"]), ["3", "", "2"], false),
            (.together(["a", "b"]), ["1", "", ""], false), (.together(["a", "b"]), ["", "", "3"], true),
            (.sum(total: "total", parts: ["a", "b"]), ["", "", "3"], true),
            (.sum(total: "total", parts: ["a", "b"]), ["3", "", "3"], true),
        ] as [(FormRule.Kind, [String], Bool)]) func rulesHold(_ kind: FormRule.Kind, _ values: [String], _ holds: Bool)
    {
        let check = RuleCheck(
            rule: FormRule(name: "r", kind: kind), kinds: Dictionary(uniqueKeysWithValues: Self.names.map { ($0, .integer) }))
        #expect(check.holds(Dictionary(uniqueKeysWithValues: zip(Self.names, values))) == holds)
    }

    /// `b` is the key, `total` the new reading.
    private static let growth = FormRule(name: "use", kind: .previous(field: "total", key: "b", low: 0, high: 200))

    @Test("An earlier reading chooses between readings, of the value and of the key") func previous() throws {
        let settling = RuleSettling(
            try Self.form([Self.growth]), previous: ["total": try PreviousReadings(["20": 4100, "26": 900])])
        var fields = Self.fields([("", 1, []), ("20", 0.999, []), ("4730", 0.7, [("4130", 0.29)])])
        settling.settle(&fields, sureConfidence: [0.9, 0.9, 0.9])
        #expect(fields.map(\.value) == ["", "20", "4130"] && fields.allSatisfy { $0.failedRule == nil })
        // By Bayes's rule: 0.29 against 0.7 with a broken rule and 0.01 for anything else; 0.001 is left for another key.
        #expect(
            abs(fields[2].confidence - 0.29 / (0.999 * (0.29 + 0.7 * 0.01 + 0.01) + 0.001)) < 1e-3 && fields[2].state == .sure)
        fields = Self.fields([("", 1, []), ("20", 0.6, [("26", 0.3)]), ("0950", 0.999, [])])
        settling.settle(&fields, sureConfidence: [0.9, 0.9, 0.9])
        #expect(fields.map(\.value) == ["", "26", "0950"] && fields[1].failedRule == nil)
        #expect(abs(fields[1].confidence - 0.3 / (0.999 * (0.3 + 0.6 * 0.01 + 0.1) + 0.001)) < 1e-3)
        // The rule is not checked without earlier readings, or if nothing is written.
        fields = Self.fields([("", 1, []), ("20", 0.95, []), ("9730", 0.95, [])])
        RuleSettling(try Self.form([Self.growth])).settle(&fields, sureConfidence: [0.9, 0.9, 0.9])
        #expect(fields.allSatisfy { $0.failedRule == nil })
        fields = Self.fields([("", 1, []), ("27", 0.95, []), ("", 1, [])])
        settling.settle(&fields, sureConfidence: [0.9, 0.9, 0.9])
        #expect(fields.allSatisfy { $0.failedRule == nil })
    }

    @Test("What an earlier reading cannot decide is doubtful, with the rule's name; a key without one is reported")
    func noPrevious()
        throws
    {
        let settling = RuleSettling(try Self.form([Self.growth]), previous: ["total": try PreviousReadings(["20": 4100])])
        var fields = Self.fields([("5", 0.999, []), ("20", 0.999, []), ("4730", 0.999, [])])
        settling.settle(&fields, sureConfidence: [0.9, 0.9, 0.9])
        #expect(fields.map(\.value) == ["5", "20", "4730"])
        #expect(fields.map(\.failedRule) == [nil, "use", "use"] && fields[1...].allSatisfy { $0.state == .doubtful })
        fields = Self.fields([("5", 0.999, []), ("27", 0.999, []), ("4130", 0.999, [])])
        settling.settle(&fields, sureConfidence: [0.9, 0.9, 0.9])
        #expect(fields[2].failedRule == "use: 27 is not among the earlier readings" && fields[1].state == .doubtful)
    }

    @Test(
        "Bounds are inclusive, also with decimals",
        arguments: [("412.3", true), ("412.4", false), ("412.1", true), ("412.0", false)])
    func bounds(value: String, holds: Bool) throws {
        let rule = FormRule(name: "r", kind: .previous(field: "v", key: "k", low: 0, high: 0.2))
        let check = RuleCheck(
            rule: rule, kinds: ["v": .decimal(places: 1), "k": .digits], previous: try PreviousReadings(["007": 412.1]))
        #expect(check.holds(["k": "007", "v": value]) == holds)
        #expect(!check.holds(["k": "7", "v": value]), "leading zeros are part of a key")
    }

    @Test(
        arguments: [
            (FieldKind.date(.dayMonthYear), "31.12.2026", "2026-12-31"), (.date(.dayMonthYear), "31122026", "2026-12-31"),
            (.date(.monthDayYear), "2/9/26", "2026-02-09"), (.date(.yearMonthDay), "2024-02-29", "2024-02-29"),
            (.date(.dayMonthYear), "30.2.2026", nil), (.date(.dayMonthYear), "29.02.2025", nil), (.time, "905", "09:05"),
            (.time, "23:59", "23:59"), (.decimal(places: 2), "1.234,50", "1234.50"), (.decimal(places: 2), "3,75", "3.75"),
            (.integer, "007", "007"), (.number, "4?2", nil),
        ] as [(FieldKind, String, String?)]) func valuesHaveOneForm(_ kind: FieldKind, _ text: String, _ value: String?)
    { #expect(kind.value(of: text) == value) }
}
