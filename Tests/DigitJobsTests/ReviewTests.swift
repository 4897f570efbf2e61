import DigitForms
import DigitImage
import DigitJSON
import DigitJobs
import DigitPhoto
import DigitReader
import Testing

@Suite struct ReviewTests {
    private let stack: Stack
    private var job: Job { stack.job }

    /// Doubtful fields are those of pages 0, 3, 6 and 9.
    init() throws {
        stack = try Stack(12)
        try stack.run(threads: 1)
    }

    @Test("A field is handed out once, until it is returned") func leases() throws {
        let ann = try job.nextFields(for: "Ann", count: 2, now: 100)
        let bo = try job.nextFields(for: "Bo", count: 9, now: 100)
        #expect(ann.count == 2 && bo.count == 2)
        #expect(Set(ann.map(\.id)).isDisjoint(with: bo.map(\.id)))
        #expect(try job.nextFields(for: "Cy", count: 1, now: 150).isEmpty)
        // A person who asks again keeps them.
        #expect(try job.nextFields(for: "Ann", count: 2, now: 200).map(\.id) == ann.map(\.id))
        #expect(throws: ReviewError.taken("Ann")) { try job.answer(ann[0].id, .accept, by: "Bo", now: 300) }
        #expect(try job.nextFields(for: "Cy", count: 4, now: 325).count == 4)
        #expect(throws: ReviewError.taken("Cy")) { try job.answer(ann[0].id, .accept, by: "Ann", now: 326) }
    }

    @Test("Leaving returns unanswered fields") func leaving() throws {
        let ann = try job.nextFields(for: "Ann", count: 4, now: 0)
        try job.answer(ann[0].id, .accept, by: "Ann", now: 0)
        try job.leave("Bo")
        #expect(try job.nextFields(for: "Bo", count: 4, now: 1).isEmpty)
        try job.leave("Ann")
        #expect(try job.nextFields(for: "Bo", count: 4, now: 1).map(\.id) == ann.dropFirst().map(\.id))
    }

    @Test func answers() throws {
        let fields = try job.nextFields(for: "Ann", count: 4, now: 0)
        #expect(fields.map(\.value) == ["1000", "1003", "1006", "1009"])
        try job.answer(fields[0].id, .accept, by: "Ann", now: 1)
        try job.answer(fields[1].id, .change("8,4"), by: "Ann", now: 1)
        try job.answer(fields[2].id, .skip, by: "Ann", now: 1)
        try job.answer(fields[3].id, .flag, by: "Ann", now: 1)
        let counts = try job.reviewCounts()
        #expect([counts.sheets, counts.sheetsToReview, counts.fields, counts.toReview, counts.left] == [12, 4, 24, 4, 0])
        #expect([counts.accepted, counts.changed, counts.skipped, counts.flagged] == [1, 1, 1, 1])
        let rows = try stack.table()
        #expect(rows[1].hasSuffix(",1000,0.5000,accepted,0,0.9999,sure"))
        #expect(rows[4].hasSuffix(",\"8,4\",0.5000,changed,3,0.9999,sure"))
        #expect(rows[7].hasSuffix(",1006,0.5000,skipped,6,0.9999,sure"))
        let line = try JSONReader.value(of: Array(try stack.table(.jsonl)[3].utf8))
        let field = line["fields"]?.array?.first
        #expect(field?["value"] == "8,4" && field?["read"] == "1003" && field?["reviewed_by"] == "Ann")
        #expect(try job.nextFields(for: "Ann", count: 4, now: 2).isEmpty)
        try job.offerSkipped()
        #expect(try job.nextFields(for: "Bo", count: 4, now: 2).map(\.id) == [fields[2].id])
        // Nothing is written there.
        try job.answer(fields[2].id, .change(""), by: "Bo", now: 3)
        #expect(try stack.table()[7].hasSuffix(",,0.5000,changed,6,0.9999,sure"))
    }

    @Test func refusesWhatIsNoValue() throws {
        let field = try #require(try job.nextFields(for: "Ann", count: 1, now: 0).first)
        for value in ["1\n2", "\u{1}", String(repeating: "1", count: 201), "1\t2", "1\u{7F}", "\u{202E}12", "1\u{200B}2"] {
            #expect(throws: ReviewError.notAValue) { try job.answer(field.id, .change(value), by: "Ann", now: 0) }
        }
        #expect(throws: ReviewError.unknown) { try job.answer(999_999, .accept, by: "Ann", now: 0) }
    }

    /// A stack of sheets of a form with six digits, a day, and anything else.
    private func formStack() throws -> (job: Job, fields: [ReviewField], stack: Stack) {
        let stack = try Stack(1)
        let white = GrayImage(width: 200, height: 200, pixels: [UInt8](repeating: 255, count: 40_000))
        let kinds: [(String, FieldKind, String?)] = [
            ("student", .digits, "6"), ("day", .date(.dayMonthYear), nil), ("code", .code, nil),
        ]
        let fields = kinds.enumerated().map { row, field in
            FormField(
                name: field.0, kind: field.1, box: PixelBox(x: 10, y: 20 + 40 * row, width: 80, height: 20),
                known: .init(length: field.2))
        }
        try stack.job.setForms([try Form(name: "exam", reference: white, fields: fields)])
        let readings = fields.map { field in
            FieldReading(name: field.name, confidence: 0.5, state: .doubtful, box: PixelBox(x: 0, y: 0, width: 2, height: 1))
        }
        _ = try JobRun(job: stack.job, threads: 1) { _, _ in
            .sheet(SheetReading(state: .read, form: "exam", registrationScore: 1, fields: readings))
        }.run(PictureInputs([stack.folder.file("sheets")])) { _, _ in }
        return (stack.job, try stack.job.nextFields(for: "Ann", count: 3, now: 0), stack)
    }

