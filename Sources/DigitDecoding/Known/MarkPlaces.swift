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

    /// What may be in a place of a string, by the same: a stroke that can be no mark there is a 1.
    static func weighed(
        _ choices: [(symbol: UInt8?, share: Double)], at place: Int, in symbols: [UInt8]
    ) -> [(symbol: UInt8?, share: Double)] {
        var text = symbols.map { NumberAlphabet.character(of: $0) ?? "?" }
        let one = NumberAlphabet.zero + 1
        var (result, isChanged) = (choices, false)
        for index in choices.indices {
            guard let mark = choices[index].symbol.flatMap(NumberAlphabet.character(of:)), isStroke(mark) else { continue }
            text[place] = mark
            guard isOdd(mark, at: place, in: text), let target = choices.firstIndex(where: { $0.symbol == one }) else { continue }
            result[target].share += isOne * choices[index].share
            result[index].share *= oddity
            isChanged = true
        }
        guard isChanged else { return choices }
        let sum = result.reduce(0) { $0 + $1.share }
        return result.map { ($0.symbol, $0.share / sum) }.sorted { $0.share > $1.share }
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
