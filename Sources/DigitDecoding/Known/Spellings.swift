import DigitNN

/// One way to write a number of a list.
package struct Spelling: Sendable {
    /// The number's index, and which of its first three marks are missing.
    fileprivate let bits: UInt32

    private static let mask: UInt32 = 0b111

    fileprivate init(bits: UInt32) { self.bits = bits }

    /// The index of its number.
    var number: Int { Int(bits >> 3) }
    /// Whether it is not as written in the list.
    var lacksMarks: Bool { bits & Self.mask != 0 }
    /// Whether a mark is missing, by its index among the number's marks.
    func lacks(mark: Int) -> Bool { bits & Self.mask == Self.mask || (bits & Self.mask) >> mark & 1 == 1 }

    /// All ways to write a number: with some of its marks; with all or none of them if it has more than three.
    fileprivate static func all(of number: Int, marks: Int) -> StrideTo<UInt32> {
        let first = UInt32(number) << 3
        return stride(from: first, to: first + (marks > 3 ? mask + 1 : 1 << UInt32(marks)), by: marks > 3 ? Int(mask) : 1)
    }
}

/// The spellings of a list's numbers, in the order of their symbols, a prefix before what continues it.
///
/// Each takes four bytes: its symbols are looked up in its number.
struct Spellings: Sendable {
    let entries: NumberListEntries
    private(set) var sorted: [Spelling]

    /// The most symbols of all spellings together.
    private static let mostSymbols = 200_000_000
    /// They are first put in order by this many symbols, then by this many more at a time, which are compared as one number.
    private static let (firstSymbols, nextSymbols) = (3, 6)

    /// - Throws: `DecodingError` if there are too many.
    init(_ entries: NumberListEntries) throws(DecodingError) {
        (self.entries, sorted) = (entries, [])
        var places = [Int](repeating: 0, count: 1 + 1 << (5 * Self.firstSymbols))
        var length = 0
        for number in 0..<entries.count {
            let (symbols, marks) = (entries.places(number).count, entries.marks(number))
            var count = 0
            for bits in Spelling.all(of: number, marks: marks) {
                places[1 + entries.key(Spelling(bits: bits), from: 0, count: Self.firstSymbols)] += 1
                count += 1
            }
            // Each mark is missing in half of them.
            length += count * symbols - count * marks / 2
            guard length <= Self.mostSymbols else {
                throw DecodingError("a list of at most \(Self.mostSymbols) digits and marks expected")
            }
        }
        for place in places.indices.dropFirst() { places[place] += places[place - 1] }
        sorted = [Spelling](repeating: Spelling(bits: 0), count: places[places.count - 1])
        for number in 0..<entries.count {
            for bits in Spelling.all(of: number, marks: entries.marks(number)) {
                let key = entries.key(Spelling(bits: bits), from: 0, count: Self.firstSymbols)
                sorted[places[key]] = Spelling(bits: bits)
                places[key] += 1
            }
        }
        // Each place is now that of the next key's first spelling.
        var first = 0
        for end in places {
            sort(first..<end, from: Self.firstSymbols)
            first = end
        }
    }

    /// Sorts spellings that have their first `depth` symbols in common; equal ones stay in the order of their numbers.
    private mutating func sort(_ range: Range<Int>, from depth: Int) {
        for run in sortOnce(range, from: depth) { sort(run, from: depth + Self.nextSymbols) }
    }

    /// Sorts by the next few symbols.
    /// - Returns: those that have these in common and continue.
    private mutating func sortOnce(_ range: Range<Int>, from depth: Int) -> [Range<Int>] {
        guard range.count > 1 else { return [] }
        var items = sorted[range].map {
            UInt64(entries.key($0, from: depth, count: Self.nextSymbols)) << 32 | UInt64($0.bits)
        }
        items.sort()
        var runs: [Range<Int>] = []
        var first = 0
        for (place, item) in items.enumerated() {
            sorted[range.lowerBound + place] = Spelling(bits: UInt32(truncatingIfNeeded: item))
            let key = item >> 32
            if key != items[first] >> 32 { first = place }
            let isLast = place + 1 == items.count || items[place + 1] >> 32 != key
            if isLast, place > first, key & 31 != 0 { runs.append(range.lowerBound + first..<range.lowerBound + place + 1) }
        }
        return runs
    }

    /// The spellings of the numbers that a condition allows.
    func filtered(_ isAllowed: ([UInt8]) -> Bool) -> Spellings {
        let areAllowed = (0..<entries.count).map { isAllowed(Array(entries.symbols($0))) }
        var result = self
        result.sorted = sorted.filter { areAllowed[$0.number] }
        return result
    }

    /// A spelling's symbol in a place; 0 after its last.
    func symbol(_ place: Int, of spelling: Spelling) -> UInt8 { UInt8(entries.key(spelling, from: place, count: 1)) }

    /// Calls back with each symbol of a spelling.
    func forEachSymbol(of spelling: Spelling, _ body: (UInt8) -> Void) {
        entries.forEachSymbol(of: spelling) { symbol in
            body(symbol)
            return true
        }
    }
}

extension NumberListEntries {
    /// The number of a number's marks.
    fileprivate func marks(_ number: Int) -> Int {
        var count = 0
        for place in places(number) where Marks.classes.contains(symbols[place]) { count += 1 }
        return count
    }

    /// Some symbols of a spelling as a number of five bits each, 0 after its last: such numbers are in the order of the symbols.
    fileprivate func key(_ spelling: Spelling, from depth: Int, count: Int) -> Int {
        var (key, rest, skipped) = (0, count, 0)
        forEachSymbol(of: spelling) { symbol in
            guard skipped == depth else {
                skipped += 1
                return true
            }
            key = key << 5 | Int(symbol)
            rest -= 1
            return rest > 0
        }
        return key << (5 * rest)
    }

    /// Calls back with each symbol of a spelling until that returns false.
    fileprivate func forEachSymbol(of spelling: Spelling, _ body: (UInt8) -> Bool) {
        let lacksMarks = spelling.lacksMarks
        var mark = 0
        for place in places(spelling.number) {
            let symbol = symbols[place]
            if lacksMarks, Marks.classes.contains(symbol) {
                mark += 1
                if spelling.lacks(mark: mark - 1) { continue }
            }
            guard body(symbol) else { return }
        }
    }
}
