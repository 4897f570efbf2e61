import DigitFiles
import DigitForms
import DigitImage
import DigitJobs
import DigitPhoto
import DigitReader
import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing

/// A stack of small pictures, and a reader that knows each one's contents by its first pixel.
struct Stack {
    let folder: Folder
    let job: Job

    init(_ count: Int) throws {
        folder = try Folder()
        for name in ["sheets", "copies"] {
            try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: false)
        }
        for index in 0..<count { try folder.write(Self.page(index), as: "sheets/page-\(100 + index).pgm") }
        job = try Job(folder.file("stack.job"), mayBeNew: true)
    }

    /// Gray pictures that differ.
    static func page(_ index: Int) -> [UInt8] { Array("P2 3 1 255 \(index % 256) \(index / 256) 9\n".utf8) }

    /// The number of the picture with one sure field and, for every third, an unsure one.
    static func reading(_ page: [UInt8]) -> SheetResult {
        guard let image = try? decodeImage(page, name: "page") else { return .failed("no picture") }
        let number = Int(image.pixels[0]) + 256 * Int(image.pixels[1])
        guard number % 50 != 49 else { return .failed("page: cannot be read") }
        let box = PixelBox(x: 0, y: 0, width: 2, height: 1)
        let points = FieldReading(
            name: "points", value: "\(number % 10)", text: "\(number % 10)", confidence: 0.9999, state: .sure, box: box)
        let student = FieldReading(
            name: "student, number", value: "\(1000 + number)", text: "\(1000 + number)", confidence: 0.5,
            state: number % 3 == 0 ? .doubtful : .sure, alternatives: [.init(text: "77", confidence: 0.3)], box: box)
        return .sheet(SheetReading(state: .read, form: "exam", registrationScore: 0.9, fields: [student, points]))
    }

    @discardableResult
    func run(_ paths: [String]? = nil, threads: Int = 3) throws -> JobProgress {
        try JobRun(job: job, threads: threads) { page, _ in Self.reading(page) }
            .run(PictureInputs(paths ?? [folder.file("sheets")])) { _, _ in }
    }

    func table(_ format: JobExport.Format = .csv) throws -> [String] {
        var lines: [String] = []
        try JobExport(job).writeLines(format) { lines.append($0) }
        return lines
    }
}

