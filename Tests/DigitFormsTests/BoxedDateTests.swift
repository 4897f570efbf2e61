import DigitImage
import DigitReader
import Testing

import DigitForms

/// Valid dates and times in boxes.
struct BoxedDateTests {
    @Test(
        arguments: [
            (FieldKind.date(.dayMonthYear), 8, "01032026", true), (.date(.dayMonthYear), 8, "132026", true),
            (.date(.dayMonthYear), 8, "1.3.2026", false), (.date(.yearMonthDay), 6, "260301", true),
            (.date(.dayMonthYear), nil, "1.3.2026", true),
            (.time, 4, "0905", true), (.time, 4, "09:05", false), (.time, nil, "09:05", true),
        ] as [(FieldKind, Int?, String, Bool)]) func boxesHaveNoMarks(
            _ kind: FieldKind, _ boxes: Int?, _ text: String, _ isAllowed: Bool
        ) throws
    {
        let field = FormField(name: "f", kind: kind, box: PixelBox(x: 0, y: 0, width: 80, height: 10), boxes: boxes)
        #expect(try #require(try field.constraint()).allows(text) == isAllowed)
    }
}
