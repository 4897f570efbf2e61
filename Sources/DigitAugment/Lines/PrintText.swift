import DigitTensor

/// Text to print: words made of random syllables, so that it contains nobody's text.
enum PrintText {
    private static let starts =
        Array("bcdfghklmnprstvwz").map(String.init) + ["th", "sh", "ch", "st", "tr", "pl", "qu", "", "", ""]
    private static let vowels = Array("aeiouaeio").map(String.init) + ["ea", "ou", "ie", "y"]
    private static let ends = Array("nrstlmdgkxp").map(String.init) + ["nt", "st", "ng", "ff", "ll", "ss", "", "", "", "", "j"]
    /// Words that forms have beside their fields.
    private static let labels = ["No.", "Total", "Date", "Amount", "Name", "Code", "ID", "Nr.", "Sum", "Page", "Tel."]

    /// A word in lowercase letters.
    static func word(_ random: inout Philox) -> String {
        (0..<random.pick([1, 1, 2, 2, 2, 3, 3, 4])).map { _ in
            random.pick(starts) + random.pick(vowels) + random.pick(ends)
        }.joined()
    }

    /// A printed number, a date or a reference.
    static func number(_ random: inout Philox) -> String {
        switch random.nextUniform() {
        case ..<0.35: LineText.digits(random.integer(1...6), &random)
        case ..<0.5: "(\(LineText.digits(random.integer(1...2), &random)))"
        case ..<0.6: random.pick(["A", "B", "K", "N", "X"]) + "-" + LineText.digits(random.integer(2...5), &random)
        default: LineText.number(length: random.integer(3...9), random: &random).filter(\.isASCII)
        }
    }

    /// One word of a page's text, with the punctuation after it.
    static func token(isUpper: Bool, _ random: inout Philox) -> String {
        if random.chance(0.1) { return number(&random) }
        var text = word(&random)
        if random.chance(0.18), let initial = text.first { text = initial.uppercased() + text.dropFirst() }
        if random.chance(0.12) { text += random.pick([",", ".", ".", ";", ":", "?", "!"]) }
        if random.chance(0.02) { text = "(\(text))" }
        return isUpper ? text.uppercased() : text
    }

    /// The print beside or above a field.
    static func label(_ random: inout Philox) -> String {
        var text = random.chance(0.3) ? random.pick(labels) : word(&random)
        text = random.chance(0.3) ? text.uppercased() : (text.first?.uppercased() ?? "") + text.dropFirst()
        if random.chance(0.3) { text += " " + (random.chance(0.3) ? number(&random) : word(&random)) }
        return text + random.pick([":", ":", "", "", ".", " :", "-", "*", "/"])
    }
}
