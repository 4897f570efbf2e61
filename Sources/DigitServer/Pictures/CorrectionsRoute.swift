import DigitFiles
import DigitImage
import DigitJSON
import DigitPhoto
import DigitRecognizer
import Logging
import NIOHTTP1
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// `POST /corrections?label=7&model=digits`: keeps a picture with the label that somebody gave it: a digit, or `none` for no digit; and
/// which model was corrected, the first one where none is named.
struct CorrectionsRoute {
    let pictures: PictureQueue
    let corrections: Corrections
    let repository: ModelRepository

    func add(to routes: inout Routes) { routes.post("/corrections", correct) }

    /// Takes a picture of one digit: an image file, or 784 bytes as MNIST has them.
    @Sendable
    private func correct(_ request: ServerRequest) async throws -> Answer {
        guard let label = request.query["label"], Corrections.labels.contains(label) else {
            throw ServiceError.badRequest(
                "label: a digit from 0 to 9 or none expected, got \(request.query["label"] ?? "nothing")")
        }
        let model = try repository.correctedModel(named: request.query["model"])
        let file = try Multipart.file(in: try request.unpackedBody(), contentType: request.header("Content-Type"))
        let name = try await pictures.run(for: request.requester) { decoder throws(ServiceError) in
            try corrections.save(try decoder.digit(in: file, what: "picture"), label: label, of: model)
        }
        return .json(["saved": .string(name)], status: .created)
    }
}

/// The folder of corrected digits: `FOLDER/7/….png`, as `digits train --include FOLDER` takes it, and `FOLDER/none/….png` for what is no
/// digit; and `models.txt`, which says of which models. All that the server writes is here.
final class Corrections: Sendable {
    /// The labels, which are also the names of the folders.
    static let labels = (0...9).map(String.init) + ["none"]

    private let folder: String
    private let limit: Int
    /// Told what clients are not: which file could not be written, and why.
    private let logger: Logger
    private let count = Mutex<Int?>(nil)

    init(folder: String, limit: Int, logger: Logger) {
        self.folder = folder
        self.limit = limit
        self.logger = logger
    }

    /// Saves a digit. Its name is made of its pixels, so that saving it again changes nothing; another label replaces the first.
    /// - Parameters:
    ///   - digit: 28x28 pixels as MNIST has them.
    ///   - model: the model that was wrong.
    /// - Returns: the file's name within the folder.
    /// - Throws: `ServiceError`: 507 if there are too many already or the disk is full, 500 if it cannot be written.
    func save(_ digit: GrayImage, label: String, of model: CorrectedModels.Model) throws(ServiceError) -> String {
        let name: String?
        do {
            name = try write(try encodePNG(digit), file: "\(sha256(digit.pixels).prefix(16)).png", label: label, of: model)
        } catch {
            logger.error("a correction could not be saved: \(error)")
            guard let error = error as? FileError, Self.saysThatTheDiskIsFull(error) else {
                throw .internalError("the correction could not be saved; the server's log says why")
            }
            throw ServiceError(status: .insufficientStorage, message: "the server's disk has no room for the correction")
        }
        guard let name else {
            throw ServiceError(
                status: .insufficientStorage,
                message: "\(limit) corrections are kept already; train with them")
        }
        return name
    }

    /// No room on the disk, or none for this user.
    private static func saysThatTheDiskIsFull(_ error: FileError) -> Bool {
        [ENOSPC, EDQUOT].contains { FileError(path: error.path, code: $0) == error }
    }

    /// Nil if there are too many already.
    private func write(_ png: [UInt8], file: String, label: String, of model: CorrectedModels.Model) throws -> String? {
        try count.withLock { count in
            let known = count ?? Self.labels.reduce(0) { $0 + fileCount(in: "\(folder)/\($1)") }
            guard known < limit else { return nil }
            try makeFolders("\(folder)/\(label)")
            let replaced = Self.labels.count { fileExists("\(folder)/\($0)/\(file)") }
            try writeFile(png, to: "\(folder)/\(label)/\(file)")
            var models = try CorrectedModels(folder: folder)
            try models.add(model)
            for other in Self.labels where other != label { removeFile("\(folder)/\(other)/\(file)") }
            count = known - replaced + 1
            return "\(label)/\(file)"
        }
    }
}
