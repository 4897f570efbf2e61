import DigitNN

/// Where marks hardly stand in a number: a slash at its end is more likely a 1.
enum MarkPlaces {
    /// How much less likely a number is for each mark in such a place, before the line is looked at.
    private static let oddity = 0.02
    /// The same for a slash that parts digits as neither dates nor fractions have it.
    private static let rarity = 0.4
    /// How likely a stroke that looks like a slash or a parenthesis, and can be none, is a 1.
    private static let isOne = 0.5

    /// What a string that the network reads stands for, and how much of its probability each has.
    static func meanings(of symbols: [UInt8]) -> [(symbols: [UInt8], share: Double)] {
        let text = symbols.map { NumberAlphabet.character(of: $0) ?? "?" }
        var (ones, asWritten, asOnes) = (symbols, 1.0, 1.0)
        for place in text.indices {
            guard let share = share(of: text[place], at: place, in: text) else { continue }
            asWritten *= share
            // What parts digits may also be the side of a box.
            let isOne = isStroke(text[place]) && share == oddity
            asOnes *= isOne ? Self.isOne : share
            if isOne { ones[place] = NumberAlphabet.zero + 1 }
        }
        return ones == symbols ? [(symbols, asWritten)] : [(symbols, asWritten), (ones, asOnes)]
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

    /// How much less likely a mark makes a number by its place; nil where it may well stand.
    private static func share(of character: Character, at place: Int, in text: [Character]) -> Double? {
        let (isFirst, isLast) = (place == 0, place == text.count - 1)
        switch character {
        case "/":
            if isFirst || isLast || !text[place - 1].isWholeNumber || !text[place + 1].isWholeNumber { return oddity }
            return hasUsualSlashes(text) ? nil : rarity
        case ":", ")": return isFirst ? oddity : nil
        // What opens is closed.
        case "(": return text[place...].contains(")") ? nil : oddity
        default: return nil
        }
    }

    /// Whether the digits between slashes are as many as in dates and fractions: one or two each, or a year first or last.
    private static func hasUsualSlashes(_ text: [Character]) -> Bool {
        let groups = text.split(separator: "/", omittingEmptySubsequences: false)
        let years = [groups.first, groups.last].count { group in
            group?.count == 4 && ["19", "20"].contains(group.map { String($0.prefix(2)) })
        }
        return groups.count <= 3 && groups.count { (1...2).contains($0.count) } + min(1, years) >= groups.count
    }
}
