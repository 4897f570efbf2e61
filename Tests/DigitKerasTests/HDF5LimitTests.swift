import DigitFiles
import DigitKeras
import Testing

/// HDF5 files with sizes, positions and repetitions that no valid file has.
@Suite struct HDF5LimitTests {
    /// Bytes with a superblock of version 2 in front.
    private struct File {
        var bytes = [UInt8](repeating: 0, count: 48)

        mutating func put(_ data: [UInt8]) -> Int {
            bytes += [UInt8](repeating: 0, count: (8 - bytes.count % 8) % 8)
            defer { bytes += data }
            return bytes.count
        }

        func finished(root: Int) -> [UInt8] {
            var start: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A, 2, 8, 8, 0]
            for number in [0, -1, bytes.count, root] { start += word(number) }
            start += word(0, 4)
            return start + bytes[48...]
        }
    }

    private static func word(_ number: Int, _ size: Int = 8) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    private static func message(_ kind: UInt8, _ body: [UInt8]) -> [UInt8] { [kind] + word(body.count, 2) + [0] + body }

    private static func header(_ messages: [[UInt8]]) -> [UInt8] {
        let body = Array(messages.joined())
        return Array("OHDR".utf8) + [2, 2] + word(body.count, 4) + body + word(0, 4)
    }

    private static let float = message(
        3, [0x11, 0x20, 0x1F, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0])

    private static func space(_ sizes: [Int]) -> [UInt8] {
        message(1, [2, UInt8(sizes.count), 0, 1] + sizes.flatMap { word($0) })
    }

    private static func filters(_ filters: [(number: Int, settings: [Int])]) -> [UInt8] {
        var body: [UInt8] = [2, UInt8(filters.count)]
        for filter in filters {
            body += word(filter.number, 2) + word(0, 2) + word(filter.settings.count, 2)
            for setting in filter.settings { body += word(setting, 4) }
        }
        return message(11, body)
    }

    /// A layout of version 4: one chunk (kind 1), or chunks one after the other (kind 2).
    private static func chunks(kind: UInt8, _ sizes: [Int], stored: Int, at address: Int) -> [UInt8] {
        var body: [UInt8] = [4, 2, kind == 1 ? 2 : 0, UInt8(sizes.count + 1), 8]
        for size in sizes + [4] { body += word(size) }
        body.append(kind)
        if kind == 1 { body += word(stored) + word(0, 4) }
        return message(8, body + word(address))
    }

    /// The result of reading a dataset `x` with these messages: its values, or the error.
    private func read(_ messages: [[UInt8]], _ file: File = File()) -> (values: [Float], problem: String) {
        var file = file
        let dataset = file.put(Self.header(messages))
        let root = file.put(Self.header([Self.message(6, [1, 0, 1, UInt8(ascii: "x")] + Self.word(dataset))]))
        do throws(KerasError) {
            return (try H5File(bytes: file.finished(root: root), name: "f").root.dataset("x")?.tensor().scalars ?? [], "")
        } catch { return ([], error.problem) }
    }

    @Test("A shuffle filter with any element size terminates", arguments: [1, 4, 48, 1 << 31, 1 << 32 - 1]) func shuffle(
        size: Int
    ) {
        var file = File()
        let packed = deflateZlib([UInt8](repeating: 0, count: 48))
        let address = file.put(packed)
        let chunk = Self.chunks(kind: 1, [12], stored: packed.count, at: address)
        let found = read([Self.space([12]), Self.float, Self.filters([(2, [size]), (1, [9])]), chunk], file)
        #expect(found == ([Float](repeating: 0, count: 12), ""))
    }

    @Test func eachFilterOnce() {
        let chunk = Self.chunks(kind: 1, [12], stored: 8, at: 0)
        let found = read([Self.space([12]), Self.float, Self.filters([(1, [9]), (1, [9])]), chunk])
        #expect(found.problem == "x: each filter once expected, found 2 filters")
    }

    @Test("Values and chunks are in proportion to the file") func proportion() {
        let never = Self.message(8, [3, 1] + Self.word(-1) + Self.word(0))
        #expect(read([Self.space([1 << 24]), Self.float, never]).problem.contains("values expected in a file of this size"))
        #expect(read([Self.space([1 << 20]), Self.float, never]).values.count == 1 << 20)
        let chunk = Self.chunks(kind: 1, [1 << 28], stored: 8, at: 0)
        #expect(read([Self.space([1]), Self.float, chunk]).problem.contains("chunks of at most"))
    }

    @Test("What was never written is the fill value, after what was written") func fillValue() {
        let fill = Self.message(5, [3, 0x20] + Self.word(4, 4) + Self.word(0x3FC0_0000, 4))
        #expect(
            read([Self.space([3]), Self.float, fill, Self.message(8, [3, 1] + Self.word(-1) + Self.word(0))]).values == [
                1.5, 1.5, 1.5,
            ])
        var file = File()
        let address = file.put(Self.word(0x4000_0000, 4) + [1, 0])
        // Half of the second value, too.
        let some = Self.message(8, [3, 1] + Self.word(address) + Self.word(6))
        #expect(read([Self.space([3]), Self.float, fill, some], file).values == [2, Float(bitPattern: 0x3FC0_0001), 1.5])
    }

    @Test("Sizes and addresses whose sums overflow") func sums() {
        let chunk = Self.chunks(kind: 2, [2], stored: 0, at: .max - 8)
        #expect(read([Self.space([12]), Self.float, chunk]).problem.contains("chunks within the file expected"))
        let empty = Self.chunks(kind: 2, [2, 2], stored: 0, at: 0)
        #expect(read([Self.space([.max - 1, 0]), Self.float, empty]).problem != "")
        var layout: [UInt8] = [1, 3, 1] + [UInt8](repeating: 0, count: 5) + Self.word(0)
        for _ in 0..<3 { layout += Self.word(-1, 4) }
        let old = Self.message(8, layout)
        #expect(read([Self.space([12]), Self.float, old]).problem.contains("a size that fits in memory expected"))
    }
}
