import DigitFiles

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
    private(set) var budget: PDFBudget
    var places: [Int: Place] = [:]
    var trailer: [String: PDFObject] = [:]
    private let objectStreams: PDFObjectStreams
    /// Not while an object stream is read: its length would be in itself, or in another one whose length is in it.
    private var readsObjectStreams = true

    /// The limit on the decompressed bytes of tables and of content: many times those of a page of text.
    let longestStream: Int

    /// The limit on the decompressed bytes of a picture.
    private static let largestPicture = 256 << 20

    /// Nil if the document is not understood.
    /// - Parameter budget: for the tables and all pages' objects.
    init?(_ source: ByteSource, budget: PDFBudget) {
        self.source = source
        self.budget = budget
        longestStream = min(16 << 20, 4 << 20 + 20 * source.count)
        objectStreams = PDFObjectStreams(limit: longestStream)
        guard let start = try? source.read(at: 0, count: 8), start.starts(with: "%PDF-".utf8), readTables(),
            trailer["Encrypt"] == nil, trailer["Root"] != nil
        else { return nil }
    }

    /// The same document, ready for another page.
    func forOnePage() -> PDFFile {
        var file = self
        file.budget = PDFBudget.page(ofSize: source.count)
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
        case .packed(let stream, let index): objectStream(stream)?.object(index, number: number, budget: budget)
        case nil: .null
        }
    }

    /// Calls `body` with a parser at `offset` that has as many bytes as it needs.
    /// - Parameter size: the number of bytes that are probably enough.
    func parse<Result>(at offset: Int, size: Int = 2048, _ body: (inout PDFParser) -> Result?) -> Result? {
        var size = size
        while true {
            guard let bytes = try? source.read(at: offset, count: size), !bytes.isEmpty, budget.take(bytes.count) else {
                return nil
            }
            var parser = PDFParser(bytes, budget: budget)
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

    /// An object stream, which is not itself in one, nor are the values that it takes to read it (section 7.5.7).
    private func objectStream(_ number: Int) -> PDFObjectStream? {
        guard readsObjectStreams else { return nil }
        if let kept = objectStreams[number] { return kept }
        var file = self
        file.readsObjectStreams = false
        guard case .offset(let offset)? = places[number], let stream = indirectObject(at: offset, number: number)?.stream,
            let first = stream.dictionary["First"]?.integer, let bytes = file.contents(of: stream),
            let unpacked = PDFObjectStream(bytes, first: first, budget: budget)
        else { return nil }
        objectStreams.keep(unpacked, number: number)
        return unpacked
    }

    /// A stream's raw bytes; nil if they do not end as the dictionary says.
    func packedBytes(of stream: PDFStream) -> [UInt8]? {
        guard let length = resolve(stream.dictionary["Length"])?.integer, (0...source.count).contains(length),
            budget.take(length), let bytes = try? source.read(at: stream.start, count: length + 12), bytes.count >= length
        else { return nil }
        var end = PDFParser(bytes, at: length, budget: budget)
        guard end.next()?.keyword == "endstream" else { return nil }
        return Array(bytes[..<length])
    }

    /// A stream's bytes, decompressed; nil for filters other than Flate, for more than `longestStream` bytes, and for damaged data.
    func contents(of stream: PDFStream) -> [UInt8]? {
        let bytes = try? soundContents(of: stream, limit: longestStream)
        // What is damaged may have been decompressed for nothing, up to the limit.
        return budget.take(PDFBudget.unpackedByte * (bytes?.count ?? longestStream)) ? bytes : nil
    }

    /// A stream's bytes, decompressed; nil for filters other than Flate. Decompression is not part of the budget.
    /// - Throws: if the compressed data is damaged, which may also make it longer than `limit` bytes.
    func soundContents(of stream: PDFStream, limit: Int) throws(PhotoError.Problem) -> [UInt8]? {
        guard let filters = filters(of: stream), let bytes = packedBytes(of: stream) else { return nil }
        switch filters.map(\.name) {
        case []: return bytes.count <= limit ? bytes : nil
        case ["FlateDecode"] where limit <= Self.largestPicture:
            let unpacked: [UInt8]
            do throws(GzipError) { unpacked = try inflateZlib(bytes, limit: limit) } catch {
                if case .tooLarge = error { throw .damaged("PDF: at most \(limit) bytes of Flate data expected, found more") }
                throw .damaged("PDF: \(bytes.count) bytes of Flate data expected, they cannot be decompressed")
            }
            return PDFPredictor(filters[0].parameters)?.undone(unpacked)
        default: return nil
        }
    }

    /// More than any stream needs.
    private static let mostFilters = 8

    /// The filters of a stream, each with its parameters, with references resolved and without arrays and the like in them; nil if they
    /// are not understood.
    func filters(of stream: PDFStream) -> [(name: String, parameters: [String: PDFObject])]? {
        func list(_ object: PDFObject?) -> [PDFObject]? {
            switch resolve(object) {
            case nil, .null: []
            case .array(let array): array
            case let single?: [single]
            }
        }
        guard let names = list(stream.dictionary["Filter"]), let parameters = list(stream.dictionary["DecodeParms"]),
            names.count <= Self.mostFilters
        else { return nil }
        var filters: [(String, [String: PDFObject])] = []
        for (index, name) in names.enumerated() {
            guard let name = resolve(name)?.name else { return nil }
            let own = index < parameters.count ? resolve(parameters[index])?.dictionary ?? [:] : [:]
            filters.append((name, own.compactMapValues { resolve($0)?.simple }))
        }
        return filters
    }
}
