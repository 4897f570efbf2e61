import DigitFiles
import DigitForms
import DigitJSON
import DigitJobs

/// The review of a job: doubtful fields for people, their answers, and problems of the stack as a whole.
struct FormRoutes {
    let job: Job
    let pictures: PictureQueue

    /// The largest table that is returned, in bytes; larger ones are written by the command.
    private static let longestTable = 64 << 20
    /// The largest file of such a table.
    private static let largestFile = 2 * longestTable
    /// The most fields that are handed out at a time.
    private static let mostFields = 10

    func add(to routes: inout Routes) {
        routes.get("/forms/job", summary)
        routes.delete("/forms/job", query: ["name"], delete)
        routes.post("/forms/next", next)
        routes.post("/forms/leave", leave)
        routes.post("/forms/answer", answer)
        routes.post("/forms/undo", undo)
        routes.post("/forms/skipped", takesBody: false, skipped)
        routes.get("/forms/field", query: ["id"], field)
        routes.get("/forms/crop", query: ["id"], crop)
        routes.get("/forms/sheet", query: ["id"], sheet)
        routes.get("/forms/problems", query: ["field"], problems)
        routes.get("/forms/export", query: ["format"], export)
    }

    /// Runs `body` on the threads that decode pictures, so that no database and no picture holds up other requests.
    private func working<Result: Sendable>(
        _ request: ServerRequest, _ body: @escaping @Sendable (PictureDecoder) throws(ServiceError) -> Result
    ) async throws -> Result { try await pictures.run(for: request.requester, body) }

    /// The answer with what `body` returns; its text is made on the same threads.
    private func json(
        _ request: ServerRequest, _ body: @escaping @Sendable () throws(ServiceError) -> JSON
    ) async throws -> Answer { try await working(request) { _ throws(ServiceError) in .json(try body()) } }

    @Sendable private func summary(_ request: ServerRequest) async throws -> Answer {
        try await json(request) { () throws(ServiceError) in
            let names = try inJob { () throws(JobError) in try job.fieldNames() }
            return .object([
                .init("name", .string(job.name)), .init("fields", .array(names.map { .string($0) })),
                .init("counts", try counts()),
            ])
        }
    }

    @Sendable private func next(_ request: ServerRequest) async throws -> Answer {
        let ask = try FormRequest(request, members: ["who", "count"])
        let (who, count) = (try ask.who(), try ask.integer("count") ?? 1)
        guard (1...Self.mostFields).contains(count) else {
            throw ServiceError.badRequest("count: a number from 1 to \(Self.mostFields) expected, got \(count)")
        }
        return try await json(request) { () throws(ServiceError) in
            let fields = try inJob { () throws(JobError) in
                try job.nextFields(for: who, count: count, now: secondsSince1970())
            }
            return .object([.init("fields", .array(fields.map(\.json))), .init("counts", try counts())])
        }
    }

    /// A reviewer has closed the page.
    @Sendable private func leave(_ request: ServerRequest) async throws -> Answer {
        let who = try FormRequest(request, members: ["who"]).who()
        return try await json(request) { () throws(ServiceError) in
            try inJob { () throws(JobError) in try job.leave(who) }
            return .object([.init("counts", try counts())])
        }
    }

    @Sendable private func answer(_ request: ServerRequest) async throws -> Answer {
        let members = ["who", "id", "answer", "value", "seen_review", "seen_answer", "seen_value"]
        let ask = try FormRequest(request, members: members)
        let (who, answer, seen) = (try ask.who(), try ask.answer(), try ask.seen())
        guard let id = try ask.integer("id") else { throw ServiceError.badRequest("id: a field's number expected, got none") }
        return try await json(request) { () throws(ServiceError) in
            try reviewing { () throws(ReviewError) in
                try job.answer(Int64(id), answer, by: who, seen: seen, now: secondsSince1970())
            }
            return .object([.init("counts", try counts())])
        }
    }

