extension PDFFile {
    /// The most tables of a document that was changed often; each change adds one.
    private static let mostTables = 1000

    /// Reads the cross-reference tables from the newest to the oldest; newer ones take precedence.
    mutating func readTables() -> Bool {
        guard var offset = newestTable() else { return false }
        var seen = Set<Int>()
        while seen.insert(offset).inserted, seen.count <= Self.mostTables {
            guard let dictionary = readTable(at: offset) else { return false }
            trailer.merge(dictionary.filter { ["Root", "Encrypt"].contains($0.key) }) { newer, _ in newer }
            // Documents for both old and new programs have a stream beside the table.
            if let hidden = dictionary["XRefStm"]?.integer, readTable(at: hidden) == nil { return false }
            guard let previous = dictionary["Prev"] else { return true }
            guard let next = previous.integer else { return false }
            offset = next
        }
        return false
    }

    /// The number after the last `startxref`.
    private func newestTable() -> Int? {
        let word = Array("startxref".utf8)
        guard let end = try? source.read(at: max(0, source.count - 2048), count: 2048), end.count >= word.count else {
            return nil
        }
        guard let place = (0...end.count - word.count).last(where: { end[$0..<$0 + word.count].elementsEqual(word) }) else {
            return nil
        }
        var parser = PDFParser(end, at: place + word.count, budget: budget)
        return parser.nextInteger()
    }

    /// - Returns: the trailer; nil if the table is not understood.
    private mutating func readTable(at offset: Int) -> [String: PDFObject]? {
        let start = parse(at: offset) { $0.next()?.keyword == "xref" ? offset + $0.position : nil }
        return if let start { readPlainTable(at: start) } else { readStream(at: offset) }
    }

    /// Adds the place of an object unless a newer table has one; false if the document has too many objects for its size.
    private mutating func add(_ place: Place, number: Int) -> Bool {
        guard places[number] == nil else { return true }
        guard places.count < budget.mostObjects else {
            budget.end()
            return false
        }
        places[number] = place
        return true
    }

    /// The most rows that are parsed at once.
    private static let mostRows = 1000

    /// Sections of lines such as `0000000016 00000 n` (section 7.5.4), and the trailer.
    private mutating func readPlainTable(at start: Int) -> [String: PDFObject]? {
        var offset = start
        while let section = parse(at: offset, Self.section) {
            if let trailer = section.trailer { return trailer }
            offset += section.length
            var (number, left) = (section.first, section.count)
            while left > 0 {
                let count = min(left, Self.mostRows)
                // Rows have 20 bytes, and the parser looks ahead.
                let rows = parse(at: offset, size: 20 * count + 64) { parser in
                    Self.rows(count, &parser).map { (offsets: $0, length: parser.position) }
                }
                guard let rows else { return nil }
                for (index, place) in rows.offsets.enumerated() {
                    if let place, !add(.offset(place), number: number + index) { return nil }
                }
                offset += rows.length
                number += count
                left -= count
            }
        }
        return nil
    }

    /// The head of a section with its length in bytes, or the trailer after the last one.
    private static func section(
        _ parser: inout PDFParser
    ) -> (first: Int, count: Int, length: Int, trailer: [String: PDFObject]?)? {
        guard let next = parser.next() else { return nil }
        if next.keyword == "trailer" { return parser.next()?.dictionary.map { (0, 0, parser.position, $0) } }
        guard let first = next.integer, numbers.contains(first), let count = parser.nextInteger(), numbers.contains(count) else {
            return nil
        }
        return (first, count, parser.position, nil)
    }

    /// The numbers that objects may have, and the numbers of rows.
    private static let numbers = 0..<1 << 32

    /// The offsets of objects; nil for those that are free.
    private static func rows(_ count: Int, _ parser: inout PDFParser) -> [Int?]? {
        var offsets: [Int?] = []
        for _ in 0..<count {
            guard let offset = parser.nextInteger(), parser.nextInteger() != nil, let kind = parser.next()?.keyword else {
                return nil
            }
            offsets.append(kind == "n" ? offset : nil)
        }
        return offsets
    }

    /// A table as a stream (section 7.5.8).
    private mutating func readStream(at offset: Int) -> [String: PDFObject]? {
        guard let stream = indirectObject(at: offset, number: nil)?.stream, stream.dictionary["Type"]?.name == "XRef",
            let widths = stream.dictionary["W"]?.array?.compactMap(\.integer), widths.count == 3,
            widths.allSatisfy({ (0...7).contains($0) }), let size = stream.dictionary["Size"]?.integer
        else { return nil }
        let sections = stream.dictionary["Index"]?.array?.compactMap(\.integer) ?? [0, size]
        let rowBytes = widths.reduce(0, +)
        guard sections.count.isMultiple(of: 2), sections.allSatisfy(Self.numbers.contains), rowBytes > 0 else { return nil }
        // Each pair's second number is the number of rows. The rows may be packed to nothing.
        for place in stride(from: 1, to: sections.count, by: 2) where !budget.take(PDFBudget.row * sections[place]) { return nil }
        guard let bytes = contents(of: stream) else { return nil }
        var row = 0
        for section in stride(from: 0, to: sections.count, by: 2) {
            let (first, count) = (sections[section], sections[section + 1])
            guard count <= bytes.count / rowBytes - row else { return nil }
            for number in first..<first + count {
                if let place = Self.place(bytes, row * rowBytes, widths), !add(place, number: number) { return nil }
                row += 1
            }
        }
        return stream.dictionary
    }

    /// The place in a row of a table; nil for objects that are free, and for kinds that must be ignored.
    private static func place(_ bytes: [UInt8], _ start: Int, _ widths: [Int]) -> Place? {
        func field(_ index: Int, at start: Int) -> Int {
            var value = 0
            for place in start..<start + widths[index] { value = value << 8 | Int(bytes[place]) }
            return value
        }
        let second = start + widths[0]
        switch widths[0] == 0 ? 1 : field(0, at: start) {
        case 1: return .offset(field(1, at: second))
        case 2: return .packed(stream: field(1, at: second), index: field(2, at: second + widths[1]))
        default: return nil
        }
    }
}
