extension PDFFile {
    /// The most tables of a document that was changed often; each change adds one.
    private static let mostTables = 1000

    /// Reads the cross-reference tables from the newest to the oldest; newer ones take precedence.
    mutating func readTables() -> Bool {
        guard var offset = newestTable() else { return false }
        var seen = Set<Int>()
        while seen.insert(offset).inserted, seen.count <= Self.mostTables {
            guard let dictionary = readTable(at: offset) else { return false }
            trailer.merge(dictionary) { newer, _ in newer }
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
        var parser = PDFParser(Array(end[(place + word.count)...]))
        return parser.nextInteger()
    }

    /// - Returns: the trailer; nil if the table is not understood.
    private mutating func readTable(at offset: Int) -> [String: PDFObject]? {
        let isPlain = parse(at: offset) { $0.next()?.keyword == "xref" }
        guard isPlain == true else { return readStream(at: offset) }
        let found = parse(at: offset) { parser -> (places: [(Int, Place)], trailer: [String: PDFObject])? in
            _ = parser.next()
            return Self.plainTable(&parser)
        }
        guard let found else { return nil }
        for (number, place) in found.places where places[number] == nil { places[number] = place }
        return found.trailer
    }

    /// Sections of lines such as `0000000016 00000 n` (section 7.5.4), and the trailer.
    private static func plainTable(_ parser: inout PDFParser) -> (places: [(Int, Place)], trailer: [String: PDFObject])? {
        var places: [(Int, Place)] = []
        while let next = parser.next() {
            if next.keyword == "trailer" { return parser.next()?.dictionary.map { (places, $0) } }
            guard let first = next.integer, (0..<1 << 32).contains(first), let count = parser.nextInteger(), count >= 0 else {
                return nil
            }
            var number = first
            while number - first < count {
                guard let offset = parser.nextInteger(), parser.nextInteger() != nil, let kind = parser.next()?.keyword else {
                    return nil
                }
                if kind == "n" { places.append((number, .offset(offset))) }
                number += 1
            }
        }
        return nil
    }

    /// A table as a stream (section 7.5.8).
    private mutating func readStream(at offset: Int) -> [String: PDFObject]? {
        guard let stream = indirectObject(at: offset, number: nil)?.stream, stream.dictionary["Type"]?.name == "XRef",
            let widths = stream.dictionary["W"]?.array?.compactMap(\.integer), widths.count == 3,
            widths.allSatisfy({ (0...7).contains($0) }), let size = stream.dictionary["Size"]?.integer,
            let bytes = contents(of: stream)
        else { return nil }
        let sections = stream.dictionary["Index"]?.array?.compactMap(\.integer) ?? [0, size]
        let rowBytes = widths.reduce(0, +)
        guard sections.count.isMultiple(of: 2), rowBytes > 0 else { return nil }
        var row = 0
        for section in stride(from: 0, to: sections.count, by: 2) {
            let (first, count) = (sections[section], sections[section + 1])
            guard (0..<1 << 32).contains(first), count >= 0, count <= bytes.count / rowBytes - row else { return nil }
            for number in first..<first + count {
                if let place = Self.place(bytes[row * rowBytes..<(row + 1) * rowBytes], widths), places[number] == nil {
                    places[number] = place
                }
                row += 1
            }
        }
        return stream.dictionary
    }

    /// Nil for objects that are free, and for kinds that must be ignored.
    private static func place(_ row: ArraySlice<UInt8>, _ widths: [Int]) -> Place? {
        var rest = row
        let fields = widths.map { width in
            let value = rest.prefix(width).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(width)
            return value
        }
        switch widths[0] == 0 ? 1 : fields[0] {
        case 1: return .offset(fields[1])
        case 2: return .packed(stream: fields[1], index: fields[2])
        default: return nil
        }
    }
}
