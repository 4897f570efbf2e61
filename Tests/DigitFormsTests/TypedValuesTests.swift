import DigitForms
import DigitImage
import DigitReader
import Testing

/// What people type into fields: values by the conditions for readings.
@Suite struct TypedValuesTests {
    private static let white = GrayImage(width: 400, height: 400, pixels: [UInt8](repeating: 255, count: 160_000))
    private let values: TypedValues

    init() throws {
        func box(_ row: Int) -> PixelBox { PixelBox(x: 10, y: 10 + 30 * row, width: 90, height: 20) }
        func mark(_ label: String, _ column: Int) -> FieldKind.MarkBox {
            FieldKind.MarkBox(label: label, box: PixelBox(x: 200 + 30 * column, y: 10, width: 20, height: 20))
        }
        let fields = [
            FormField(name: "student", kind: .digits, box: box(0), boxes: 6, known: .init(length: "6")),
            FormField(name: "born", kind: .date(.dayMonthYear), box: box(1), boxes: 8),
            FormField(name: "signed", kind: .date(.monthDayYear), box: box(2)),
            FormField(name: "at", kind: .time, box: box(3), boxes: 4),
            FormField(name: "price", kind: .decimal(places: 2), box: box(4)),
            FormField(name: "degrees", kind: .integer, box: box(5), known: .init(range: "-40..50")),
            FormField(name: "room", kind: .choice(["101", "202"]), box: box(6)),
            FormField(name: "any", kind: .number, box: box(7)),
            FormField(
                name: "where", kind: .marks([mark("cellar", 0), mark("kitchen", 1), mark("attic", 2)], most: 2),
                box: PixelBox(x: 200, y: 10, width: 80, height: 20)),
            FormField(name: "label", kind: .code, box: box(8)),
        ]
        values = try TypedValues(try Form(name: "all", reference: Self.white, fields: fields))
    }

    @Test(
        "Values become as readings have them",
        arguments: [
            ("student", "012345", "012345"), ("student", " 012345 ", "012345"), ("born", "28.02.2026", "2026-02-28"),
            ("born", "28022026", "2026-02-28"), ("born", "2024-02-29", "2024-02-29"), ("signed", "2/28/26", "2026-02-28"),
            ("signed", "2026-02-28", "2026-02-28"), ("at", "9:05", "09:05"), ("at", "0905", "09:05"), ("price", "12,50", "12.50"),
            ("degrees", "-12", "-12"), ("room", "202", "202"), ("any", "-1,5", "-1,5"),
            ("where", "kitchen+cellar", "cellar+kitchen"),
            ("where", "attic", "attic"), ("label", "=X1", "=X1"), ("student", "", ""), ("no such field", "x", "x"),
        ]) func valid(field: String, text: String, value: String) throws
    {
        #expect(try values.value(of: text, in: field) == value)
    }

    @Test(
        "Others are refused, with what is expected",
        arguments: [
            ("student", "12abc", "digits (length 6) expected, got \"12abc\""),
            ("student", "12345", "digits (length 6) expected, got \"12345\""),
            ("student", "12.3456", "digits (length 6) expected, got \"12.3456\""),
            ("born", "31.02.2026", "a day such as 31.12.2026 expected, got \"31.02.2026\""),
            ("born", "2026-02-30", "a day such as 31.12.2026 expected, got \"2026-02-30\""),
            // No other order makes a day of it.
            ("born", "310226", "a day such as 31.12.2026 expected, got \"310226\""),
            ("born", "31-02-26", "a day such as 31.12.2026 expected, got \"31-02-26\""),
            ("signed", "28/2/2026", "a day such as 12/31/2026 expected, got \"28/2/2026\""),
            ("at", "25:00", "a time such as 09:05 expected, got \"25:00\""),
            ("price", "12.5", "a number with 2 decimals expected, got \"12.5\""),
            ("degrees", "51", "a whole number (range -40..50) expected, got \"51\""),
            ("room", "303", "one of 101, 202 expected, got \"303\""),
            ("any", "=HYPERLINK(\"http://x\")", "a number expected, got \"=HYPERLINK(\"http://x\")\""),
            ("any", "-", "a number expected, got \"-\""), ("any", "1?", "a number expected, got \"1?\""),
            ("where", "roof", "cellar, kitchen, attic, joined by +, at most 2, expected, got \"roof\""),
            (
                "where", "cellar+kitchen+attic",
                "cellar, kitchen, attic, joined by +, at most 2, expected, got \"cellar+kitchen+attic\""
            ),
        ]) func invalid(field: String, text: String, message: String) throws
    {
        let error = #expect(throws: FormError.self) { try values.value(of: text, in: field) }
        #expect(error.map { "\($0)" } == message)
    }
}
