import DigitFiles
import DigitForms
import DigitImage
import DigitJobs
import DigitPhoto
import DigitReader
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

    @Test("A value that is none of the field's kind is 422, with what is expected") func typedValues() async throws {
        let white = GrayImage(width: 200, height: 200, pixels: [UInt8](repeating: 255, count: 40_000))
        let box = PixelBox(x: 10, y: 20, width: 80, height: 20)
        let field = FormField(name: "day", kind: .date(.dayMonthYear), box: box)
        try job.setForms([try Form(name: "exam", reference: white, fields: [field])])
        try folder.write(Array("P2 1 1 255 9\n".utf8), as: "sheet.pgm")
        _ = try JobRun(job: job, threads: 1) { _, _ in
            let reading = FieldReading(name: "day", confidence: 0.5, state: .doubtful, box: box)
            return .sheet(SheetReading(state: .read, form: "exam", registrationScore: 1, fields: [reading]))
        }.run(PictureInputs([folder.file("sheet.pgm")])) { _, _ in }
        let id = try #require(try job.nextFields(for: "Ann", count: 1, now: 0).first).id
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
}