    @Sendable private func undo(_ request: ServerRequest) async throws -> Answer {
        let who = try FormRequest(request, members: ["who"]).who()
        return try await json(request) { () throws(ServiceError) in
            let id = try reviewing { () throws(ReviewError) in try job.undo(by: who, now: secondsSince1970()) }
            return .object([.init("field", try found(id).json), .init("counts", try counts())])
        }
    }

    @Sendable private func skipped(_ request: ServerRequest) async throws -> Answer {
        try await json(request) { () throws(ServiceError) in
            try inJob { () throws(JobError) in try job.offerSkipped() }
            return .object([.init("counts", try counts())])
        }
    }

    @Sendable private func field(_ request: ServerRequest) async throws -> Answer {
        let id = try Self.number("id", request)
        return try await json(request) { () throws(ServiceError) in try found(id).json }
    }

    @Sendable private func crop(_ request: ServerRequest) async throws -> Answer {
        let id = try Self.number("id", request)
        return Self.png(
            try await working(request) { decoder throws(ServiceError) in
                let field = try found(id)
                return try inJob { () throws(JobError) in try job.fieldPicture(field, pixelLimit: decoder.batch.pixelLimit) }
            })
    }

    @Sendable private func sheet(_ request: ServerRequest) async throws -> Answer {
        let id = try Self.number("id", request)
        let (bytes, width, height) = try await working(request) { decoder throws(ServiceError) in
            try inJob { () throws(JobError) in try job.sheetPicture(id, pixelLimit: decoder.batch.pixelLimit) }
        }
        var answer = Self.png(bytes)
        // The picture size that fields' boxes refer to.
        answer.headers.add(name: "X-Sheet-Size", value: "\(width)x\(height)")
        return answer
    }

    @Sendable private func problems(_ request: ServerRequest) async throws -> Answer {
        guard let name = request.query["field"] else {
            throw ServiceError.badRequest("field: a field's name expected, got none")
        }
        return try await json(request) { () throws(ServiceError) in
            try inJob { () throws(JobError) in try job.problems(of: name) }
        }
    }

    @Sendable private func export(_ request: ServerRequest) async throws -> Answer {
        let text = request.query["format"] ?? "csv"
        let format = JobExport.Format(rawValue: text)
        guard format != nil || text == "xlsx" else {
            throw ServiceError.badRequest("format: csv, jsonl, rows or xlsx expected, got \(text)")
        }
        let table = try await working(request) { _ throws(ServiceError) in
            if let format { try lines(format) } else { try spreadsheet() }
        }
        let (type, ending) =
            switch format {
            case .csv, .rows: ("text/csv; charset=utf-8", "csv")
            case .jsonl: ("application/x-ndjson", "jsonl")
            case nil: ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
            }
        var answer = Answer(contentType: type, body: table)
        answer.headers.add(name: "Content-Disposition", value: "attachment; filename=\"table.\(ending)\"")
        return answer
    }

    /// `DELETE /forms/job?name=…`: deletes the job and all pictures in it. The name guards against mistakes.
    @Sendable private func delete(_ request: ServerRequest) async throws -> Answer {
        guard request.query["name"] == job.name else {
            throw ServiceError.badRequest("name: \(job.name) expected, to delete the job")
        }
        return try await json(request) { () throws(ServiceError) in
            try inJob { () throws(JobError) in try job.delete() }
            return ["deleted": .string(job.name)]
        }
    }
}

// MARK: Tables
extension FormRoutes {
    private static let tooLargeTable = ServiceError.tooLarge("a larger table is written by: digits form export")

    private func lines(_ format: JobExport.Format) throws(ServiceError) -> [UInt8] {
        var table: [UInt8] = []
        do throws(JobError) {
            try JobExport(job).writeLines(format) { line in
                table += Array(line.utf8) + [0x0A]
                guard table.count <= Self.longestTable else { throw JobError("too large") }
            }
        } catch {
            guard table.count <= Self.longestTable else { throw Self.tooLargeTable }
            throw serviceError(for: error)
        }
        return table
    }

