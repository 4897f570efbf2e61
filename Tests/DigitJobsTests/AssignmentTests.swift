import DigitDecoding
import DigitFiles
import DigitForms
import DigitImage
import DigitPhoto
import DigitReader
import Foundation
import Testing

import DigitJobs

/// Each number is assigned to one sheet of a job, whenever its sheets were read.
struct JobAssignmentTests {
    private static let list = try! NumberList(numbers: (0..<40).map { "\(1000 + $0)" })

    private static let fields = StackFields(forms: [], listCounts: ["student": list.count])

    /// Sheets in groups of three that look alike: each may have one of three numbers, and in most groups the right assignment is
    /// hardly more likely.
    private static func reading(_ page: [UInt8]) -> SheetResult {
        guard let image = try? decodeImage(page, name: "page") else { return .failed("no picture") }
        let number = Int(image.pixels[0])
        let (first, own) = (1000 + number / 3 * 3, number / 3 % 3 == 2 ? 25.0 : 6)
        let guesses = (0..<3).map { place in
            let evidence = Double((number * 7 + place * 5) % 11) / 4 + (first + place == 1000 + number ? own : 5)
            return FieldGuess(entry: "\(first + place)", evidence: evidence)
        }.sorted { $0.evidence > $1.evidence }
        let field = FieldReading(
            name: "student", value: guesses[0].entry, text: guesses[0].entry, confidence: number % 4 == 0 ? 0.9995 : 0.7,
            state: number % 4 == 0 ? .sure : .doubtful, alternatives: [.init(text: guesses[1].entry, confidence: 0.2)],
            guesses: guesses, box: PixelBox(x: 0, y: 0, width: 2, height: 1))
        return .sheet(SheetReading(state: .read, form: "exam", registrationScore: 0.9, fields: [field]))
    }

    /// As in `digits form read --job --among`.
    private func run(_ job: Job, _ paths: [String], threads: Int = 2) throws {
        #expect(try job.setLists(["student": Self.list])["student"]?.count == 40)
        _ = try JobRun(job: job, threads: threads) { page, _ in Self.reading(page) }.run(PictureInputs(paths)) { _, _ in }
        try job.settle(Self.fields) { _, _ in }
    }

    /// Drops the folders, which differ.
    private func table(_ job: Job) throws -> [String] {
        var lines: [String] = []
        try JobExport(job).writeLines(.csv) { lines.append(String($0.drop { $0 != "," })) }
        return lines
    }

    /// The library's result for all sheets at once, without a database.
    private func atOnce(_ count: Int) -> [FieldReading] {
        var sheets = (0..<count).map { number -> (hash: String, number: Int, sheet: SheetReading) in
            guard case .sheet(let sheet) = Self.reading(Stack.page(number)) else { preconditionFailure("a sheet") }
            return (sha256(Stack.page(number)), number, sheet)
        }
        sheets.sort { $0.hash < $1.hash }
        var read = sheets.map(\.sheet)
        StackAssignment().assign("student", count: Self.list.count, in: &read)
        return zip(sheets, read).sorted { $0.0.number < $1.0.number }.map { $1.fields[0] }
    }

    @Test("A job read in several runs equals one run, and the library's reading of all sheets at once") func runs() throws {
        let whole = try Stack(24)
        try run(whole.job, [whole.folder.file("sheets")])
        let wanted = atOnce(24)
        let found = try table(whole.job).dropFirst().map { $0.split(separator: ",").suffix(3).map(String.init) }
        #expect(found.map { $0[0] } == wanted.map(\.value) && found.map { $0[2] } == wanted.map(\.state.rawValue))
        #expect(Set(wanted.compactMap(\.entry)).count == wanted.compactMap(\.entry).count)
        #expect(wanted.contains { $0.state == .sure } && wanted.contains { $0.state == .doubtful })

        let parts = try Stack(24)
        let files = (0..<24).map { parts.folder.file("sheets/page-\(100 + $0).pgm") }
        // Overlapping parts in a different order.
        for part in [Array(files[10..<17]), Array(files[0..<11]), [], files] { try run(parts.job, part, threads: 1) }
        #expect(try table(parts.job) == table(whole.job))
        #expect(try parts.job.reviewCounts() == whole.job.reviewCounts())
        // Repeating it changes nothing.
        try run(parts.job, files)
        #expect(try table(parts.job) == table(whole.job))
    }

