import DigitNN

/// Where marks hardly stand in a number: a slash at its end is more likely a 1.
enum MarkPlaces {
    /// How much less likely a number is for each mark in such a place, before the line is looked at.
    private static let oddity = 0.02

    /// How likely the places of a string's marks are, beside those of usual numbers: 1 where none is odd.
    static func likelihood(of symbols: [UInt8]) -> Double {
        let text = symbols.map { NumberAlphabet.character(of: $0) ?? "?" }
        var result = 1.0
        for (place, character) in text.enumerated() where isOdd(character, at: place, in: text) { result *= oddity }
        return result
    }

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
