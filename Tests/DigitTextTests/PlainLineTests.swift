import DigitText
import Testing

@Suite struct PlainLineTests {
    @Test(arguments: ["", "Ann", "water meter card", "Zähler 7", "مى\u{200C}خواهم", "👩\u{200D}🏫", "e\u{301}", "\u{3000}"])
    func plain(text: String) { #expect(text.isPlainLine) }

    @Test(
        "Control characters, other lines, and what nobody sees",
        arguments: [
            "\0", "\t", "\n", "\r\n", "\u{1B}[31m", "\u{7F}", "\u{85}", "\u{AD}", "\u{61C}", "\u{200B}", "\u{200E}", "\u{2028}",
            "\u{2029}", "\u{202E}", "\u{2066}", "\u{FEFF}",
        ]) func hidden(text: String)
    {
        #expect(!text.isPlainLine)
        #expect(!"Ann\(text)".isPlainLine && !"\(text)Ann".dropFirst(0).isPlainLine)
    }
}