    /// Days and counts, without a list: most days are from two years, and some sheets are unsure.
    private static func dated(_ page: [UInt8]) -> SheetResult {
        guard let image = try? decodeImage(page, name: "page") else { return .failed("no picture") }
        let number = Int(image.pixels[0])
        let (year, other) = number % 5 == 0 ? (2070 + number, 2025) : (2025 + number % 2, 2075)
        let box = PixelBox(x: 0, y: 0, width: 2, height: 1)
        let day = FieldReading(
            name: "day", value: "\(year)-03-01", text: "0103\(year)", confidence: 0.7 + 0.0125 * Double(number),
            state: .doubtful, alternatives: [.init(text: "0103\(other)", confidence: 0.1)], box: box)
        let count = FieldReading(
            name: "count", value: "\(number)", text: "\(number)", confidence: 1 - 0.0004 * Double(number % 7), state: .sure,
            box: box)
        return .sheet(SheetReading(state: .read, form: "cards", registrationScore: 0.9, fields: [day, count]))
    }

    @Test("The years of other sheets and the risk of a stack decide the same in several runs as in one, and in the library")
    func yearsAndRisk() throws {
        let day = FormField(name: "day", kind: .date(.dayMonthYear), box: PixelBox(x: 10, y: 10, width: 80, height: 30))
        let count = FormField(name: "count", kind: .integer, box: PixelBox(x: 10, y: 60, width: 80, height: 30))
        let page = GrayImage(width: 200, height: 200, pixels: [UInt8](repeating: 255, count: 40_000))
        let fields = StackFields(forms: [try Form(name: "cards", reference: page, fields: [day, count])], listCounts: [:])
        func run(_ job: Job, _ paths: [String]) throws {
            _ = try JobRun(job: job, threads: 1) { page, _ in Self.dated(page) }.run(PictureInputs(paths)) { _, _ in }
            try job.settle(fields) { _, _ in }
        }
        var sheets = try (0..<24).map { number -> SheetReading in
            guard case .sheet(let sheet) = Self.dated(Stack.page(number)) else { throw JobError("a sheet") }
            return sheet
        }
        fields.weighYears(in: &sheets)
        fields.chooseSure(in: &sheets)
        let states = sheets.flatMap(\.fields).map(\.state)
        #expect(states.contains(.sure) && states.contains(.doubtful))
        #expect(sheets[0].fields[0].value == "2025-03-01")

        let stack = try Stack(24)
        let files = (0..<24).map { stack.folder.file("sheets/page-\(100 + $0).pgm") }
        for part in [Array(files[12...]), files, files] { try run(stack.job, part) }
        let rows = try table(stack.job).dropFirst().map { $0.split(separator: ",").map(String.init) }
        let found = rows.map { row in row.filter { FieldReading.State(rawValue: $0) != nil } }
        #expect(found.map(Array.init) == sheets.map { $0.fields.map(\.state.rawValue) })
        #expect(rows.map { $0.contains("2025-03-01") || $0.contains("2026-03-01") } == sheets.map { $0.fields[0].value < "2070" })
    }

