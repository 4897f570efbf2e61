import DigitForms
import DigitImage
import DigitJobs
import DigitReader
import Foundation
import GRDB
import TestSupport
import Testing

/// Small jobs that ask for much are refused before they get it.
@Suite struct JobLimitTests {
    /// The pages of a job's file ("Database File Format", 1.6).
    private struct Pages {
        var bytes: [UInt8]
        let size: Int

        init(_ bytes: [UInt8]) { (self.bytes, size) = (bytes, Int(bytes[16]) << 8 | Int(bytes[17])) }

        func range(_ page: Int) -> Range<Int> { (page - 1) * size..<page * size }

        static func word(_ number: Int, _ count: Int) -> [UInt8] {
            (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        }

        func number(_ place: Int, _ count: Int) -> Int { bytes[place..<place + count].reduce(0) { $0 << 8 | Int($1) } }

        mutating func put(_ number: Int, _ count: Int, at place: Int) {
            bytes.replaceSubrange(place..<place + count, with: Self.word(number, count))
        }

        /// Appends a page, and corrects the number of pages in the head.
        mutating func append(_ page: [UInt8]) -> Int {
            bytes += page
            put(bytes.count / size, 4, at: 28)
            bytes.replaceSubrange(92..<96, with: bytes[24..<28])
            return bytes.count / size
        }

        /// Makes a table's page refer to others.
        mutating func refer(_ page: Int, to children: [Int], head: Int = 0) {
            let start = range(page).lowerBound
            for place in start + head..<start + size { bytes[place] = 0 }
            let content = size - 5 * (children.count - 1)
            bytes[start + head] = 5
            put(children.count - 1, 2, at: start + head + 3)
            put(content, 2, at: start + head + 5)
            put(children.last ?? 0, 4, at: start + head + 8)
            for (index, child) in children.dropLast().enumerated() {
                put(content + 5 * index, 2, at: start + head + 12 + 2 * index)
                put(child, 4, at: start + content + 5 * index)
                bytes[start + content + 5 * index + 4] = 1
            }
        }
    }

    private let folder: Folder
    private let path: String

    init() throws {
        folder = try Folder()
        path = folder.file("a.job")
    }

    /// Makes a job with rows that are inserted as they are.
    private func make(_ sql: String) throws -> (pages: Pages, roots: [String: Int]) {
        _ = try Job(path, mayBeNew: true)
        let roots = try DatabaseQueue(path: path).write { database in
            try database.execute(sql: sql)
            let rows = try Row.fetchAll(database, sql: "SELECT name, rootpage FROM sqlite_master")
            return Dictionary(uniqueKeysWithValues: rows.map { ($0["name"] as String, $0["rootpage"] as Int) })
        }
        return (Pages(try contents(path)), roots)
    }

    /// Rows of sheets and of fields, each with the numbers that a query gives.
    private static func rows(sheets: Int, fields: Int, of sheet: String, name: String = "'n'") -> String {
        let numbers = { (count: Int) in "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))" }
        return """
            \(numbers(sheets)) INSERT INTO sheet (id, hash, state, needs_review) SELECT i, 'h' || i, 'read', 0 FROM n;
            \(numbers(sheets)) INSERT INTO source SELECT 'f' || i, 1, 0, i FROM n;
            \(numbers(fields))
            INSERT INTO field (sheet, place, name, value, text, confidence, state, is_missing, alternatives, guesses, x, y, width,
                height, needs_review) SELECT \(sheet), i, \(name), '1', '1', 1, 'sure', 0, '[]', '[]', 1, 1, 1, 1, 0 FROM n
            """
    }

