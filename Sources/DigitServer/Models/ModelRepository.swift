import DigitFiles
import DigitImage
import DigitInput
import DigitKeras
import DigitRecognizer
import Synchronization

/// The served models. Reloading replaces them all at once; requests under way keep those that they have.
final class ModelRepository: Sendable {
    private struct Contents {
        /// The versions of each model, the latest last.
        var models: [String: [ServedModel]]
        /// The names in the order of the command line.
        var names: [String]
        /// The reader of pages.
        let reader: ServedReader
    }

    private let sources: [ModelSource]
    private let readerFile: String?
    private let inputRange: InputRange?
    private let batching: BatchLimits
    private let contents: Mutex<Contents>

    /// Reads the models.
    /// - Throws: `RecognizerError` naming the first file that cannot be used.
    init(_ settings: ServerSettings) throws(RecognizerError) {
        sources = settings.models.isEmpty ? ModelSource.bundled : settings.models
        readerFile = settings.reader
        inputRange = settings.inputRange
        batching = settings.batching
        let reader = try ServedReader(readerFile)
        contents = Mutex(try Self.load(sources, reader: reader, inputRange: inputRange, batching: batching))
    }

    /// Reads all files again.
    /// - Parameter prepare: runs before the models are replaced, with the new page reader; its failure keeps the old ones.
    /// - Throws: `RecognizerError` naming the first file that cannot be used; all models then stay as they were.
    func reload(_ prepare: (ServedReader) throws(RecognizerError) -> Void) throws(RecognizerError) {
        let reader = try ServedReader(readerFile)
        let new = try Self.load(sources, reader: reader, inputRange: inputRange, batching: batching)
        try prepare(reader)
        contents.withLock { $0 = new }
    }

    /// The models in the order of the command line, each with its versions.
    var all: [ServedModel] { contents.withLock { contents in contents.names.flatMap { contents.models[$0] ?? [] } } }

    /// The reader of pages.
    var reader: ServedReader { contents.withLock { $0.reader } }

    /// A model, the first one if no name is given, in its latest version if none is given.
    /// - Throws: `ServiceError` 404 if there is none.
    func model(named name: String? = nil, version: String? = nil) throws(ServiceError) -> ServedModel {
        let found = contents.withLock { contents in contents.models[name ?? contents.names[0]] }
        guard let versions = found, let latest = versions.last else {
            throw .notFound("unknown model: \(name ?? "")")
        }
        guard let version else { return latest }
        guard let model = versions.first(where: { String($0.version) == version }) else {
            throw .notFound("model \(latest.name): version \(version) expected among \(jsonText(latest.versions))")
        }
        return model
    }

    /// The origin of the model with a name, for its corrections: the first one if no name is given, in its latest version.
    /// - Throws: `ServiceError` 404 if there is none.
    func correctedModel(named name: String?) throws(ServiceError) -> CorrectedModels.Model {
        let name = try model(named: name).name
        return switch sources.last(where: { $0.name == name })?.origin {
        case .file(let path): Self.corrected(path)
        case .bundled(let model): .bundled(model)
        case nil: throw .notFound("unknown model: \(name)")
        }
    }

    /// The model that reads pages, as recorded with corrected lines.
    var correctedReader: CorrectedModels.Model { readerFile.map(Self.corrected) ?? .bundled(.numbers) }

    private static func corrected(_ path: String) -> CorrectedModels.Model { .file((try? absolutePath(path)) ?? path) }

    private static func load(
        _ sources: [ModelSource], reader: ServedReader, inputRange: InputRange?, batching: BatchLimits
    ) throws(RecognizerError) -> Contents {
        var contents = Contents(models: [:], names: [], reader: reader)
        for source in sources {
            let recognizer =
                switch source.origin {
                case .file(let file): try recognizer(contentsOf: file, inputRange: inputRange)
                case .bundled(let model): try DigitRecognizer(model: try model.load())
                }
            let count = sources.count { $0.name == source.name }
            let earlier = contents.models[source.name] ?? []
            if earlier.isEmpty { contents.names.append(source.name) }
            contents.models[source.name] =
                earlier + [
                    ServedModel(
                        name: source.name, version: earlier.count + 1, versions: Array(1...count), recognizer: recognizer,
                        batching: batching)
                ]
        }
        return contents
    }

    /// A model that has answered once, to an empty picture: weights that are not numbers are found before any client encounters
    /// them.
    private static func recognizer(contentsOf file: String, inputRange: InputRange?) throws(RecognizerError) -> DigitRecognizer {
        let recognizer = try DigitRecognizer(contentsOf: file, inputRange: inputRange)
        let side = DigitNormalizer.fieldSize
        let blank = GrayImage(width: side, height: side, pixels: [UInt8](repeating: 0, count: side * side))
        do throws(RecognizerError) { _ = try recognizer.recognize(normalized: blank) } catch {
            throw RecognizerError("\(file): \(error)")
        }
        return recognizer
    }
}
