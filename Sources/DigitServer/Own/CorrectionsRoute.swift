import DigitFiles
import DigitImage
import DigitJSON
import DigitPhoto
import HTTPTypes
import Hummingbird
import Synchronization

/// `POST /corrections?label=7`: keeps a picture of a digit with the label that somebody gave it.
struct CorrectionsRoute {
    let bodies: BodyReader
    let pictures: PictureQueue
    let corrections: Corrections

    func add(to routes: Routes) { routes.add("corrections", [.post: correct]) }

    /// Takes a picture of one digit: an image file, or 784 bytes as MNIST has them.
    @Sendable
    private func correct(_ request: Request, _ context: ServerContext) async throws -> Response {
        guard let text = request.uri.queryParameters["label"], let label = Int(text), (0...9).contains(label), text.utf8.count == 1 else {
            throw ServiceError.badRequest("label: a digit from 0 to 9 expected, got \(request.uri.queryParameters["label"] ?? "none")")
        }
        return try await bodies.withBody(request) { body in
            let file = try Multipart.file(in: body, contentType: request.headers[.contentType])
            let name = try await pictures.run { decoder throws(ServiceError) in
                try corrections.save(try decoder.digit(in: file, what: "picture"), label: label)
            }
            return .json(["saved": .string(name)], status: .created)
        }
    }
}

/// The folder of corrected digits: `FOLDER/7/….png`, as `digits train --include FOLDER` takes it. All that the server writes is here.
final class Corrections: Sendable {
    private let folder: String
    private let limit: Int
    private let count = Mutex<Int?>(nil)

    init(folder: String, limit: Int) {
        self.folder = folder
        self.limit = limit
    }

    /// Saves a digit. Its name is made of its pixels, so that saving it again changes nothing; another label replaces the first.
    /// - Parameter digit: 28x28 pixels as MNIST has them.
    /// - Returns: the file's name within the folder.
    /// - Throws: `ServiceError`: 507 if there are too many already, 500 if it cannot be written.
    func save(_ digit: GrayImage, label: Int) throws(ServiceError) -> String {
        let file = "\(sha256(digit.pixels).prefix(16)).png"
        let name = "\(label)/\(file)"
        do {
            let png = try encodePNG(digit)
            return try count.withLock { count in
                let known = try count ?? countFiles()
                guard known < limit else {
                    throw ServiceError(status: .insufficientStorage, message: "\(limit) corrections are kept already; train with them")
                }
                try makeFolder(folder)
                try makeFolder("\(folder)/\(label)")
                var new = known
                for other in 0...9 where removeFile("\(folder)/\(other)/\(file)") { new -= 1 }
                try writeFile(png, to: "\(folder)/\(name)")
                count = new + 1
                return name
            }
        } catch let error as ServiceError {
            throw error
        } catch {
            throw ServiceError(status: .internalServerError, message: "the correction could not be saved: \(error)")
        }
    }

    private func countFiles() throws -> Int { (0...9).reduce(0) { $0 + fileCount(in: "\(folder)/\($1)") } }
}
