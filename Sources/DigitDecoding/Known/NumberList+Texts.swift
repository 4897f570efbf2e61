extension NumberList {
    /// A list of numbers given as strings. Leading zeros are kept, spaces are ignored, and of duplicates the first one counts.
    /// - Throws: `DecodingError` if there are none, if one is not a number (naming its index from 0), or if there are too many.
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
        // Its memory is needed for the spellings.
        seen = []
        try self.init(entries)
    }
}
