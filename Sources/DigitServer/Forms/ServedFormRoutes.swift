import DigitDecoding
import DigitFiles
import DigitForms
import DigitImage
import DigitJSON
import DigitPhoto
import Logging

/// The routes for forms: listing them, reading their sheets, and saving new ones.
struct ServedFormRoutes {
    let forms: FormRepository
    let repository: ModelRepository
    let pictures: PictureQueue
    let limits: ServerLimits
    let logger: Logger

    func add(to routes: inout Routes) {
        routes.get("/forms", list)
        routes.post("/forms", query: ["name", "replace"], save)
        routes.post("/forms/propose", query: ["page", "name", "filled"], propose)
        routes.post("/forms/check", check)
        routes.post("/forms/read", query: nil, readWithForm)
        routes.post("/forms/assign", assign)
        routes.post("/forms/{form}/read", query: nil, read)
    }

    /// `GET /forms`: the forms with their fields, and whether forms can be saved.
    @Sendable private func list(_ request: ServerRequest) async throws -> Answer {
        Answer(contentType: "application/json", body: forms.json)
    }

    /// `POST /forms/NAME/read`: reads sheets of a form.
    @Sendable private func read(_ request: ServerRequest) async throws -> Answer {
        let form = try forms.form(named: request.parameters["form"] ?? "")
        let ask = try SheetsRequest(request)
        guard ask.form == nil else { throw ServiceError.badRequest("form: not expected here; POST /forms/read takes one") }
        return try await pictures.takingTurns(for: request.requester) { turns in
            try await answer(ask, turns) { () throws(ServiceError) in form }
        }
    }

    /// `POST /forms/read`: reads sheets of a form that is sent with them.
    @Sendable private func readWithForm(_ request: ServerRequest) async throws -> Answer {
        let ask = try SheetsRequest(request)
        guard let file = ask.form else { throw ServiceError.badRequest("form: a form file expected, got none") }
        return try await pictures.takingTurns(for: request.requester) { turns in
            try await answer(ask, turns) { () throws(ServiceError) in try served(file, name: "") }
        }
    }

    /// Reads the sheets of a request one after the other: a stack has one place in the queue, like a picture, and at most one of its
    /// pages is held.
    private func answer(
        _ ask: SheetsRequest, _ turns: PictureTurns,
        by form: @escaping @Sendable () throws(ServiceError) -> ServedForm
    ) async throws -> Answer {
        let (reader, pages, notes) = try await turns.run { _ throws(ServiceError) in
            let (form, (lists, notes)) = (try form(), try ask.numbers())
            let (previous, moreNotes) = try ask.earlierReadings()
            let reader = try Self.asked { () throws(FormError) in try form.reader.among(lists, previous: previous) }
            return (reader, try ask.pages(most: limits.waitingPictures), notes + moreNotes)
        }
        let model = try repository.model()
        let readsCodes = reader.forms.contains { form in form.fields.contains { $0.kind == .code } }
        var rows: [SheetTable.Row] = []
        for page in pages {
            let sheet = try await turns.run(runsPrograms: readsCodes) { decoder throws(ServiceError) in
                let start = ContinuousClock.now
                let image = try decoder.gray(page: page.index, of: page.document)
                let sheet = try Self.asked { () throws(FormError) in try reader.read(image) }
                let digits = sheet.fields.reduce(0) { $0 + $1.text.count(where: \.isNumber) }
                model.batcher.statistics.recordPicture(digits: digits, duration: .now - start)
                return sheet
            }
            rows.append(SheetTable.Row(file: page.file, page: page.index + 1, sheet: sheet))
        }
        let read = rows
        return try await turns.run { _ throws(ServiceError) in
            .json(Self.json(ask.isStack ? Self.settled(read, reader) : read, reader, notes: notes))
        }
    }

    private static func json(_ rows: [SheetTable.Row], _ reader: FormReader, notes: [String]) -> JSON {
        let counts = reader.listCounts.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .integer($0.value)) }
        let unique = StackUniqueness(reader.forms[0]).fields.map { JSON.Member($0.rule, .array($0.names.map { .string($0) })) }
        return [
            "form": .string(reader.forms[0].name), "notes": .array(notes.map { .string($0) }), "lists": .object(counts),
            "unique": .object(unique), "sheets": .array(rows.map { .object($0.jsonMembers) }),
        ]
    }

    /// `POST /forms/assign`: assigns the numbers of a list to sheets that were read in several requests, and finds values that are
    /// not unique.
    @Sendable private func assign(_ request: ServerRequest) async throws -> Answer {
        let body = try request.unpackedBody()
        return try await pictures.run(for: request.requester) { _ throws(ServiceError) in
            .json(["fields": .array(try AssignRequest(body).assigned().map(\.assignedJSON))])
        }
    }

    /// Decides what needs the whole stack.
    private static func settled(_ rows: [SheetTable.Row], _ reader: FormReader) -> [SheetTable.Row] {
        var (rows, sheets) = (rows, rows.map(\.sheet))
        reader.settle(&sheets)
        for place in rows.indices { rows[place].sheet = sheets[place] }
        return rows
    }
}

