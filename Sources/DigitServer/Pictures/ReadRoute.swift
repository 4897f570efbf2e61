import DigitDecoding
import DigitJSON
import DigitPhoto
import DigitReader

/// `POST /read`: a picture in, its numbers out.
struct ReadRoute {
    let repository: ModelRepository
    let pictures: PictureQueue
    /// The most pages of a document that are read for one request.
    let mostPages: Int

    func add(to routes: inout Routes) { routes.post("/read", query: nil, read) }

    /// Takes the bytes of an image file or a document, or a form (`multipart/form-data`) with one, and optionally a file `among`
    /// with the valid numbers.
    ///
    /// `?length=`, `pattern=`, `checksum=`, `range=` and `decimals=` give what is known about the numbers, `?pixels=1` asks for
    /// each digit in MNIST's format, `?print=0` says that no machine print is in the picture, `?page=2` asks for one page of a
    /// document.
    @Sendable
    private func read(_ request: ServerRequest) async throws -> Answer {
        let query = try ReadQuery(
            request.head.uri, body: try request.unpackedBody(), contentType: request.header("Content-Type"))
        return try await pictures.takingTurns(for: request.requester) { turns in try await answer(query, turns) }
    }

    /// Reads the pages of a request one after the other: a document has one place in the queue, like a picture, and at most one of
    /// its pages is held.
    private func answer(_ query: ReadQuery, _ turns: PictureTurns) async throws -> Answer {
        let (document, constraint, notes) = try await turns.run { _ throws(ServiceError) in
            let (constraint, notes) = try query.constraint()
            return (try PictureDecoder.document(query.picture), constraint, notes)
        }
        let reading = Reading(
            reader: repository.reader.expectingPrint(query.expectsPrint), model: try repository.model(), constraint: constraint,
            withPixels: query.withPixels)
        var pages: [JSON] = []
        for page in try chosenPages(of: document, query.page) {
            pages.append(
                try await turns.run { decoder throws(ServiceError) in
                    try reading.answer(page, of: document, decoder: decoder, notes: notes)
                })
        }
        guard document.hasPages, query.page == nil else { return .json(pages[0]) }
        return .json(
            reading.head(
                [.init("page_count", .integer(document.pageCount)), .init("pages", .array(pages))], notes: notes))
    }

    /// The page's index, from 0.
    private func chosenPages(of document: ImageDocument, _ page: Int?) throws(ServiceError) -> Range<Int> {
        let count = document.pageCount
        guard let page else {
            guard count <= mostPages else {
                throw .tooLarge("picture: at most \(mostPages) pages in a request expected, got \(count); ask for one with page=")
            }
            return 0..<count
        }
        guard page <= count else { throw .badRequest("page: a number from 1 to \(count) expected, got \(page)") }
        return page - 1..<page
    }
}

/// The settings for reading the pages of a request.
private struct Reading: Sendable {
    let reader: ServedReader
    let model: ServedModel
    let constraint: NumberConstraint?
    let withPixels: Bool

    /// The reading of a page and, if it has one, its number.
    func answer(
        _ index: Int, of document: ImageDocument, decoder: PictureDecoder, notes: [String]
    ) throws(ServiceError) -> JSON {
        let start = ContinuousClock.now
        let page = try decoder.page(index, of: document, reader: reader.reader, constraint: constraint)
        model.batcher.statistics.recordPicture(digits: page.lines.reduce(0) { $0 + $1.digits.count }, duration: .now - start)
        let found = page.jsonMembers { digit in
            var more: [JSON.Member] = [.init("probabilities", .array(digit.probabilities.map { JSON($0) }))]
            if withPixels { more.append(.init("pixels", .string(Base64.encode(digit.normalized.pixels)))) }
            return more
        }
        var members: [JSON.Member] = [.init("text", .string(page.lines.map(\.text).joined(separator: "\n")))]
        if document.hasPages {
            members += [.init("page", .integer(index + 1)), .init("page_count", .integer(document.pageCount))]
        }
        return head(members + found, notes: notes)
    }

    /// The members of every answer, and others.
    func head(_ members: [JSON.Member], notes: [String]) -> JSON {
        .object(
            [
                .init("model", .string(reader.name)), .init("version", "1"), .init("notes", .array(notes.map { .string($0) })),
            ] + members)
    }
}
