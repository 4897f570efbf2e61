import DigitFiles
import DigitImage
import DigitNN
import DigitPhoto
import DigitRecognizer
import Logging
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The folder of corrections, as `digits train --include FOLDER` takes it: digits as `FOLDER/7/….png`, and `FOLDER/none/….png`
/// for non-digits; lines as `FOLDER/lines/….png` with `….gt.txt`; and for each kind `models.txt`, which names the corrected
/// models. All writes of the server are here.
final class Corrections: Sendable {
    /// The labels, which are also the names of the folders.
    static let labels = (0...9).map(String.init) + ["none"]

    private let folder: String
    private let limit: Int
    /// Logs what clients are not told: which file could not be written, and why.
    private let logger: Logger
    private let count = Mutex<Int?>(nil)

    init(folder: String, limit: Int, logger: Logger) {
        self.folder = folder
        self.limit = limit
        self.logger = logger
    }

    /// Saves a digit. Its name is derived from its pixels, so that saving it again changes nothing; another label replaces the
    /// first.
    /// - Parameters:
    ///   - digit: 28x28 pixels in MNIST's format.
    ///   - model: the model that was corrected.
    /// - Returns: the file's name within the folder.
    /// - Throws: `ServiceError`: 507 if there are too many or the disk is full, 500 if it cannot be written.
    func save(_ digit: GrayImage, label: String, of model: CorrectedModels.Model) throws(ServiceError) -> String {
        try save(digit) { png, name in
            try makeFolders("\(folder)/\(label)")
            let replaced = Self.labels.count { fileExists("\(folder)/\($0)/\(name).png") }
            try writeFile(png, to: "\(folder)/\(label)/\(name).png")
            var models = try CorrectedModels(folder: folder)
            try models.add(model)
            for other in Self.labels where other != label { removeFile("\(folder)/\(other)/\(name).png") }
            return ("\(label)/\(name).png", replaced)
        }
    }

    /// Saves a line as its strip. Another text replaces the first.
    /// - Parameter model: the model of lines that was corrected.
    /// - Returns: the file's name within the folder.
    /// - Throws: as for digits.
    func save(_ line: CorrectedLine, of model: CorrectedModels.Model) throws(ServiceError) -> String {
        try save(line.picture) { png, name in
            let lines = "\(folder)/\(CorrectedLine.folderName)"
            try makeFolders(lines)
            let replaced = fileExists("\(lines)/\(name).png") ? 1 : 0
            // The text is written first: a picture without one could not be used for training.
            let text = NumberAlphabet.text(of: line.symbols) + "\n"
            try writeFile(Array(text.utf8), to: "\(lines)/\(name)\(CorrectedLine.textEnding)")
            try writeFile(png, to: "\(lines)/\(name).png")
            var models = try CorrectedModels(folder: lines)
            try models.add(model)
            return ("\(CorrectedLine.folderName)/\(name).png", replaced)
        }
    }

    /// Saves a picture, one at a time.
    /// - Parameter write: writes it under a name without its extension, and returns its file and the number of corrections that
    ///   it replaces.
    private func save(
        _ picture: GrayImage, write: (_ png: [UInt8], _ name: String) throws -> (file: String, replaced: Int)
    ) throws(ServiceError) -> String {
        let file: String?
        do {
            let png = try encodePNG(picture)
            file = try count.withLock { count throws -> String? in
                let known = count ?? savedCount
                guard known < limit else { return nil }
                let (file, replaced) = try write(png, String(sha256(picture.pixels).prefix(16)))
                count = known - replaced + 1
                return file
            }
        } catch {
            logger.error("a correction could not be saved: \(error)")
            guard let error = error as? FileError, error.saysThatTheDiskIsFull else {
                throw .internalError("the correction could not be saved; the server's log says why")
            }
            throw ServiceError(status: .insufficientStorage, message: "the server's disk has no room for the correction")
        }
        guard let file else {
            throw ServiceError(
                status: .insufficientStorage,
                message: "\(limit) corrections are stored already; train with them")
        }
        return file
    }

    /// The number of corrections left by earlier servers: a picture for each digit, two files for each line.
    private var savedCount: Int {
        Self.labels.reduce(fileCount(in: "\(folder)/\(CorrectedLine.folderName)") / 2) { $0 + fileCount(in: "\(folder)/\($1)") }
    }
}

extension FileError {
    /// Whether the disk is full, or this user's quota.
    var saysThatTheDiskIsFull: Bool { [ENOSPC, EDQUOT].contains { FileError(path: path, code: $0) == self } }
}