// MARK: New forms
extension ServedFormRoutes {
    /// `POST /forms/propose`: a blank sheet in, a form file with proposed fields out. `?page=` is the page of a document,
    /// `?name=` the form's name, and `?filled=1` says that the sheet was filled in.
    @Sendable private func propose(_ request: ServerRequest) async throws -> Answer {
        let query = request.query
        let isFilled = try Self.flag("filled", query)
        let file = try Multipart.file(in: try request.unpackedBody(), contentType: request.header("Content-Type"))
        let text = try await pictures.run(for: request.requester) { decoder throws(ServiceError) in
            let document = try PictureDecoder.document(file)
            let page = query["page"] ?? "1"
            guard let page = Int(page), (1...document.pageCount).contains(page) else {
                throw .badRequest("page: a number from 1 to \(document.pageCount) expected, got \(page)")
            }
            let sheet = reduced(try decoder.gray(page: page - 1, of: document))
            return try Self.asked { () throws(FormError) in
                let form = try Form(name: query["name"] ?? "form", reference: sheet, fields: FieldProposals(sheet).fields)
                return try (isFilled ? try form.cleared() : form).text()
            }
        }
        return Answer(contentType: "application/json", body: Array(text.utf8))
    }

    /// A sheet with no more pixels than a form's picture may have.
    private func reduced(_ sheet: GrayImage) -> GrayImage {
        var step = 1
        while sheet.pixels.count / (step * step) > limits.formPixels { step += 1 }
        return min(sheet.width, sheet.height) / step >= Form.leastSide ? sheet.reduced(by: step) : sheet
    }

    /// `POST /forms/check`: checks that a form file can be used to read sheets.
    @Sendable private func check(_ request: ServerRequest) async throws -> Answer {
        let body = try formFile(in: request)
        return try await pictures.run(for: request.requester) { _ throws(ServiceError) in
            .json(.object(try served(body, name: "").form.jsonMembers))
        }
    }

    /// `POST /forms?name=exam`: saves a form file in the server's folder, and serves it from then on.
    @Sendable private func save(_ request: ServerRequest) async throws -> Answer {
        guard let folder = forms.folder else {
            throw ServiceError.forbidden("this server has no folder for forms; see --forms")
        }
        let (name, replaces) = (request.query["name"] ?? "", try Self.flag("replace", request.query))
        guard NamedFile.isName(name), !FormSource.endings.contains(where: { name.hasSuffix($0) }) else {
            throw ServiceError.badRequest("name: letters, digits, _, - and ., without an ending, expected, got \"\(name)\"")
        }
        let body = try formFile(in: request)
        try await pictures.run(for: request.requester) { _ throws(ServiceError) in
            let new = try served(body, name: name)
            do { try forms.save(new, text: try new.form.text(), into: folder, replaces: replaces) } catch {
                throw problem(error)
            }
        }
        return .json(["saved": .string(name)], status: .created)
    }

    private static func flag(_ name: String, _ query: [String: String]) throws(ServiceError) -> Bool {
        let value = query[name] ?? "0"
        guard ["0", "1"].contains(value) else { throw .badRequest("\(name): 0 or 1 expected, got \(value)") }
        return value == "1"
    }

    /// The form file that is a request's body.
    private func formFile(in request: ServerRequest) throws(ServiceError) -> [UInt8] {
        guard !Multipart.isForm(request.header("Content-Type")) else {
            throw .badRequest("a form file as the body expected, got multipart/form-data")
        }
        return try request.unpackedBody()
    }

    /// A form that a client has sent.
    private func served(_ file: [UInt8], name: String) throws(ServiceError) -> ServedForm {
        let model = repository.reader.reader.model
        return try Self.asked { () throws(FormError) in
            let form = try Form(encoded: file, pixelLimit: limits.formPixels)
            return ServedForm(name: name, reader: try FormReader(forms: [form], model: model))
        }
    }

    private func problem(_ error: any Error) -> ServiceError {
        if let error = error as? ServiceError { return error }
        logger.error("a form could not be saved: \(error)")
        guard let error = error as? FileError, error.saysThatTheDiskIsFull else {
            return .internalError("the form could not be saved; the server's log says why")
        }
        return ServiceError(status: .insufficientStorage, message: "the server's disk has no room for the form")
    }

    /// The error for an invalid form.
    private static func asked<Result>(_ body: () throws(FormError) -> Result) throws(ServiceError) -> Result {
        do throws(FormError) { return try body() } catch { throw .badRequest("\(error)") }
    }
}