    /// A table may be as large as its text may be in the other formats.
    private func spreadsheet() throws(ServiceError) -> [UInt8] {
        let name = "table.xlsx"
        do throws(FileError) { try SheetTable.checkSpreadsheet(at: name, forms: []) } catch {
            throw ServiceError(status: .notImplemented, message: "\(error)")
        }
        var length = 0
        do {
            let file = try TemporaryFile(suffix: ".xlsx")
            do throws(JobError) {
                try JobExport(job).writeSpreadsheet(to: file.path) { row in
                    length += row.reduce(0) { $0 + $1.text.utf8.count + 1 }
                    guard length <= Self.longestTable else { throw JobError("too large") }
                }
            } catch {
                guard length <= Self.longestTable else { throw Self.tooLargeTable }
                let prefix = "\(file.path): "
                guard error.description.hasPrefix(prefix) else { throw serviceError(for: error) }
                throw ServiceError.internalError("\(name): " + error.description.dropFirst(prefix.count))
            }
            return try readFile(file.path, limit: Self.largestFile)
        } catch let error as ServiceError { throw error } catch {
            throw .internalError("\(name): it could not be written")
        }
    }
}

extension FormRoutes {
    private static func number(_ name: String, _ request: ServerRequest) throws(ServiceError) -> Int64 {
        guard let text = request.query[name], let number = Int64(text) else {
            throw .badRequest("\(name): a number expected")
        }
        return number
    }

    /// A browser must not keep it: another job may be at the same address later, and nothing remains of one that is deleted.
    private static func png(_ bytes: [UInt8]) -> Answer {
        var answer = Answer(contentType: "image/png", body: bytes)
        answer.headers.add(name: "Cache-Control", value: "no-store")
        return answer
    }

    private func counts() throws(ServiceError) -> JSON {
        let counts = try inJob { () throws(JobError) in try job.reviewCounts() }
        return [
            "sheets": .integer(counts.sheets), "sheets_to_review": .integer(counts.sheetsToReview),
            "fields": .integer(counts.fields),
            "to_review": .integer(counts.toReview), "left": .integer(counts.left), "accepted": .integer(counts.accepted),
            "changed": .integer(counts.changed), "misfit": .integer(counts.misfits), "skipped": .integer(counts.skipped),
            "flagged": .integer(counts.flagged),
        ]
    }

    private func found(_ id: Int64) throws(ServiceError) -> ReviewField {
        guard let field = try inJob({ () throws(JobError) in try job.field(id) }) else {
            throw .notFound("id: a field of the job expected, got \(id)")
        }
        return field
    }

    private func inJob<Result>(_ body: () throws(JobError) -> Result) throws(ServiceError) -> Result {
        do throws(JobError) { return try body() } catch { throw serviceError(for: error) }
    }

    private func reviewing<Result>(_ body: () throws(ReviewError) -> Result) throws(ServiceError) -> Result {
        do throws(ReviewError) { return try body() } catch {
            switch error {
            case .unknown: throw .notFound("id: a field of the job expected")
            case .taken(let other): throw ServiceError(status: .conflict, message: "\(other) has this field")
            case .notAValue: throw .badRequest("value: at most 200 characters on one line expected")
            case .notOfKind(let problem): throw ServiceError(status: .unprocessableEntity, message: "value: \(problem)")
            case .changed: throw ServiceError(status: .conflict, message: "the reading has changed meanwhile; look again")
            case .nothingToUndo: throw ServiceError(status: .conflict, message: "there is no answer of yours to undo")
            case .job(let error): throw serviceError(for: error)
            }
        }
    }

    /// The message without the server's path.
    private func serviceError(for error: JobError) -> ServiceError {
        let message =
            error.description.hasPrefix(job.path) ? job.name + error.description.dropFirst(job.path.count) : error.description
        return switch error.kind {
        case .missing: .notFound(message)
        case .diskFull: ServiceError(status: .insufficientStorage, message: "the server's disk has no room for the answer")
        case .busy: .overloaded(message)
        case .other: .internalError(message)
        }
    }
}
