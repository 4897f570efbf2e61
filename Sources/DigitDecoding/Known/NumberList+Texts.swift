extension NumberList {
    /// A list of numbers that a program has as texts. Leading zeros are kept, spaces do not count, and of numbers that come twice, the first
    /// counts.
    /// - Throws: `DecodingError` if there are none, if one is no number, naming its place from 0, or if they are too many.
    public init(numbers: some Sequence<String>) throws(DecodingError) {
        var entries = NumberListEntries()
        var seen = Set<NumberKey>()
        var place = 0
        for text in numbers {
            let bytes = trimmed(Array(text.utf8)[...])
            guard let number = numberSymbols(bytes) else {
                throw DecodingError("digits and marks expected, got \"\(text.prefix(40))\" at place \(place)")
            }
            place += 1
            guard seen.insert(NumberKey(number)).inserted else { continue }
            guard entries.count < NumberListEntries.most else {
                throw DecodingError("at most \(NumberListEntries.most) numbers expected")
            }
            entries.append(number, text: bytes)
        }
        try self.init(entries)
    }
}
