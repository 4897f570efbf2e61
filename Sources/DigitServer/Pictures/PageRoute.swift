import DigitPhoto
import HTTPTypes
import Hummingbird

/// `POST /picture?page=2`: a page of a document as a PNG file, for browsers, which do not show every kind that is read.
struct PageRoute {
    let pictures: PictureQueue

    func add(to routes: Routes) { routes.add("picture", [.post: picture]) }

    @Sendable
    private func picture(_ request: Request, _ context: ServerContext) async throws -> Response {
        let file = try Multipart.file(in: try context.body(), contentType: request.headers[.contentType])
        let text = request.uri.queryParameters["page"].map(String.init) ?? "1"
        let png = try await pictures.run(for: context.requester) { decoder throws(ServiceError) in
            let document = try PictureDecoder.document(file)
            guard let page = Int(text), (1...document.pageCount).contains(page) else {
                throw .badRequest("page: a number from 1 to \(document.pageCount) expected, got \(text)")
            }
            return try decoder.png(of: document, page: page - 1)
        }
        return Response(png, headers: [.contentType: "image/png"])
    }
}
