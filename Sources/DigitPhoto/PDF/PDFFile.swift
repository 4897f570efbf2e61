import DigitFiles
import Synchronization

/// The objects of a PDF document, found through its cross-reference tables (ISO 32000-1, section 7.5).
///
/// It understands the usual output of producers, and no damaged or encrypted documents.
struct PDFFile: Sendable {
    /// The location of an object.
    enum Place: Sendable {
        case offset(Int)
        /// In an object stream: the stream's number, and the index in it.
        case packed(stream: Int, index: Int)
    }

    let source: ByteSource
    private var budget: ByteBudget
    var places: [Int: Place] = [:]
    var trailer: [String: PDFObject] = [:]

    /// The limit on the decompressed bytes of tables and of content: many times those of a page of text.
    static let longestStream = 16 << 20

    /// The limit on the bytes examined for one page: a document whose objects overlap could take hours.
    private static let budgetForOnePage = 256 << 20

    /// Nil if the document is not understood.
    init?(_ source: ByteSource) {
        self.source = source
        budget = ByteBudget(Self.budgetForOnePage + 8 * source.count)
        guard let start = try? source.read(at: 0, count: 8), start.starts(with: "%PDF-".utf8), readTables(),
            trailer["Encrypt"] == nil, trailer["Root"] != nil
        else { return nil }
    }

    /// The same document, ready for another page.
    func forOnePage() -> PDFFile {
        var file = self
        file.budget = ByteBudget(Self.budgetForOnePage)
        return file
    }

    /// The object that a value refers to, or the value itself; nil if it is not understood.
    func resolve(_ object: PDFObject?) -> PDFObject? {
        var object = object
        // References to references are rare, and endless if cyclic.
        for _ in 0..<8 {
            guard case .reference(let number)? = object else { return object }
            object = self.object(number)
        }
        return nil
    }

    private func object(_ number: Int) -> PDFObject? {
        switch places[number] {
        case .offset(let offset): indirectObject(at: offset, number: number)
        case .packed(let stream, let index): packedObject(index, in: stream, number: number)
        case nil: .null
        }
    }

    /// Calls `body` with a parser at `offset` that has as many bytes as it needs.
    func parse<Result>(at offset: Int, _ body: (inout PDFParser) -> Result?) -> Result? {
        var size = 2048
        while true {
            guard let bytes = try? source.read(at: offset, count: size), !bytes.isEmpty, budget.take(bytes.count) else {
                return nil
            }
            var parser = PDFParser(bytes)
            let result = body(&parser)
            guard parser.hasReachedEnd, bytes.count == size else { return result }
            size *= 4
        }
    }

    /// `12 0 obj … endobj`.
    func indirectObject(at offset: Int, number: Int?) -> PDFObject? {
        parse(at: offset) { parser in
            guard let found = parser.nextInteger(), number == nil || found == number, parser.nextInteger() != nil,
                parser.next()?.keyword == "obj", let object = parser.next()
            else { return nil }
            guard case .dictionary(let dictionary) = object, parser.next()?.keyword == "stream" else { return object }
            parser.skipLineEnd()
            return .stream(PDFStream(dictionary: dictionary, start: offset + parser.position))
        }
    }

    /// An object in an object stream (section 7.5.7).
    private func packedObject(_ index: Int, in stream: Int, number: Int) -> PDFObject? {
        // An object stream is not itself in one.
        guard case .offset(let offset)? = places[stream], let stream = indirectObject(at: offset, number: stream)?.stream,
            let first = stream.dictionary["First"]?.integer, let bytes = contents(of: stream), (0...bytes.count).contains(first)
        else { return nil }
        var heads = PDFParser(bytes)
        for _ in 0..<index {
            guard heads.nextInteger() != nil, heads.nextInteger() != nil else { return nil }
        }
        guard heads.nextInteger() == number, let offset = heads.nextInteger(), (0...bytes.count - first).contains(offset) else {
            return nil
        }
        var parser = PDFParser(Array(bytes[(first + offset)...]))
        return parser.next()
    }

    /// A stream's raw bytes; nil if they do not end as the dictionary says.
    func packedBytes(of stream: PDFStream) -> [UInt8]? {
        guard let length = resolve(stream.dictionary["Length"])?.integer, (0...source.count).contains(length),
            let bytes = try? source.read(at: stream.start, count: length + 12), bytes.count >= length
        else { return nil }
        var end = PDFParser(Array(bytes[length...]))
        guard end.next()?.keyword == "endstream" else { return nil }
        return Array(bytes[..<length])
    }

    /// A stream's bytes, decompressed; nil for filters other than Flate, for more than `limit` bytes, and for damaged data.
    func contents(of stream: PDFStream, limit: Int = PDFFile.longestStream) -> [UInt8]? {
        try? soundContents(of: stream, limit: limit)
    }

    /// A stream's bytes, decompressed; nil for filters other than Flate.
    /// - Throws: if the compressed data is damaged, which may also make it longer than `limit` bytes.
    func soundContents(of stream: PDFStream, limit: Int) throws(PhotoError.Problem) -> [UInt8]? {
        guard let filters = filters(of: stream), let bytes = packedBytes(of: stream) else { return nil }
        switch filters.map(\.name) {
        case []: return bytes.count <= limit ? bytes : nil
        case ["FlateDecode"]:
            let unpacked: [UInt8]
            do throws(GzipError) { unpacked = try inflateZlib(bytes, limit: limit) } catch {
                if case .tooLarge = error { throw .damaged("PDF: at most \(limit) bytes of Flate data expected, found more") }
                throw .damaged("PDF: \(bytes.count) bytes of Flate data expected, they cannot be decompressed")
            }
            guard budget.take(unpacked.count) else { return nil }
            return PDFPredictor(filters[0].parameters)?.undone(unpacked)
        default: return nil
        }
    }

    /// The filters of a stream, each with its parameters, with references resolved; nil if they are not understood.
    func filters(of stream: PDFStream) -> [(name: String, parameters: [String: PDFObject])]? {
        func list(_ object: PDFObject?) -> [PDFObject]? {
            switch resolve(object) {
            case nil, .null: []
            case .array(let array): array
            case let single?: [single]
            }
        }
        guard let names = list(stream.dictionary["Filter"]), let parameters = list(stream.dictionary["DecodeParms"]) else {
            return nil
        }
        var filters: [(String, [String: PDFObject])] = []
        for (index, name) in names.enumerated() {
            guard let name = resolve(name)?.name else { return nil }
            let own = index < parameters.count ? resolve(parameters[index])?.dictionary ?? [:] : [:]
            filters.append((name, own.compactMapValues { resolve($0) }))
        }
        return filters
    }
}

/// The number of bytes that may still be examined.
final class ByteBudget: Sendable {
    private let left: Atomic<Int>

    init(_ count: Int) { left = Atomic(count) }

    /// Takes this many bytes from the budget; false if fewer are left.
    func take(_ count: Int) -> Bool { left.subtract(count, ordering: .relaxed).newValue >= 0 }
}
