import DigitText
import Testing

@Suite struct CSVTests {
    @Test(
        "Formulas become text, numbers stay",
        arguments: [
            ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("+A1", "'+A1"), ("-A1", "'-A1"), ("\t=1", "'\t=1"), ("\r", "\"'\r\""),
            ("=A1,\"b\"", "\"'=A1,\"\"b\"\"\""), ("-12.50", "-12.50"), ("+3", "+3"), ("-1,5", "\"-1,5\""), ("-", "-"),
            ("12", "12"), ("a=b", "a=b"), ("", ""),
        ]) func safeFields(text: String, field: String)
    { #expect(csvSafeField(text) == field) }
}
