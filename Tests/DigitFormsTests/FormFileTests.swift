import DigitDecoding
import DigitImage
import DigitReader
import Testing

import DigitForms

struct FormFileTests {
    private static let page = GrayImage(width: 400, height: 300, pixels: [UInt8](repeating: 255, count: 120_000))

    private static let fields = [
        FormField(
            name: "student", kind: .digits, box: PixelBox(x: 10, y: 10, width: 200, height: 30), boxes: 9, isRequired: true),
        FormField(
            name: "now", kind: .decimal(places: 1), box: PixelBox(x: 10, y: 50, width: 100, height: 30),
            known: NumberDescription(range: "0..100")),
        FormField(name: "before", kind: .decimal(places: 1), box: PixelBox(x: 10, y: 90, width: 100, height: 30)),
        FormField(name: "used", kind: .integer, box: PixelBox(x: 10, y: 130, width: 100, height: 30)),
        FormField(name: "day", kind: .date(.monthDayYear), box: PixelBox(x: 10, y: 170, width: 100, height: 30)),
        FormField(name: "room", kind: .choice(["101", "202"]), box: PixelBox(x: 10, y: 210, width: 100, height: 30)),
        FormField(
            name: "agrees",
            kind: .marks(
                [
                    .init(label: "yes", box: PixelBox(x: 10, y: 250, width: 20, height: 20)),
                    .init(label: "no", box: PixelBox(x: 50, y: 250, width: 20, height: 20)),
                ], most: 1), box: PixelBox(x: 10, y: 250, width: 60, height: 20)),
        FormField(name: "page", kind: .code, box: PixelBox(x: 300, y: 10, width: 80, height: 80)),
    ]
    private static let rules = [
        FormRule(name: "use", kind: .difference(result: "used", of: "now", minus: "before")),
        FormRule(name: "grows", kind: .order(["before", "now"])),
        FormRule(name: "both", kind: .together(["day", "agrees"])),
        FormRule(name: "low", kind: .range(field: "used", low: 0, high: nil)),
        FormRule(name: "once", kind: .unique("student")),
        FormRule(name: "growth", kind: .previous(field: "now", key: "student", low: 0, high: 2000)),
        FormRule(name: "all", kind: .sum(total: "now", parts: ["before", "used"])),
    ]

    @Test func fileKeepsAllOfAForm() throws {
        let form = try Form(name: "a \"form\"", reference: Self.page, fields: Self.fields, rules: Self.rules)
        #expect(try Form(encoded: Array(try form.text().utf8)) == form)
    }