    @Test("What is typed is checked and normalized by the field's kind") func typedValues() throws {
        let (job, fields, stack) = try formStack()
        #expect(throws: ReviewError.notOfKind("digits (length 6) expected, got \"12abc\"")) {
            try job.answer(fields[0].id, .change("12abc"), by: "Ann", now: 0)
        }
        #expect(throws: ReviewError.notOfKind("a day such as 31.12.2026 expected, got \"31.02.2026\"")) {
            try job.answer(fields[1].id, .change("31.02.2026"), by: "Ann", now: 0)
        }
        #expect(try job.reviewCounts().left == 3)
        try job.answer(fields[1].id, .change("28.2.2026"), by: "Ann", now: 0)
        #expect(try job.field(fields[1].id)?.answer == "2026-02-28")
        // What is written is no valid value: it stays, and is marked.
        try job.answer(fields[0].id, .misfit("12abc"), by: "Ann", now: 0)
        try job.answer(fields[2].id, .change(#"=HYPERLINK("http://x")"#), by: "Ann", now: 0)
        let counts = try job.reviewCounts()
        #expect(counts.misfits == 1 && counts.changed == 2 && counts.flagged == 0 && counts.left == 0)
        let row = try stack.table()[1]
        #expect(row.contains(",12abc,0.5") && row.contains(",misfit,2026-02-28,"), "\(row)")
        #expect(row.contains(#""'=HYPERLINK(""http://x"")""#), "\(row)")
        #expect(try job.undo(by: "Ann", now: 1) == fields[2].id)
        #expect(throws: ReviewError.notAValue) { try job.answer(fields[2].id, .misfit("1\n2"), by: "Ann", now: 1) }
    }

    @Test("An answer is refused unless the current one was seen") func stale() throws {
        let field = try #require(try job.nextFields(for: "Ann", count: 1, now: 0).first)
        try job.answer(field.id, .change("1"), by: "Ann", now: 0)
        #expect(throws: ReviewError.taken("Ann")) { try job.answer(field.id, .change("2"), by: "Bo", now: 500) }
        try job.answer(field.id, .change("2"), by: "Bo", seen: SeenAnswer(review: "changed", answer: "1"), now: 500)
        #expect(try job.field(field.id)?.answer == "2")
        // Ann's answer is no longer hers to undo.
        #expect(throws: ReviewError.taken("Bo")) { try job.undo(by: "Ann", now: 600) }
    }

    @Test func undo() throws {
        let fields = try job.nextFields(for: "Ann", count: 2, now: 0)
        try job.answer(fields[0].id, .accept, by: "Ann", now: 0)
        try job.answer(fields[1].id, .change("5"), by: "Ann", now: 0)
        #expect(throws: ReviewError.nothingToUndo) { try job.undo(by: "Bo", now: 0) }
        #expect(try job.undo(by: "Ann", now: 0) == fields[1].id)
        #expect(try job.undo(by: "Ann", now: 0) == fields[0].id)
        #expect(throws: ReviewError.nothingToUndo) { try job.undo(by: "Ann", now: 0) }
        #expect(try job.field(fields[1].id)?.answer == nil)
        #expect(try job.reviewCounts().left == 4)
        // The field is theirs again.
        #expect(try job.nextFields(for: "Bo", count: 4, now: 1).count == 2)
        try job.answer(fields[0].id, .change("6"), by: "Ann", now: 2)
        #expect(try stack.table()[1].contains(",6,0.5000,changed,"))
    }

    @Test("Two people answer everything, each field once") func everythingOnce() async throws {
        let big = try Stack(300)
        try big.run()
        let path = big.job.path
        let answered = try await withThrowingTaskGroup(of: [Int64].self) { group in
            for who in ["Ann", "Bo", "Cy"] {
                group.addTask {
                    var mine: [Int64] = []
                    let job = try Job(path, mayBeNew: false)
                    while let field = try job.nextFields(for: who, count: 3, now: 0).first {
                        try job.answer(field.id, .accept, by: who, now: 0)
                        mine.append(field.id)
                    }
                    return mine
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(answered).count == answered.count)
        #expect(try big.job.reviewCounts().left == 0)
    }

    @Test func problems() throws {
        let fields = try job.nextFields(for: "Ann", count: 2, now: 0)
        try job.answer(fields[0].id, .change("1001"), by: "Ann", now: 0)
        try job.answer(fields[1].id, .change(""), by: "Ann", now: 0)
        #expect(try job.fieldNames() == ["student, number", "points"])
        let found = try job.problems(of: "student, number")
        #expect(found["duplicates"]?.array?.compactMap { $0["value"]?.string } == ["1001", "1001"])
        #expect(found["duplicates"]?.array?.first?["source"]?.string?.hasSuffix("page-100.pgm") == true)
        #expect(found["without"]?.array?.compactMap { $0["id"]?.integer } == [Int(fields[1].id)])
        #expect(found["sheets"] == [])
    }

    @Test("Pictures are upright, and cut where the field is") func pictures() throws {
        let field = try #require(try job.nextFields(for: "Ann", count: 1, now: 0).first)
        let sheet = try job.sheetPicture(field.sheet, pixelLimit: 1000)
        #expect(sheet.width == 3 && sheet.height == 1 && sheet.png.starts(with: [0x89, 0x50]))
        #expect(try job.fieldPicture(field, pixelLimit: 1000).starts(with: [0x89, 0x50]))
        #expect(throws: JobError.self) { try job.sheetPicture(999, pixelLimit: 1000) }
        #expect(throws: JobError.self) { try job.fieldPicture(field, pixelLimit: 1) }
    }
}
