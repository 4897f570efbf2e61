import DigitFiles
import DigitForms
import DigitImage
import DigitJobs
import DigitPhoto
import DigitReader
import DigitServer
import NIOHTTP1
import TestSupport
import Testing

/// The routes of a job's review; `DigitJobsTests` tests their effects.
struct FormRoutesTests {
    private let folder: Folder
    private let job: Job
    private let client: Client
    private let hasSpreadsheets = (try? SpreadsheetWriter.check("", columns: 0)) != nil

    init() throws {
        folder = try Folder()
        let job = try Job(folder.file("exam.job"), mayBeNew: true)
        self.job = job
        client = try Client { $0.job = job }
    }

    @Test("Other methods are refused with a list of the allowed ones") func methods() async throws {
        let summary = try await client.get("/forms/job").json
        #expect(summary?["name"] == "exam.job" && summary?["counts"]?["fields"] == 0)
        let put = try await client.ask(.PUT, "/forms/job")
        #expect(put.status == 405 && put.header("Allow") == "GET, HEAD, DELETE")
        #expect(try await client.ask(.DELETE, "/forms/next").header("Allow") == "POST")
        #expect(try await Client().get("/forms/job").status == 404)
    }

    @Test func fields() async throws {
        let next = try await client.post("/forms/next", #"{"who": "Ann", "count": 2}"#)
        #expect(next.status == 200 && next.json?["fields"] == [])
        #expect(try await client.post("/forms/next", #"{"count": 2}"#).status == 400)
        #expect(try await client.post("/forms/undo", #"{"who": "Ann"}"#).status == 409)
        #expect(try await client.get("/forms/crop?id=1").status == 404)
        #expect(try await client.get("/forms/crop?id=x").error == "id: a number expected")
        #expect(try await client.get("/forms/problems").status == 400)
        // A single character of many Unicode scalars.
        let long = "e" + String(repeating: "\u{301}", count: 100)
        #expect(try await client.post("/forms/next", #"{"who": "\#(long)"}"#).status == 400)
    }

    @Test(
        "A member of another type, or another name, is refused, and the message names it",
        arguments: [
            ("next", #""count": 1"#, "who: "), ("next", #""who": 5"#, "who: "), ("next", #""who": "", "count": 1"#, "who: "),
            ("next", #""who": "Ann", "count": "1""#, "count: "), ("next", #""who": "Ann", "count": 1.5"#, "count: "),
            ("next", #""who": "Ann", "count": null"#, "count: "), ("next", #""who": "Ann", "count": 11"#, "count: "),
            ("next", #""who": "Ann", "cuont": 1"#, #"who, count expected, got "cuont""#),
            ("next", #""who": "Ann", "who": "Bo""#, #""who" appears twice"#),
            ("leave", #""who": ["Ann"]"#, "who: "), ("leave", #""who": "Ann", "id": 1"#, #"who expected, got "id""#),
            ("undo", #""who": null"#, "who: "), ("undo", #""who": "Ann", "id": 1"#, #"who expected, got "id""#),
            ("answer", #""answer": "accept""#, "id: "), ("answer", #""id": "1", "answer": "accept""#, "id: "),
            ("answer", #""id": 1"#, "answer: "), ("answer", #""id": 1, "answer": true"#, "answer: "),
            ("answer", #""id": 1, "answer": "change""#, "value: "),
            ("answer", #""id": 1, "answer": "change", "value": 45"#, "value: "),
            ("answer", #""id": 1, "answer": "accept", "value": 45"#, "value: "),
            ("answer", #""id": 1, "answer": "accept", "seen_value": 45"#, "seen_value: "),
            ("answer", #""id": 1, "answer": "accept", "seen_value": null"#, "seen_value: "),
            ("answer", #""id": 1, "answer": "accept", "seen_review": 1"#, "seen_review: "),
            ("answer", #""id": 1, "answer": "accept", "seen_answer": ["1"]"#, "seen_answer: "),
            ("answer", #""id": 1, "answer": "accept", "seen_vlaue": "45""#, #"got "seen_vlaue""#),
        ])
    func membersOfRequests(path: String, members: String, message: String) async throws {
        let who = path == "answer" ? #""who": "Ann", "# : ""
        let answer = try await client.post("/forms/\(path)", "{\(who)\(members)}")
        #expect(answer.status == 400 && answer.error?.contains(message) == true, "\(answer.status) \(answer.error ?? "")")
    }

    @Test(
        "The names of reviewers are shown to others: nothing in them is hidden",
        arguments: [#"\u0000"#, #"\u007f"#, #"\u0085"#, #"\u2028"#, #"\u202e"#, #"\u2066"#, #"\u200b"#])
    func namesOfReviewers(hidden: String) async throws {
        for name in [hidden, "Ann\(hidden)"] {
            for path in ["next", "leave", "undo"] {
                let answer = try await client.post("/forms/\(path)", #"{"who": "\#(name)"}"#)
                #expect(answer.status == 400 && answer.error == "who: a name of 1 to 60 visible characters expected")
            }
        }
        #expect(try await client.post("/forms/next", #"{"who": "Zoë 👩\u200d🏫"}"#).status == 200)
    }

    @Test func longRequestsAreRefused() async throws {
        let spaces = String(repeating: " ", count: 64 << 10)
        #expect(try await client.post("/forms/next", #"{"who": "Ann"}"# + spaces.dropLast(14)).status == 200)
        #expect(try await client.post("/forms/next", #"{"who": "Ann"}"# + spaces).status == 413)
    }

    /// The job with a sheet of one doubtful field, a day.
    private func doubtfulField() throws -> Int64 {
        let white = GrayImage(width: 200, height: 200, pixels: [UInt8](repeating: 255, count: 40_000))
        let box = PixelBox(x: 10, y: 20, width: 80, height: 20)
        let field = FormField(name: "day", kind: .date(.dayMonthYear), box: box)
        try job.setForms([try Form(name: "exam", reference: white, fields: [field])])
        try folder.write(Array("P2 1 1 255 9\n".utf8), as: "sheet.pgm")
        _ = try JobRun(job: job, threads: 1) { _, _ in
            let reading = FieldReading(name: "day", confidence: 0.5, state: .doubtful, box: box)
            return .sheet(SheetReading(state: .read, form: "exam", registrationScore: 1, fields: [reading]))
        }.run(PictureInputs([folder.file("sheet.pgm")])) { _, _ in }
        return try #require(try job.nextFields(for: "Ann", count: 1, now: 0).first).id
    }

    @Test("An answer says what was seen, or nothing of it") func seen() async throws {
        let id = try doubtfulField()
        func status(_ members: String) async throws -> Int {
            try await client.post("/forms/answer", #"{"who": "Ann", "id": \#(id), "answer": "flag"\#(members)}"#).status
        }
        #expect(try await status(#", "seen_review": null, "seen_answer": null, "seen_value": """#) == 200)
        #expect(try await status("") == 409)
        #expect(try await status(#", "seen_review": "flagged", "seen_value": "7""#) == 409)
        #expect(try await status(#", "seen_review": "flagged", "seen_answer": "7""#) == 409)
        #expect(try await status(#", "seen_review": "flagged""#) == 200)
    }

    @Test("No browser keeps a picture of a sheet: another job may be at the same address later") func pictures() async throws {
        let id = try doubtfulField()
        for path in ["/forms/crop?id=\(id)", "/forms/sheet?id=1"] {
            let answer = try await client.get(path)
            #expect(answer.status == 200 && answer.header("Content-Type") == "image/png", "\(answer.error ?? "")")
            #expect(answer.header("Cache-Control") == "no-store")
        }
    }

    @Test("A value that is none of the field's kind is 422, with what is expected") func typedValues() async throws {
        let id = try doubtfulField()
        func answer(_ answer: String, _ value: String) async throws -> Client.Answer {
            try await client.post(
                "/forms/answer", #"{"who": "Ann", "id": \#(id), "answer": "\#(answer)", "value": "\#(value)", "seen_value": ""}"#)
        }
        let refused = try await answer("change", "31.02.2026")
        #expect(refused.status == 422)
        #expect(refused.error == #"value: a day such as 31.12.2026 expected, got "31.02.2026""#)
        let kept = try await answer("misfit", "31.02.2026")
        #expect(kept.status == 200 && kept.json?["counts"]?["misfit"] == 1)
        #expect(try job.field(id)?.answer == "31.02.2026")
    }

    @Test("A missing sheet is 404, without the folder's path") func sheet() async throws {
        let answer = try await client.get("/forms/sheet?id=9")
        #expect(answer.status == 404 && answer.error == "exam.job: a sheet of the job expected, found none of number 9")
    }

    @Test func tables() async throws {
        let table = try await client.get("/forms/export?format=csv")
        #expect(table.status == 200 && table.header("Content-Type") == "text/csv; charset=utf-8")
        #expect(table.header("Content-Disposition") == "attachment; filename=\"table.csv\"")
        #expect(try await client.get("/forms/export?format=xml").error == "format: csv, jsonl, rows or xlsx expected, got xml")
        let spreadsheet = try await client.get("/forms/export?format=xlsx")
        if hasSpreadsheets {
            #expect(spreadsheet.status == 200 && spreadsheet.body.prefix(4) == [0x50, 0x4B, 3, 4], "\(spreadsheet.error ?? "")")
            #expect(spreadsheet.header("Content-Disposition") == "attachment; filename=\"table.xlsx\"")
            #expect(spreadsheet.header("Content-Type")?.hasSuffix("spreadsheetml.sheet") == true)
        } else {
            #expect(spreadsheet.status == 501 && spreadsheet.error?.contains("apt install libxlsxwriter-dev") == true)
        }
    }

    @Test("A job is deleted by its name only") func deletion() async throws {
        #expect(try await client.ask(.DELETE, "/forms/job").status == 400)
        #expect(try await client.ask(.DELETE, "/forms/job?name=other.job").status == 400)
        #expect(folder.has("exam.job"))
        let answer = try await client.ask(.DELETE, "/forms/job?name=exam%2Ejob")
        #expect(answer.status == 200 && answer.json?["deleted"] == "exam.job")
        #expect(!folder.has("exam.job"))
    }

    @Test("A deleted job is found nowhere, and a new one that has its name is left alone") func afterDeletion() async throws {
        #expect(try await client.ask(.DELETE, "/forms/job?name=exam.job").status == 200)
        for isReplaced in [false, true] {
            let new = isReplaced ? try Job(folder.file("exam.job"), mayBeNew: true) : nil
            for path in [
                "job", "field?id=1", "crop?id=1", "sheet?id=1", "problems?field=day", "export?format=csv", "export?format=rows",
                "export?format=jsonl",
            ] + (hasSpreadsheets ? ["export?format=xlsx"] : []) {
                let answer = try await client.get("/forms/\(path)")
                #expect(answer.status == 404, "\(path): \(answer.status) \(answer.error ?? "")")
                #expect(answer.error == "exam.job: a job expected, it was deleted or replaced")
            }
            for (path, members) in [
                ("next", ""), ("leave", ""), ("undo", ""), ("answer", #", "id": 1, "answer": "accept""#),
                ("answer", #", "id": 1, "answer": "change", "value": "1""#),
            ] {
                #expect(try await client.post("/forms/\(path)", #"{"who": "Ann"\#(members)}"#).status == 404, "\(path)")
            }
            #expect(try await client.post("/forms/skipped", "").status == 404)
            #expect(try await client.ask(.DELETE, "/forms/job?name=exam.job").status == 404)
            #expect(folder.has("exam.job") == isReplaced && !folder.has("exam.job.lock"))
            if let new { #expect(try new.reviewCounts().sheets == 0) }
        }
    }

    @Test("Requests under way while the job is deleted have its answer, or 404") func deletionMeanwhile() async throws {
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 1...60 {
                var other = client
                other.requester = Requester()
                group.addTask { [other] in
                    if number == 20 { return try await other.ask(.DELETE, "/forms/job?name=exam.job").status }
                    if number % 3 == 0 { return try await other.post("/forms/next", #"{"who": "Ann"}"#).status }
                    return try await other.get("/forms/job").status
                }
            }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(statuses.isSubset(of: [200, 404]) && !folder.has("exam.job"))
    }
}
