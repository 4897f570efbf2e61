import DigitNN

extension ClosedRange<Int> {
    /// Parses the number of digits of a number: `5` or `4..6`.
    /// - Throws: `DecodingError` if it is neither, or not within 1...64.
    public static func numberLength(_ text: String) throws(DecodingError) -> ClosedRange<Int> {
        let bounds = rangeBounds(text).map { Int($0) }
        guard let low = bounds[0], let high = bounds[bounds.count - 1], (1...NumberConstraint.mostDigits).contains(low),
            (low...NumberConstraint.mostDigits).contains(high)
        else {
            throw DecodingError(
                "length: a number of digits or A..B within 1..\(NumberConstraint.mostDigits) expected, got \"\(text)\"")
        }
        return low...high
    }
}

/// The text before and after the first `..`; the whole text if there is none.
func rangeBounds(_ text: String) -> [Substring] {
    let parts = text.utf8
    for place in parts.indices where parts[place...].starts(with: "..".utf8) {
        return [text[..<place], text[parts.index(place, offsetBy: 2)...]]
    }
    return [Substring(text)]
}

extension NumberAutomaton {
    /// Numbers of this many digits, with any marks among them.
    package static func length(_ range: ClosedRange<Int>) throws(DecodingError) -> NumberAutomaton {
        try explored(from: 0) { count, symbol in
            if Marks.classes.contains(symbol) { return count }
            guard NumberAlphabet.digit(of: symbol) != nil, count < range.upperBound else { return nil }
            return count + 1
        } accepts: {
            range.contains($0)
        }
    }
}
