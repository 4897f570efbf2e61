import DigitJSON
import DigitRecognizer
import NIOHTTP1

/// `POST /corrections?label=7&model=digits`: saves a picture with its right label, a digit or `none` for a non-digit, and the
/// model that was corrected, the first one if none is named. `POST /corrections?text=12.50`: saves the picture of a line with its
/// text.
struct CorrectionsRoute {
    let pictures: PictureQueue
    let corrections: Corrections
    let repository: ModelRepository

    func add(to routes: inout Routes) { routes.post("/corrections", query: ["label", "text", "model"], correct) }

    /// Takes a picture of one digit: an image file, or 784 bytes in MNIST's format; or of a line: an image file.
    @Sendable
    private func correct(_ request: ServerRequest) async throws -> Answer {
        let keep = try kept(request.query)
        let file = try Multipart.file(in: try request.unpackedBody(), contentType: request.header("Content-Type"))
        let name = try await pictures.run(for: request.requester) { decoder throws(ServiceError) in try keep(file, decoder) }
        return .json(["saved": .string(name)], status: .created)
    }

    /// Saves a picture as a query asks, and returns the file's name.
    private func kept(
        _ query: [String: String]
    ) throws(ServiceError) -> @Sendable ([UInt8], PictureDecoder) throws(ServiceError) -> String {
        let corrections = corrections
        if let text = query["text"] {
            guard query["label"] == nil else { throw .badRequest("label: not expected beside text") }
            guard query["model"] == nil else {
                throw .badRequest(
                    "model: not expected beside text; lines are read by the model that the server was started with (--reader)")
            }
            let reader = repository.correctedReader
            return { file, decoder throws(ServiceError) in
                try corrections.save(try decoder.line(in: file, what: "picture", text: text), of: reader)
            }
        }
        guard let label = query["label"], Corrections.labels.contains(label) else {
            throw .badRequest("label: a digit from 0 to 9 or none expected, or a line's text, got \(query["label"] ?? "nothing")")
        }
        let model = try repository.correctedModel(named: query["model"])
        return { file, decoder throws(ServiceError) in
            try corrections.save(try decoder.digit(in: file, what: "picture", needsInk: true), label: label, of: model)
        }
    }
}