    @Test("A rule that other sheets broke in an earlier run is checked anew, and skipped fields stay open") func anew() throws {
        let field = FormField(name: "number", kind: .integer, box: PixelBox(x: 10, y: 10, width: 80, height: 30))
        let page = GrayImage(width: 200, height: 200, pixels: [UInt8](repeating: 255, count: 40_000))
        let unique = FormRule(name: "no two alike", kind: .unique("number"))
        let fields = StackFields(
            forms: [try Form(name: "cards", reference: page, fields: [field], rules: [unique])], listCounts: [:])
        let stack = try Stack(4)
        func run() throws {
            let results = { @Sendable (page: [UInt8]) -> SheetResult in
                guard let image = try? decodeImage(page, name: "page") else { return .failed("no picture") }
                // Two of the numbers are alike; the last is unsure.
                let number = [7, 7, 8, 9][Int(image.pixels[0])]
                let value = FieldReading(
                    name: "number", value: "\(number)", text: "\(number)", confidence: number == 9 ? 0.9 : 1, state: .sure,
                    box: PixelBox(x: 0, y: 0, width: 2, height: 1))
                return .sheet(SheetReading(state: .read, form: "cards", registrationScore: 0.9, fields: [value]))
            }
            _ = try JobRun(job: stack.job, threads: 1) { page, _ in results(page) }
                .run(PictureInputs([stack.folder.file("sheets")])) { _, _ in }
            try stack.job.settle(fields) { _, _ in }
        }
        func states() throws -> [String] { try (1...4).compactMap { try stack.job.field($0)?.state } }
        try run()
        #expect(try states() == ["doubtful", "doubtful", "sure", "doubtful"])
        try stack.job.answer(1, .change("6"), by: "Ann", now: 0)
        try stack.job.answer(4, .skip, by: "Ann", now: 0)
        try run()
        let second = try #require(try stack.job.field(2))
        #expect(second.state == "sure" && second.failedRule == nil)
        #expect(try stack.job.field(4)?.state == "doubtful")
        try stack.job.offerSkipped()
        #expect(try stack.job.nextFields(for: "Ann", count: 9, now: 0).map(\.id) == [4])
    }

