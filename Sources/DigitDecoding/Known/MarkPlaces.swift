import DigitNN

/// Where marks hardly stand in a number: a slash at its end is more likely a 1.
enum MarkPlaces {
    /// How much less likely a number is for each mark in such a place, before the line is looked at.
    private static let oddity = 0.02
    /// How likely a stroke that looks like a slash or a parenthesis, and can be none, is a 1.
    private static let isOne = 0.5

    /// What a string that the network reads stands for, and how much of its probability each has.
    static func meanings(of symbols: [UInt8]) -> [(symbols: [UInt8], share: Double)] {
        let text = symbols.map { NumberAlphabet.character(of: $0) ?? "?" }
        let odd = text.indices.filter { isOdd(text[$0], at: $0, in: text) }
        guard !odd.isEmpty else { return [(symbols, 1)] }
        var ones = symbols
        for place in odd where isStroke(text[place]) { ones[place] = NumberAlphabet.zero + 1 }
        let asWritten = odd.reduce(1.0) { share, _ in share * oddity }
        guard ones != symbols else { return [(symbols, asWritten)] }
        return [(symbols, asWritten), (ones, odd.reduce(1.0) { $0 * (isStroke(text[$1]) ? isOne : oddity) })]
    }

    private static func isStroke(_ character: Character) -> Bool { "/()".contains(character) }

    private static func isOdd(_ character: Character, at place: Int, in text: [Character]) -> Bool {
        let (isFirst, isLast) = (place == 0, place == text.count - 1)
        switch character {
        case "/": return isFirst || isLast || !text[place - 1].isWholeNumber || !text[place + 1].isWholeNumber
        case ":", ")": return isFirst
        // What opens is closed.
        case "(": return !text[place...].contains(")")
        default: return false
        }
    }
}
