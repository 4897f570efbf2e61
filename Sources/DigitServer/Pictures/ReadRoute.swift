import DigitImage
import DigitJSON
import DigitReader

/// `POST /read`: a picture in, its digits out.
struct ReadRoute {
    let repository: ModelRepository
    let pictures: PictureQueue
    let reader: DigitReader

    func add(to routes: inout Routes) { routes.post("/read", read) }

    /// Takes the bytes of an image file, or a form (`multipart/form-data`) with one file.
    ///
    /// `?model=` names another model than the first, `?pixels=1` asks for what the model was given of each digit.
    @Sendable
    private func read(_ request: ServerRequest) async throws -> Answer {
        let query = request.query
        let model = try repository.model(named: query["model"])
        let pixels = query["pixels"] ?? "0"
        guard pixels == "0" || pixels == "1" else { throw ServiceError.badRequest("pixels: 0 or 1 expected, got \(pixels)") }
        let withPixels = pixels == "1"
        let file = try Multipart.file(in: try request.unpackedBody(), contentType: request.header("Content-Type"))
        let page = try await pictures.run(for: request.requester) { decoder throws(ServiceError) in
            let start = ContinuousClock.now
            let page = try decoder.page(file, reader: reader)
            model.batcher.statistics.recordPicture(
                digits: page.lines.reduce(0) { $0 + $1.digits.count }, duration: .now - start)
            return page
        }
        return .json(JSON(page, of: model, withPixels: withPixels))
    }
}

extension JSON {
    /// What was found in a picture; boxes are in pixels of the upright picture.
    fileprivate init(_ page: PageReading, of model: ServedModel, withPixels: Bool) {
        self = [
            "model": .string(model.name), "version": .string("\(model.version)"), "width": .integer(page.width),
            "height": .integer(page.height), "text": .string(page.lines.map(\.text).joined(separator: "\n")),
            "lines": .array(
                page.lines.map { line in
                    [
                        "text": .string(line.text), "confidence": JSON(line.confidence), "box": JSON(line.box),
                        "digits": .array(line.digits.map { JSON($0, withPixels: withPixels) }),
                    ]
                }),
        ]
    }

    private init(_ digit: DigitReading, withPixels: Bool) {
        var members: [Member] = [
            .init("digit", .integer(digit.digit)), .init("confidence", JSON(digit.confidence)),
            .init("probabilities", .array(digit.probabilities.map { JSON($0) })), .init("box", JSON(digit.box)),
        ]
        if withPixels { members.append(.init("pixels", .string(Base64.encode(digit.normalized.pixels)))) }
        self = .object(members)
    }

    private init(_ box: PixelBox) {
        self = ["x": .integer(box.x), "y": .integer(box.y), "width": .integer(box.width), "height": .integer(box.height)]
    }
}