    private func expectRefusal(_ pages: Pages) throws {
        try folder.write(pages.bytes, as: "a.job")
        for ending in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + ending) }
        let error = #expect(throws: JobError.self) { try Job(path, mayBeNew: false) }
        #expect(error?.description == "\(path): a digits job expected, found another or a damaged file")
    }

    @Test("A page that is twice in a table is refused: such pages make rows without end", arguments: ["field", "sheet"])
    func sharedPages(_ table: String) throws {
        var (pages, roots) = try make(Self.rows(sheets: 3, fields: 3, of: "1"))
        _ = try Job(path, mayBeNew: false)
        let root = try #require(roots[table])
        let leaf = pages.append(Array(pages.bytes[pages.range(root)]))
        pages.refer(root, to: [leaf, leaf])
        try expectRefusal(pages)
    }

    @Test("Two values that share their pages are refused") func sharedOverflow() throws {
        let text = { (letter: String) in "replace(hex(zeroblob(5000)), '0', '\(letter)')" }
        var (pages, roots) = try make(
            """
            INSERT INTO sheet (hash, state, needs_review, error) VALUES ('1', 'unreadable', 1, \(text("x"))),
                ('2', 'unreadable', 1, \(text("y")))
            """)
        _ = try Job(path, mayBeNew: false)
        // The number of the next page follows what fits into the first one.
        let range = pages.range(try #require(roots["sheet"]))
        func next(after letter: Character) throws -> Int {
            let run = [UInt8](repeating: letter.asciiValue ?? 0, count: 40)
            return try #require(range.last { $0 >= range.lowerBound + 40 && pages.bytes[$0 - 40..<$0].elementsEqual(run) })
        }
        pages.put(pages.number(try next(after: "x"), 4), 4, at: try next(after: "y"))
        try expectRefusal(pages)
    }

    @Test("A schema whose rows have no end is refused before it is read") func sharedSchema() throws {
        var (pages, _) = try make("SELECT 1")
        // The first page has a head of 100 bytes, the others have none.
        let (first, cells) = (Array(pages.bytes[..<pages.size]), pages.number(103, 2))
        let whole = pages.append(first)
        let start = pages.range(whole).lowerBound
        pages.bytes.replaceSubrange(start..<start + 8 + 2 * cells, with: first[100..<108 + 2 * cells])
        // The row of an index without a statement may be there any number of times.
        let wanted = Array("sqlite_autoindex_sheet_1sheet".utf8)
        let row = try #require(
            (0..<cells).map { pages.number(108 + 2 * $0, 2) }.map { first[$0..<min($0 + 2 + Int(first[$0]), first.count)] }
                .first { row in row.indices.contains { row[$0...].starts(with: wanted) } && row.first ?? 0xFF < 0x80 })
        var leaf = [UInt8](repeating: 0, count: pages.size)
        leaf.replaceSubrange((pages.size - row.count)..., with: row)
        let content = Pages.word(pages.size - row.count, 2)
        leaf.replaceSubrange(..<10, with: [13, 0, 0, 0, 1] + content + [0] + content)
        let repeated = pages.append(leaf)
        pages.refer(1, to: [whole] + [Int](repeating: repeated, count: 400), head: 100)
        try expectRefusal(pages)
    }

    @Test("All forms of a job together have a limit of pixels") func forms() throws {
        let white = GrayImage(width: 300, height: 300, pixels: [UInt8](repeating: 255, count: 90_000))
        let field = FormField(name: "n", kind: .integer, box: PixelBox(x: 10, y: 10, width: 80, height: 30))
        let forms = try ["a", "b", "c"].map { try Form(name: $0, reference: white, fields: [field]) }
        let job = try Job(path, mayBeNew: true)
        let refused = #expect(throws: JobError.self) { try job.setForms(forms, pixelLimit: 100_000) }
        #expect(refused?.description.hasSuffix(" pixels in the pictures of all forms expected, found 270000") == true)
        #expect(try job.forms().isEmpty)
        try job.setForms(forms)
        #expect(try job.forms().map(\.name) == ["a", "b", "c"])
        let error = #expect(throws: JobError.self) { try job.forms(pixelLimit: 100_000) }
        #expect(error?.description.contains(" pixels left for the pictures of all forms: reference: ") == true)
    }

    @Test("A sheet has at most as many fields as a form") func fields() throws {
        _ = try make(Self.rows(sheets: 1, fields: 1_000, of: "1"))
        try JobExport(try Job(path, mayBeNew: false)).writeLines(.jsonl) { _ in }
        try DatabaseQueue(path: path).write { database in
            try database.execute(
                sql: "INSERT INTO field SELECT 2000, sheet, 2000, name, value, text, confidence, state, is_missing, "
                    + "entry, failed_rule, alternatives, guesses, x, y, width, height, 0, NULL, NULL, NULL, NULL, NULL FROM field LIMIT 1"
            )
        }
        for format in JobExport.Format.allCases {
            let error = #expect(throws: JobError.self) {
                try JobExport(try Job(path, mayBeNew: false)).writeLines(format) { _ in }
            }
            #expect(error?.description == "\(path): at most 1000 fields of a sheet expected, found more")
        }
    }

    @Test("A table has cells in proportion to its job") func cells() throws {
        _ = try make(Self.rows(sheets: 500, fields: 500, of: "i", name: "'n' || i"))
        let job = try Job(path, mayBeNew: false)
        var rows = 0
        try JobExport(job).writeLines(.csv) { _ in rows += 1 }
        #expect(rows == 501)
        let error = #expect(throws: JobError.self) { try JobExport(job, cellLimit: 0).writeLines(.csv) { _ in } }
        #expect(
            error?.description.hasSuffix("cells expected in a table of this job, found more; its JSON lines have fewer") == true)
        try JobExport(job, cellLimit: 0).writeLines(.jsonl) { _ in }
    }
}