    @Test("Rows take memory in proportion to their contents: neither long names nor many marks are copied a thousand times")
    func hostileRows()
        throws
    {
        let name = String(repeating: "a", count: 100_000)
        let long = #"{"name": "\#(name)", "kind": "integer", "box": [10, 10, 50, 20], "rows": {"count": 1000, "step": 1}}"#
        #expect(throws: FormError("field 1: a name of 1 to 200 bytes expected, got 100000")) { try Self.form(long) }
        let marks = (0..<11).map { #""m\#($0)": [\#(10 + 2 * $0), 10, 2, 2]"# }.joined(separator: ", ")
        let many = #"{"name": "won", "kind": "marks", "marks": {\#(marks)}, "rows": {"count": 1000, "step": 1}}"#
        #expect(throws: FormError("fields: at most 10000 boxes in all expected, with all rows")) { try Self.form(many) }
    }

    @Test(
        "All names are short",
        arguments: [
            ("a", ""), ("", "got 0"), (String(repeating: "é", count: 100), ""), (String(repeating: "é", count: 101), "got 202"),
        ])
    func lengthsOfNames(_ name: String, _ problem: String) throws {
        func form(_ name: String = "x", field: String = "f", label: String = "m", rule: String = "r") throws -> Form {
            let (box, other) = (PixelBox(x: 10, y: 10, width: 50, height: 20), PixelBox(x: 10, y: 50, width: 20, height: 20))
            let marks = FieldKind.marks([.init(label: label, box: other)], most: nil)
            let fields = [FormField(name: field, kind: .number, box: box), FormField(name: "won", kind: marks, box: other)]
            let rules = [FormRule(name: rule, kind: .range(field: field, low: 0, high: nil))]
            return try Form(name: name, reference: Self.page, fields: fields, rules: rules)
        }
        let forms: [(what: String, make: () throws -> Form)] = [
            ("form: a name", { try form(name) }), ("field 1: a name", { try form(field: name) }),
            (#"field "won": a label"#, { try form(label: name) }), ("rule 1: a name", { try form(rule: name) }),
        ]
        for (what, make) in forms {
            if problem.isEmpty {
                let made = try make()
                #expect(try Form(encoded: Array(try made.text().utf8)) == made)
            } else {
                #expect(throws: FormError("\(what) of 1 to 200 bytes expected, \(problem)")) { try make() }
            }
        }
    }

    @Test(
        "Names and other texts are on one line, and nothing in them is hidden: not in messages about them either",
        arguments: [#"\u0000"#, #"\n"#, #"\t"#, #"\u001b[31m"#, #"\u007f"#, #"\u0085"#, #"\u2028"#, #"\u202e"#, #"\u200b"#])
    func hiddenCharacters(_ hidden: String) throws {
        let place = #""box": [10, 10, 50, 20]"#
        let number = #"{"name": "f", "kind": "number", \#(place)}"#
        let cases: [(name: String, fields: String, rules: String, message: String)] = [
            ("x\(hidden)", number, "", "form: a name without"),
            ("x", #"{"name": "f\#(hidden)", "kind": "number", \#(place)}"#, "", "field 1: a name without"),
            ("x", #"{"name": "f", "kind": "marks", "marks": {"m\#(hidden)": [9, 9, 9, 9]}}"#, "", #"field "f": a label without"#),
            (
                "x", #"{"name": "f", "kind": "choice", "choices": ["1", "2\#(hidden)"], \#(place)}"#, "",
                #"field "f": a choice without"#
            ),
            (
                "x", #"{"name": "f", "kind": "number", "pattern": "\\d\#(hidden)\\d", \#(place)}"#, "",
                #"field "f": a pattern without"#
            ),
            ("x", #"{"name": "f", "kind": "\#(hidden)", \#(place)}"#, "", #"field "f": kind: "#),
            ("x", #"{"name": "f", "kind": "date", "order": "\#(hidden)", \#(place)}"#, "", #"field "f": order: "#),
            ("x", #"{"name": "f", "kind": "number", "\#(hidden)": 1, \#(place)}"#, "", #"field "f": unknown member"#),
            ("x", number, #"{"name": "r\#(hidden)", "rule": "unique", "field": "f"}"#, "rule 1: a name without"),
            ("x", number, #"{"rule": "unique", "field": "\#(hidden)"}"#, #"rule "unique 1": there is no field "#),
            ("x", number, #"{"rule": "order", "fields": ["\#(hidden)"]}"#, #"rule "order 1": at least 2 different fields"#),
        ]
        for (name, fields, rules, message) in cases {
            let error = #expect(throws: FormError.self) { try Self.form(fields, name: name, rules: rules) }
            let text = error?.description ?? ""
            #expect(text.hasPrefix(message) && text.unicodeScalars.allSatisfy { (0x20..<0x7F).contains($0.value) }, "\(text)")
        }
    }

    @Test("A column of a table is a field in each row") func tables() throws {
        let home = #"{"name": "home", "kind": "integer", "box": [10, 10, 50, 20], "rows": {"count": 4, "step": 25.5}}"#
        let mark = #"{"name": "won", "kind": "marks", "marks": {"yes": [90, 10, 20, 20]}, "rows": {"count": 4, "step": 25.5}}"#
        let total = #"{"name": "total", "kind": "integer", "box": [10, 120, 50, 20]}"#
        let form = try Self.form("\(home), \(mark), \(total)")
        #expect(form.fields.map(\.name) == (1...4).map { "home \($0)" } + (1...4).map { "won \($0)" } + ["total"])
        // 25.5, 51 and 76.5 below the first, rounded.
        #expect(form.fields.prefix(4).map(\.box.y) == [10, 36, 61, 87])
        guard case .marks(let marks, _) = form.fields[7].kind else { throw FormError("checkboxes expected") }
        #expect(marks[0].box == PixelBox(x: 90, y: 87, width: 20, height: 20) && form.fields[7].box == marks[0].box)
        #expect(form.fields[3].row == FieldRow(column: "home", number: 4, count: 4, step: 25.5) && form.fields[8].row == nil)
        let text = try form.text()
        #expect(text.contains(#""rows": {"count": 4, "step": 25.5}"#) && !text.contains("home 2"))
        #expect(try Form(encoded: Array(text.utf8)) == form)

        func reading(_ name: String, _ value: String, _ state: FieldReading.State = .sure) -> FieldReading {
            FieldReading(name: name, value: value, confidence: 1, state: state, box: PixelBox(x: 0, y: 0, width: 1, height: 1))
        }
        let fields = [
            reading("home 1", "7"), reading("home 2", "", .blank), reading("home 3", "", .misfit), reading("home 4", "", .blank),
            reading("won 1", "yes"), reading("won 2", "", .blank), reading("won 3", "", .blank), reading("won 4", "", .blank),
            reading("total", "7"),
        ]
        let sheet = SheetReading(state: .read, form: "f", registrationScore: 1, fields: fields)
        let other = SheetReading(state: .otherForm, form: "f", registrationScore: 0)
        let table = SheetTable(
            forms: [form], rows: [.init(file: "a,b.pdf", page: 2, sheet: sheet), .init(file: "c", sheet: other)])
        #expect(
            table.summary == "2 sheets: 1 read, 1 other form; 9 fields: 3 sure, 1 misfit, 5 blank; to be looked at: 2 sheets")
        #expect(SheetTable(forms: [], rows: []).summary == "0 sheets; 0 fields; to be looked at: 0 sheets")
        let one = SheetTable(forms: [form], rows: [.init(file: "c", sheet: other)])
        #expect(one.summary == "1 sheet: 1 other form; 0 fields; to be looked at: 1 sheet")
        // Empty rows are left out, unreadable ones are not.
        #expect(
            table.rowsCSV == """
                file,page,form,row,home,home_confidence,home_state,won,won_confidence,won_state
                "a,b.pdf",2,f,1,7,1.0000,sure,yes,1.0000,sure
                "a,b.pdf",2,f,3,,1.0000,misfit,,1.0000,blank

                """)
    }

    @Test(
        "Tables have limits",
        arguments: [
            (#"{"count": 1, "step": 30}"#, "count: 2 to 1000 expected"),
            (#"{"count": 1001, "step": 30}"#, "count: 2 to 1000 expected"),
            (#"{"step": 30}"#, "count: 2 to 1000 expected"), (#"{"count": 3}"#, "step: a number of pixels from 1 expected"),
            (#"{"count": 3, "step": 0}"#, "step: a number"), (#"{"count": 3, "step": 1e300}"#, "step: a number"),
            (#"{"count": 3, "step": 5}"#, "does not overlap"), (#"{"count": 30, "step": 30}"#, "a box within the page"),
            (#"{"count": 3, "step": 30, "x": 1}"#, "unknown member \"x\""), ("3", "an object expected"),
            (
                #"{"count": 1000, "step": 30}, "turn": 0}, {"name": "g", "kind": "number", "box": [9, 9, 9, 9]"#,
                "at most 1000 with all rows"
            ),
        ])
    func boundsOfTables(_ rows: String, _ message: String) throws {
        let error = #expect(throws: FormError.self) {
            try Self.form(#"{"name": "f", "kind": "number", "box": [10, 10, 50, 20], "rows": \#(rows)}"#)
        }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    /// Errors in a file, and the line that reports each.
    @Test(arguments: [
        (
            #""kind": "word""#,
            #"field "f": kind: number, integer, decimal, date, time, digits, choice, marks, code expected, got "word""#
        ),
        (#""kind": "number", "reqired": true"#, #"field "f": unknown member "reqired""#),
        (#""kind": "digits", "length": "x""#, #"field "f": length: "#),
        (#""kind": "digits", "length": 70"#, #"field "f": length: "#),
        (#""kind": "decimal", "decimals": "two""#, #"field "f": decimals: a whole number expected, got "two""#),
        (
            #""kind": "decimal", "decimals": {"value": 2}"#,
            #"field "f": decimals: a whole number expected, got {"value": 2}"#
        ),
        (#""kind": "number", "required": 1"#, #"field "f": required: true or false expected, got 1"#),
        (#""kind": "date", "order": "DYM""#, #"field "f": order: DMY, MDY or YMD expected, got "DYM""#),
        (#""kind": "choice", "choices": []"#, #"field "f": choices: at least one number expected"#),
        (#""kind": "number", "boxes": 0"#, #"field "f": boxes: 1 to 64 expected, got 0"#),
    ]) func fieldsAreNamedInErrors(_ members: String, _ message: String) throws {
        let error = #expect(throws: FormError.self) { try Self.form(#"{"name": "f", "box": [10, 10, 50, 20], \#(members)}"#) }
        #expect(try #require(error).description.hasPrefix(message), "\(error?.description ?? "")")
    }

    @Test(arguments: [
        (
            #"{"name": "a", "kind": "number", "box": [380, 10, 50, 20]}"#,
            #"field "a": a box within the page of 400x300 pixels expected"#
        ),
        (#"{"name": "a", "kind": "number", "box": [-1, 10, 50, 20]}"#, #"field "a": a box within the page"#),
        (#"{"name": "a", "kind": "number", "box": [16777215, 10, 16777215, 20]}"#, #"field "a": a box within the page"#),
        (
            #"{"name": "a", "kind": "number", "box": [-9223372036854775808, 10, 10, 20]}"#,
            #"field "a": box: a list of 4 whole numbers expected"#
        ),
        (#"{"name": "a", "kind": "number", "box": [1, 10, 50]}"#, #"field "a": box: a list of 4 whole numbers expected"#),
        (#"{"name": "a", "kind": "number", "box": [1, 10, 2, 2]}"#, #"field "a": a box of at least 6 pixels a side expected"#),
        (#"{"kind": "number", "box": [1, 10, 20, 20]}"#, "field 1: name: a string expected, it is missing"),
        (
            #"{"name": "a", "kind": "number", "box": [10, 10, 50, 20]}, {"name": "b", "kind": "number", "box": [40, 12, 50, 20]}"#,
            #"field "a": a box that does not overlap the one of "b" expected"#
        ),
        (
            #"{"name": "a", "kind": "number", "box": [10, 10, 50, 20]}, {"name": "a", "kind": "number", "box": [10, 90, 50, 20]}"#,
            #"field "a": a unique name expected"#
        ),
    ]) func boxesAreChecked(_ fields: String, _ message: String) throws {
        let error = #expect(throws: FormError.self) { try Self.form(fields) }
        #expect(try #require(error).description.hasPrefix(message), "\(error?.description ?? "")")
    }

    @Test func rulesKnowTheirFields() throws {
        let rules = [FormRule(name: "r", kind: .order(["now", "then"]))]
        let error = #expect(throws: FormError.self) {
            try Form(name: "x", reference: Self.page, fields: Self.fields, rules: rules)
        }
        #expect(try #require(error).description == #"rule "r": there is no field "then""#)
    }

    @Test(
        arguments: [
            (FormRule.Kind.order(["now", "page"]), #"rule "r": a field with a number expected, "page" has a code"#),
            (
                .previous(field: "page", key: "now", low: 0, high: nil),
                #"rule "r": a field with a number expected, "page" has a code"#
            ),
            (.previous(field: "now", key: "agrees", low: 0, high: nil), #"has checkboxes"#),
            (.previous(field: "day", key: "page", low: 0, high: nil), #"has a date"#),
            (.previous(field: "now", key: "now", low: 0, high: nil), "at least 2 different fields"),
            (.previous(field: "now", key: "page", low: 2, high: 1), "a low that is at most high"),
            (.previous(field: "now", key: "page", low: 0, high: nil), ""), (.unique("page"), ""), (.unique("day"), ""),
            (.together(["page", "agrees"]), ""), (.unique("then"), #"there is no field "then""#),
        ]) func rulesKnowTheirKinds(_ kind: FormRule.Kind, _ message: String)
    {
        do throws(FormError) {
            _ = try Form(name: "x", reference: Self.page, fields: Self.fields, rules: [FormRule(name: "r", kind: kind)])
            #expect(message == "")
        } catch { #expect(!message.isEmpty && error.description.contains(message), "\(error)") }
    }

    @Test func whatAFormMayBeIsBounded() throws {
        func message(_ page: GrayImage = Self.page, _ fields: [FormField] = [], _ rules: [FormRule] = []) -> String {
            do throws(FormError) {
                _ = try Form(name: "x", reference: page, fields: fields, rules: rules)
                return ""
            } catch { return error.description }
        }
        let long = GrayImage(width: 1000, height: 100, pixels: [UInt8](repeating: 255, count: 100_000))
        #expect(message(long).hasPrefix("reference: an aspect ratio below 10 expected"))
        let rule = FormRule(name: "r", kind: .range(field: "now", low: 0, high: nil))
        #expect(message(Self.page, Self.fields, [FormRule](repeating: rule, count: 1000)) == "")
        #expect(
            message(Self.page, Self.fields, [FormRule](repeating: rule, count: 1001)) == "rules: at most 1000 expected, got 1001")
        let box = PixelBox(x: 10, y: 10, width: 10, height: 10)
        let marks = (0...10_000).map { FieldKind.MarkBox(label: "\($0)", box: box) }
        #expect(
            message(Self.page, [FormField(name: "m", kind: .marks(marks, most: nil), box: box)])
                == "fields: at most 10000 boxes in all expected, got 10001")
        // The same pattern again is no additional work; another one is.
        func fields(_ pattern: (Int) -> String) -> [FormField] {
            (0..<400).map { place in
                let box = PixelBox(x: place % 40 * 10, y: place / 40 * 10, width: 8, height: 8)
                return FormField(name: "\(place)", kind: .number, box: box, known: NumberDescription(pattern: pattern(place)))
            }
        }
        #expect(message(Self.page, fields { _ in #"(\d{64}){60}"# }) == "")
        #expect(message(Self.page, fields { #"(\d{64}){60}\#($0)"# }).hasSuffix("are too complex"))
    }

    private static func form(_ fields: String, name: String = "x", rules: String = "") throws -> Form {
        let picture = try Form(name: "x", reference: page, fields: []).text().split(separator: "\"reference\": ")[1]
        return try Form(
            encoded: Array(
                """
                {"form": "\(name)", "page": [400, 300], "fields": [\(fields)], "rules": [\(rules)], "reference": \(picture)
                """.utf8))
    }
}
