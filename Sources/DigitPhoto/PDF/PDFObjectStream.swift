import Synchronization

/// An object stream (ISO 32000-1, section 7.5.7), unpacked.
struct PDFObjectStream: Sendable {
    /// The numbers and places of its objects, in order.
    private let heads: [(number: UInt32, place: UInt32)]
    private let bytes: [UInt8]

    /// - Parameter first: the place of the first object, after the heads.
    init?(_ bytes: [UInt8], first: Int, budget: PDFBudget) {
        guard (0...bytes.count).contains(first) else { return nil }
        var heads: [(number: UInt32, place: UInt32)] = []
        var parser = PDFParser(bytes, budget: budget)
        while parser.position < first, heads.count < budget.mostObjects,
            let number = parser.nextInteger().flatMap({ UInt32(exactly: $0) }), let offset = parser.nextInteger(),
            (0...bytes.count - first).contains(offset)
        { heads.append((number, UInt32(first + offset))) }
        // Those that are missing might be found with the next page's budget.
        guard budget.take(0) else { return nil }
        (self.heads, self.bytes) = (heads, bytes)
    }

    /// About the number of bytes in memory.
    var size: Int { bytes.count + 8 * heads.count }

    /// The object at an index, if it has this number.
    func object(_ index: Int, number: Int, budget: PDFBudget) -> PDFObject? {
        guard heads.indices.contains(index), heads[index].number == number else { return nil }
        var parser = PDFParser(bytes, at: Int(heads[index].place), budget: budget)
        return parser.next()
    }
}

/// The object streams that were unpacked last: the next object is usually in one of them.
final class PDFObjectStreams: Sendable {
    private let limit: Int
    private let kept = Mutex<(streams: [Int: PDFObjectStream], size: Int)>(([:], 0))

    /// - Parameter limit: the most bytes of several streams.
    init(limit: Int) { self.limit = limit }

    subscript(number: Int) -> PDFObjectStream? { kept.withLock { $0.streams[number] } }

    func keep(_ stream: PDFObjectStream, number: Int) {
        kept.withLock {
            if $0.size + stream.size > limit { $0 = ([:], 0) }
            // Another thread may have kept it already.
            if $0.streams.updateValue(stream, forKey: number) == nil { $0.size += stream.size }
        }
    }
}