    @Test("A person's answer stands, and its number goes to no other sheet") func answers() throws {
        let stack = try Stack(6)
        let files = (0..<6).map { stack.folder.file("sheets/page-\(100 + $0).pgm") }
        try run(stack.job, Array(files[0..<2]))
        let field = try #require(try stack.job.nextFields(for: "Ann", count: 1, now: 0).first)
        let third = "1002"
        try stack.job.answer(field.id, .change(third), by: "Ann", now: 0)
        try run(stack.job, files)
        let after = try #require(try stack.job.field(field.id))
        #expect(after.answer == third && after.value == field.value && after.review == "changed")
        let values = try table(stack.job).dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false)[5] }
        #expect(values.count { $0 == third } == 1, "\(values)")
    }

    @Test(
        "A number typed into a blank field goes to no other sheet, whatever its marks; skipped fields are still assigned"
    )
    func answersInBlanks() throws {
        @Sendable func reading(_ page: [UInt8]) -> SheetResult {
            guard case .sheet(var sheet) = Self.reading(page), let image = try? decodeImage(page, name: "page") else {
                return .failed("no picture")
            }
            guard image.pixels[0] == 0 else { return .sheet(sheet) }
            sheet.fields[0] = FieldReading(
                name: "student", value: "", confidence: 0.99, state: .blank, isMissing: true,
                box: PixelBox(x: 0, y: 0, width: 2, height: 1))
            return .sheet(sheet)
        }
        let stack = try Stack(6)
        let files = (0..<6).map { stack.folder.file("sheets/page-\(100 + $0).pgm") }
        func run(_ paths: [String]) throws {
            _ = try stack.job.setLists(["student": Self.list])
            _ = try JobRun(job: stack.job, threads: 1) { page, _ in reading(page) }.run(PictureInputs(paths)) { _, _ in }
            try stack.job.settle(Self.fields) { _, _ in }
        }
        try run(files)
        let before = try table(stack.job).dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false)[5] }
        // The number that another sheet already has, written with a mark.
        let taken = String(before[1])
        try #require(taken.count == 4)
        let fields = try (1...6).compactMap { try stack.job.field($0) }
        let blank = try #require(fields.first { $0.state == "blank" })
        let other = try #require(fields.first { $0.value == taken })
        try stack.job.answer(other.id, .skip, by: "Ann", now: 0)
        try stack.job.answer(blank.id, .change("\(taken.prefix(2))-\(taken.suffix(2))"), by: "Ann", now: 0)
        try run(files)
        let after = try table(stack.job).dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false)[5] }
        #expect(after[0].filter(\.isNumber) == taken && after.dropFirst().allSatisfy { $0 != taken }, "\(after)")
    }

    @Test("Accepting a reading that has changed meanwhile is refused") func changed() throws {
        let stack = try Stack(6)
        let files = (0..<6).map { stack.folder.file("sheets/page-\(100 + $0).pgm") }
        // Alone it looks most like 1003, which sheet 3 then gets.
        try run(stack.job, [files[4]])
        let seen = try #require(try stack.job.field(1))
        try run(stack.job, files)
        let now = try #require(try stack.job.field(1))
        try #require(now.value != seen.value)
        #expect(throws: ReviewError.changed) {
            try stack.job.answer(1, .accept, by: "Ann", seen: SeenAnswer(value: seen.value), now: 0)
        }
        try stack.job.answer(1, .accept, by: "Ann", seen: SeenAnswer(value: now.value), now: 0)
        #expect(try stack.job.field(1)?.answer == now.value)
    }

    @Test("A job keeps the lists it was started with") func lists() throws {
        let stack = try Stack(2)
        try run(stack.job, [stack.folder.file("sheets")])
        #expect(try stack.job.setLists([:]).keys.sorted() == ["student"])
        let other = try NumberList(numbers: ["1000", "1001"])
        #expect(throws: JobError.self) { _ = try stack.job.setLists(["student": other]) }
        let error = #expect(throws: JobError.self) { _ = try stack.job.setLists(["points": other]) }
        #expect(error?.description.contains("the job was begun without a list of") == true)
        // Earlier readings belong to the job too.
        let last = try PreviousReadings(["1,0": 2.5, "0012": 7])
        let late = #expect(throws: JobError.self) { _ = try stack.job.setPrevious(["points": last]) }
        #expect(late?.description.contains("the job was begun without a table of earlier readings") == true)
        let begun = try Stack(1)
        _ = try begun.job.setPrevious(["points": last])
        try begun.run()
        #expect(try begun.job.setPrevious([:]) == ["points": last])
        let changed = #expect(throws: JobError.self) {
            _ = try begun.job.setPrevious(["points": try PreviousReadings(["0012": 8])])
        }
        #expect(changed?.description.contains("earlier readings of \"points\"") == true)
        // Two sheets have the same number: it is certain for neither, and both must be checked.
        let twice = try Stack(0)
        for name in ["a", "b"] {
            try twice.folder.write(Array("P2 3 1 255 0 0 \(name == "a" ? 1 : 2)\n".utf8), as: "sheets/\(name).pgm")
        }
        try run(twice.job, [twice.folder.file("sheets")])
        #expect(try twice.job.reviewCounts().sheetsToReview == 2)
    }

    @Test("A run that is interrupted anywhere continues to the same table") func brokenOff() throws {
        let whole = try Stack(24)
        try run(whole.job, [whole.folder.file("sheets")])
        for stop in [1, 9, 23] {
            let broken = try Stack(24)
            let files = (0..<24).map { broken.folder.file("sheets/page-\(100 + $0).pgm") }
            // Stopped after a whole part was read, before numbers were assigned.
            _ = try broken.job.setLists(["student": Self.list])
            _ = try JobRun(job: broken.job, threads: 1) { page, _ in Self.reading(page) }
                .run(PictureInputs(Array(files[..<stop]))) { _, _ in }
            try run(try Job(broken.job.path, mayBeNew: false), files)
            #expect(try table(broken.job) == table(whole.job))
        }
    }
}
