/// Conversion of names from and to snake case, by the rules of Foundation's key strategies.
enum SnakeCase {
    /// `learningRate` as `learning_rate`; the last of several capitals begins the next word: `myURLProperty` is
    /// `my_url_property`.
    static func snake(_ name: String) -> String {
        let characters = Array(name)
        var words = ""
        for (index, character) in characters.enumerated() {
            if character.isUppercase, index > 0 {
                let isNewWord = index == 1 || !characters[index - 1].isUppercase
                let endsCapitals = index + 1 < characters.count && characters[index + 1].isLowercase
                if isNewWord || endsCapitals { words += "_" }
            }
            words += character.lowercased()
        }
        return words
    }

    /// `learning_rate` as `learningRate`. Leading and trailing underscores are kept.
    static func camel(_ name: String) -> String {
        let words = name.split(separator: "_")
        guard words.count > 1 else { return name }
        let isUnderscore = { (character: Character) in character == "_" }
        let joined =
            words[0].lowercased() + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst().lowercased() }.joined()
        return name.prefix(while: isUnderscore) + joined + String(name.reversed().prefix(while: isUnderscore))
    }
}

/// Words for numbers that JSON cannot represent.
enum NonFinite {
    /// The word for a number; nil for a finite one.
    static func word(_ value: Double) -> String? {
        if value.isNaN { return "nan" }
        return value.isInfinite ? (value < 0 ? "-inf" : "inf") : nil
    }

    /// The number that a word stands for.
    static func number(_ word: String) -> Double? {
        switch word {
        case "nan": .nan
        case "inf": .infinity
        case "-inf": -.infinity
        default: nil
        }
    }
}

/// A key by its name or index.
struct PlainKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(stringValue: String) { (self.stringValue, intValue) = (stringValue, nil) }
    init(intValue: Int) { (stringValue, self.intValue) = ("Index \(intValue)", intValue) }
}

/// A dictionary, whose keys are data, not names.
protocol KeyedByData {}
extension Dictionary: KeyedByData where Key == String {}