@Suite struct JobTests {
    @Test func readsOnlyWhatIsNew() throws {
        let stack = try Stack(20)
        let first = try stack.run()
        #expect(first.done == 20 && first.new == 20 && first.failed == 0)
        let before = try stack.table()
        #expect(before.count == 21)
        #expect(
            before[0].hasPrefix(
                "file,page,sheet,form,score,\"student, number\",\"student, number_confidence\",\"student, number_state\",points,")
        )
        #expect(before[4].hasSuffix("/page-103.pgm,1,read,exam,0.9000,1003,0.5000,doubtful,3,0.9999,sure"))
        let again = try stack.run()
        #expect(again.done == 20 && again.new == 0)
        #expect(try stack.table() == before)
        try stack.folder.write(Stack.page(77), as: "sheets/page-300.pgm")
        #expect(try stack.run().new == 1)
        #expect(try stack.table().count == 22)
    }

    @Test("Rows of tables are exported with people's answers") func tables() throws {
        let stack = try Stack(2)
        let white = GrayImage(width: 200, height: 200, pixels: [UInt8](repeating: 255, count: 40_000))
        let rows = (1...3).map { number in
            FormField(
                name: "home \(number)", kind: .integer, box: PixelBox(x: 10, y: 20 * number, width: 40, height: 15),
                row: FieldRow(column: "home", number: number, count: 3, step: 20))
        }
        try stack.job.setForms([try Form(name: "exam", reference: white, fields: rows)])
        let box = PixelBox(x: 0, y: 0, width: 2, height: 1)
        let run = JobRun(job: stack.job, threads: 1) { page, _ in
            let first = (try? decodeImage(page, name: "page"))?.pixels[0] ?? 0
            let fields = (1...3).map { number in
                number == 2 || first == 1 && number == 3
                    ? FieldReading(name: "home \(number)", confidence: 1, state: number == 2 ? .blank : .misfit, box: box)
                    : FieldReading(
                        name: "home \(number)", value: "\(10 * Int(first) + number)", confidence: 0.9, state: .doubtful, box: box)
            }
            return .sheet(SheetReading(state: .read, form: "exam", registrationScore: 1, fields: fields))
        }
        _ = try run.run(PictureInputs([stack.folder.file("sheets")])) { _, _ in }
        func cells() throws -> [String] { try stack.table(.rows).map { String($0.drop { $0 != "," }) } }
        #expect(
            try cells() == [
                ",page,form,row,home,home_confidence,home_state", ",1,exam,1,1,0.9000,doubtful", ",1,exam,3,3,0.9000,doubtful",
                ",1,exam,1,11,0.9000,doubtful", ",1,exam,3,,1.0000,misfit",
            ])
        let field = try #require(try stack.job.nextFields(for: "Ann", count: 1, now: 0).first)
        try stack.job.answer(field.id, .change(""), by: "Ann", now: 0)
        #expect(try cells().count == 4)
    }

    @Test("A page that is found twice is one sheet") func copies() throws {
        let stack = try Stack(3)
        try stack.folder.write(Stack.page(1), as: "copies/again.pgm")
        try stack.run([stack.folder.file("sheets"), stack.folder.file("copies")], threads: 1)
        #expect(try stack.job.reviewCounts().sheets == 3)
        let files = try stack.table().dropFirst().compactMap { $0.split(separator: ",").first?.split(separator: "/").last }
        #expect(files == ["again.pgm", "page-100.pgm", "page-102.pgm"])
    }

    @Test("A page that cannot be read is a row that says so") func unreadable() throws {
        let stack = try Stack(1)
        try stack.folder.write(Stack.page(49), as: "sheets/page-200.pgm")
        try stack.folder.write(Array("P2 oh".utf8), as: "sheets/page-201.pgm")
        let problems = Mutex<[String]>([])
        let run = JobRun(job: stack.job, threads: 2) { page, _ in Stack.reading(page) }
        let progress = try run.run(PictureInputs([stack.folder.file("sheets"), stack.folder.file("none.png")])) { _, problem in
            if let problem { problems.withLock { $0.append(problem) } }
        }
        #expect(progress.done == 4 && progress.failed == 3)
        #expect(problems.withLock { $0.count } == 3)
        #expect(
            try stack.table(.jsonl).contains {
                $0.contains("\"error\": \"page: cannot be read\"") || $0.contains("\"error\":\"page: cannot be read\"")
            })
    }

    @Test func oneReaderAtATime() throws {
        let stack = try Stack(2)
        let lock = try #require(try LockFile(stack.job.path + ".lock"))
        let error = #expect(throws: JobError.self) { try stack.run() }
        #expect(error?.description == "\(stack.job.path): another process is reading into this job")
        withExtendedLifetime(lock) {}
    }

    @Test("Reading and reviewing at the same time") func together() throws {
        let stack = try Stack(200)
        let other = try Job(stack.job.path, mayBeNew: false)
        let done = Atomic(false)
        let (job, sheets) = (stack.job, PictureInputs([stack.folder.file("sheets")]))
        let problem = Mutex<JobError?>(nil)
        let reader = Thread {
            do throws(JobError) {
                _ = try JobRun(job: job, threads: 3) { page, _ in Stack.reading(page) }.run(sheets) { _, _ in }
            } catch { problem.withLock { $0 = error } }
            done.store(true, ordering: .releasing)
        }
        reader.start()
        var answered = Set<Int64>()
        while true {
            let isDone = done.load(ordering: .acquiring)
            guard let field = try other.nextFields(for: "Ann", count: 1, now: 0).first else {
                if isDone { break }
                // A process that keeps reading blocks the writer.
                Thread.sleep(forTimeInterval: 0.002)
                continue
            }
            #expect(answered.insert(field.id).inserted)
            try other.answer(field.id, .accept, by: "Ann", now: 0)
        }
        #expect(problem.withLock { $0 } == nil)
        let counts = try other.reviewCounts()
        #expect(counts.left == 0 && counts.accepted == answered.count && counts.sheets == 200)
        // 0, 3, … 198 without 99, which cannot be read.
        #expect(answered.count == 66)
    }

    @Test func refusesOtherFiles() throws {
        let folder = try Folder()
        try folder.write(Array("not a database, but long enough to be looked at as if it were one".utf8), as: "text")
        let text = try contents(folder.file("text"))
        #expect(throws: JobError.self) { try Job(folder.file("text"), mayBeNew: true) }
        #expect(try contents(folder.file("text")) == text)
        #expect(throws: JobError.self) { try Job(folder.file("none"), mayBeNew: false) }
        #expect(throws: JobError.self) { try Job(folder.file(""), mayBeNew: true) }
        // The numbers of version and kind stand in the file's head (sqlite.org/fileformat.html, section 1.3).
        for (place, message) in [
            (60, "a job of version 4 expected, got 99"), (68, "a digits job expected, found another database"),
        ] {
            let path = folder.file("new-\(place).job")
            _ = try Job(path, mayBeNew: true)
            var bytes = try contents(path)
            bytes.replaceSubrange(place..<place + 4, with: [0, 0, 0, 99])
            try folder.write(bytes, as: "new-\(place).job")
            let error = #expect(throws: JobError.self) { try Job(path, mayBeNew: true) }
            #expect(error?.description == "\(path): \(message)")
        }
    }

    @Test(
        "A job with other tables, views or triggers is refused: they could run forever",
        arguments: [
            """
            DROP TABLE form; CREATE VIEW form AS WITH RECURSIVE row(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM row)
            SELECT 'a' AS name, 'b' AS hash, n AS file FROM row
            """,
            "CREATE TRIGGER answered AFTER UPDATE ON field BEGIN DELETE FROM field; END",
            "CREATE TABLE another (id INTEGER PRIMARY KEY)", "DROP INDEX field_reviewed",
            "ALTER TABLE sheet ADD COLUMN double INTEGER AS (score * 2)",
        ])
    func otherSchema(_ change: String) throws {
        let stack = try Stack(3)
        try stack.run()
        _ = try Job(stack.job.path, mayBeNew: false)
        try DatabaseQueue(path: stack.job.path).write { try $0.execute(sql: change) }
        for mayBeNew in [false, true] {
            let error = #expect(throws: JobError.self) { try Job(stack.job.path, mayBeNew: mayBeNew) }
            #expect(error?.description == "\(stack.job.path): the tables of a digits job expected, found others")
        }
    }

    @Test("A damaged file is an error, or read as far as it goes") func damaged() throws {
        let stack = try Stack(30)
        let path = stack.folder.file("copy.job")
        func make() throws {
            let run = JobRun(job: try Job(path, mayBeNew: true), threads: 1) { page, _ in Stack.reading(page) }
            _ = try run.run(PictureInputs([stack.folder.file("sheets")])) { _, _ in }
        }
        // After it is closed, everything is in one file.
        try make()
        let whole = try contents(path)
        var random = SplitMix(state: 7)
        var refused = 0
        for _ in 0..<400 {
            var bytes = whole
            for _ in 0...Int.random(in: 0...2, using: &random) {
                bytes[Int.random(in: 100..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            try stack.folder.write(bytes, as: "copy.job")
            for ending in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + ending) }
            do throws(JobError) {
                let job = try Job(path, mayBeNew: false)
                for field in try job.nextFields(for: "Ann", count: 10, now: 0) {
                    _ = (field.json, try? job.fieldPicture(field, pixelLimit: 1_000))
                    try? job.answer(field.id, .accept, by: "Ann", now: 0)
                }
                _ = (try job.reviewCounts(), try job.problems(of: "points"), try? job.undo(by: "Ann", now: 0))
                for format in JobExport.Format.allCases { try JobExport(job).writeLines(format) { _ in } }
            } catch { refused += 1 }
        }
        #expect(refused > 0)
    }

    @Test("Using a job that was deleted meanwhile is an error") func deletedElsewhere() throws {
        let stack = try Stack(5)
        try stack.run()
        let other = try Job(stack.job.path, mayBeNew: false)
        let field = try #require(try other.nextFields(for: "Ann", count: 1, now: 0).first)
        func deleteWhileRead() throws {
            let lock = try #require(try LockFile(stack.job.path + ".lock"))
            #expect(throws: JobError.self) { try stack.job.delete() }
            withExtendedLifetime(lock) {}
        }
        try deleteWhileRead()
        try Job(stack.job.path, mayBeNew: false).delete()
        let error = #expect(throws: ReviewError.self) { try other.answer(field.id, .accept, by: "Ann", now: 0) }
        guard case .job(let problem) = error else { return #expect(error == .job(JobError("", kind: .missing))) }
        #expect(problem.kind == .missing)
    }

    @Test("A job that is gone is so for everybody who has it open, and what has taken its place stays") func gone() throws {
        let files = ["", "-wal", "-shm", ".lock"]
        // By itself, as by another process, and by somebody who knows nothing of jobs.
        let ways: [(Job) throws -> Void] = [
            { try $0.delete() }, { try Job($0.path, mayBeNew: false).delete() },
            { job in for ending in files { try? FileManager.default.removeItem(atPath: job.path + ending) } },
        ]
        for remove in ways {
            let stack = try Stack(3)
            try stack.run()
            let job = stack.job
            let field = try #require(try job.nextFields(for: "Ann", count: 1, now: 0).first)
            try remove(job)
            for isReplaced in [false, true] {
                let new = isReplaced ? try Job(job.path, mayBeNew: true) : nil
                let uses: [() throws -> Void] = [
                    { _ = try job.reviewCounts() }, { _ = try job.nextFields(for: "Ann", count: 1, now: 0) },
                    { _ = try job.fieldPicture(field, pixelLimit: 1_000) }, { _ = try stack.table() }, { _ = try stack.run() },
                    { try job.delete() },
                ]
                for use in uses {
                    let error = #expect(throws: JobError.self) { try use() }
                    #expect(error == JobError("\(job.path): a job expected, it was deleted or replaced", kind: .missing))
                }
                let error = #expect(throws: ReviewError.self) { try job.answer(field.id, .accept, by: "Ann", now: 0) }
                if case .job(let problem)? = error { #expect(problem.kind == .missing) } else { Issue.record("\(error as Any)") }
                #expect(stack.folder.has("stack.job") == isReplaced && !stack.folder.has("stack.job.lock"))
                if let new { #expect(try new.reviewCounts().sheets == 0) }
            }
        }
    }

    @Test("A job that is deleted by a link is not left where the link leads") func deletesThroughLinks() throws {
        let stack = try Stack(2)
        try stack.run()
        try FileManager.default.createSymbolicLink(atPath: stack.folder.file("link.job"), withDestinationPath: "stack.job")
        try Job(stack.folder.file("link.job"), mayBeNew: false).delete()
        for ending in ["", "-wal", "-shm", ".lock"] { #expect(!stack.folder.has("stack.job" + ending)) }
    }

    @Test func deletes() throws {
        let stack = try Stack(5)
        try stack.run()
        try stack.job.delete()
        for ending in ["", "-wal", "-shm", ".lock"] { #expect(!stack.folder.has("stack.job" + ending)) }
    }

    @Test("A job is intact after kill -9 during a write") func survives() throws {
        let stack = try Stack(60)
        try stack.run([stack.folder.file("sheets")], threads: 1)
        let whole = try stack.table()
        // The files at these moments are what a killed process leaves.
        for stop in [1, 7, 30, 59] {
            let copy = try Stack(60)
            let count = Atomic(0)
            let (living, frozen) = (copy.job.path, copy.folder.file("frozen.job"))
            let run = JobRun(job: copy.job, threads: 1) { page, _ in
                if count.add(1, ordering: .relaxed).newValue == stop {
                    for ending in ["", "-wal"] {
                        try? FileManager.default.copyItem(atPath: living + ending, toPath: frozen + ending)
                    }
                }
                return Stack.reading(page)
            }
            _ = try run.run(PictureInputs([copy.folder.file("sheets")])) { _, _ in }
            let resumed = try Job(frozen, mayBeNew: false)
            #expect(try resumed.reviewCounts().sheets == stop - 1)
            let rest = try JobRun(job: resumed, threads: 2) { page, _ in Stack.reading(page) }
                .run(PictureInputs([copy.folder.file("sheets")])) { _, _ in }
            #expect(rest.new == 60 - (stop - 1))
            var lines: [String] = []
            try JobExport(resumed).writeLines(.csv) { lines.append($0) }
            let columns = { (line: String) in line.drop { $0 != "," } }
            #expect(lines.map(columns) == whole.map(columns))
        }
    }
}
