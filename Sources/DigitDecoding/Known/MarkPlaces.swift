import DigitNN

/// Decides where marks are unusual in a number: a slash at its end is more likely a 1.
enum MarkPlaces {
    /// The factor by which each mark in such a place makes a number less likely a priori.
    private static let oddity = 0.02
    /// The same for a slash that separates digits as neither dates nor fractions do.
    private static let rarity = 0.4
    /// The probability that a stroke that looks like a slash or a parenthesis, but cannot be one, is a 1.
    private static let isOne = 0.5

    /// The strings that a string read by the network may stand for, and the share of its probability that each gets.
    static func meanings(of symbols: [UInt8]) -> [(symbols: [UInt8], share: Double)] {
        let text = symbols.map { NumberAlphabet.character(of: $0) ?? "?" }
        var (ones, asWritten, asOnes) = (symbols, 1.0, 1.0)
        for place in text.indices {
            guard let share = share(of: text[place], at: place, in: text) else { continue }
            asWritten *= share
            // A mark that separates digits may also be the side of a box.
            let isOne = isStroke(text[place]) && share == oddity
            asOnes *= isOne ? Self.isOne : share
            if isOne { ones[place] = NumberAlphabet.zero + 1 }
        }
        return ones == symbols ? [(symbols, asWritten)] : [(symbols, asWritten), (ones, asOnes)]
    }

    /// The same for one place of a string: a stroke that cannot be a mark there is a 1.
    static func weighed(
        _ choices: [(symbol: UInt8?, share: Double)], at place: Int, in symbols: [UInt8]
    ) -> [(symbol: UInt8?, share: Double)] {
        var text = symbols.map { NumberAlphabet.character(of: $0) ?? "?" }
        let one = NumberAlphabet.zero + 1
        var (result, isChanged) = (choices, false)
        for index in choices.indices {
            guard let mark = choices[index].symbol.flatMap(NumberAlphabet.character(of:)), isStroke(mark) else { continue }
            text[place] = mark
            guard let share = share(of: mark, at: place, in: text), let target = choices.firstIndex(where: { $0.symbol == one })
            else { continue }
            result[target].share += isOne * choices[index].share
            result[index].share *= share
            isChanged = true
        }
        guard isChanged else { return choices }
        let sum = result.reduce(0) { $0 + $1.share }
        return result.map { ($0.symbol, $0.share / sum) }.sorted { $0.share > $1.share }
    }

    private static func isStroke(_ character: Character) -> Bool { "/()".contains(character) }

    /// The factor by which a mark in its place makes a number less likely; nil if it is usual there.
    private static func share(of character: Character, at place: Int, in text: [Character]) -> Double? {
        let (isFirst, isLast) = (place == 0, place == text.count - 1)
        switch character {
        case "/":
            if isFirst || isLast || !text[place - 1].isWholeNumber || !text[place + 1].isWholeNumber { return oddity }
            return hasUsualSlashes(text) ? nil : rarity
        case ":", ")": return isFirst ? oddity : nil
        // An opening parenthesis is closed.
        case "(": return text[place...].contains(")") ? nil : oddity
        default: return nil
        }
    }

    /// Whether the numbers of digits between slashes are as in dates and fractions: one or two each, or a year first or last.
    private static func hasUsualSlashes(_ text: [Character]) -> Bool {
        let groups = text.split(separator: "/", omittingEmptySubsequences: false)
        let years = [groups.first, groups.last].count { group in
            group?.count == 4 && ["19", "20"].contains(group.map { String($0.prefix(2)) })
        }
        return groups.count <= 3 && groups.count { (1...2).contains($0.count) } + min(1, years) >= groups.count
    }
}
