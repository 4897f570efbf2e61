import DigitPhoto

/// `POST /picture?page=2`: a page of a document as a PNG file, for browsers, which do not show every supported format.
struct PageRoute {
    let pictures: PictureQueue

    func add(to routes: inout Routes) { routes.post("/picture", query: ["page"], picture) }

    @Sendable
    private func picture(_ request: ServerRequest) async throws -> Answer {
        let file = try Multipart.file(in: try request.unpackedBody(), contentType: request.header("Content-Type"))
        let text = request.query["page"] ?? "1"
        let png = try await pictures.run(for: request.requester) { decoder throws(ServiceError) in
            let document = try PictureDecoder.document(file)
            guard let page = Int(text), (1...document.pageCount).contains(page) else {
                throw .badRequest("page: a number from 1 to \(document.pageCount) expected, got \(text)")
            }
            return try decoder.png(of: document, page: page - 1)
        }
        return Answer(contentType: "image/png", body: png)
    }
}
