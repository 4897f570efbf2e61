import DigitJSON
import DigitPhoto
import DigitReader

/// `POST /read`: a picture in, its numbers out.
struct ReadRoute {
    let repository: ModelRepository
    let pictures: PictureQueue

    func add(to routes: inout Routes) { routes.post("/read", read) }

    /// Takes the bytes of an image file, or a form (`multipart/form-data`) with one, and perhaps a file `among` of the numbers that are
    /// valid.
    ///
    /// `?length=`, `pattern=`, `checksum=`, `range=` and `decimals=` say what is known of the numbers, `?pixels=1` asks for each digit as
    /// MNIST has them.
    @Sendable
    private func read(_ request: ServerRequest) async throws -> Answer {
        let query = try ReadQuery(
            RequestTarget.pairs(of: request.head.uri), body: try request.unpackedBody(),
            contentType: request.header("Content-Type"))
        let (reader, model) = (repository.reader, try repository.model())
        return .json(
            try await pictures.run(for: request.requester) { decoder throws(ServiceError) in
                let start = ContinuousClock.now
                let (constraint, notes) = try query.constraint()
                let page = try decoder.page(query.picture, reader: reader.reader, constraint: constraint)
                model.batcher.statistics.recordPicture(
                    digits: page.lines.reduce(0) { $0 + $1.digits.count }, duration: .now - start)
                return answer(page, of: reader, notes: notes + Self.notes(on: query.picture), withPixels: query.withPixels)
            })
    }

    private static func notes(on picture: [UInt8]) -> [String] {
        let pages = pageCount(picture)
        return pages > 1 ? ["the first of \(pages) pages is read"] : []
    }

    /// What was found in a picture.
    private func answer(_ page: PageReading, of reader: ServedReader, notes: [String], withPixels: Bool) -> JSON {
        let members = page.jsonMembers { digit in
            var more: [JSON.Member] = [.init("probabilities", .array(digit.probabilities.map { JSON($0) }))]
            if withPixels { more.append(.init("pixels", .string(Base64.encode(digit.normalized.pixels)))) }
            return more
        }
        return .object(
            [
                .init("model", .string(reader.name)), .init("version", "1"),
                .init("text", .string(page.lines.map(\.text).joined(separator: "\n"))),
                .init("notes", .array(notes.map { .string($0) })),
            ] + members)
    }
}
