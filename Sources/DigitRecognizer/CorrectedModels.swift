import DigitFiles

/// The models that the corrections of a folder are for: a file beside them, with a line for each model.
package struct CorrectedModels: Equatable, Sendable {
    /// A model that was corrected.
    package enum Model: Equatable, Sendable {
        case bundled(BundledModel)
        /// A Keras file, by its whole path.
        case file(String)

        /// The model's text, usable where a file may be named: `bundled:digit_reader.h5`, or the path.
        package var reference: String {
            switch self {
            case .bundled(let model): "\(Self.bundledPrefix)\(model.name)"
            case .file(let path): path
            }
        }

        /// The model that a text refers to.
        package init(reference: String) {
            let name = reference.hasPrefix(Self.bundledPrefix) ? reference.dropFirst(Self.bundledPrefix.count) : nil
            if let model = name.flatMap({ BundledModel(rawValue: String($0)) }) {
                self = .bundled(model)
            } else {
                self = .file(reference)
            }
        }

        private static let bundledPrefix = "bundled:"
    }

    /// The name of the file.
    package static let fileName = "models.txt"
    private static let limit = 1 << 16

    /// The models, in the order in which they were first corrected.
    package private(set) var models: [Model] = []
    private let path: String

    /// The models that a folder of corrections names; empty if none were recorded.
    package init(folder: String) throws(FileError) {
        path = "\(folder)/\(Self.fileName)"
        guard try pathKind(path) != nil else { return }
        let text = String(decoding: try readFile(path, limit: Self.limit), as: UTF8.self)
        models = text.split(separator: "\n").map { Model(reference: String($0)) }
    }

    /// Records a model, if it is not there yet. The folder must exist.
    package mutating func add(_ model: Model) throws(FileError) {
        guard !models.contains(model), !model.reference.contains("\n") else { return }
        let text = (models + [model]).map { $0.reference + "\n" }.joined()
        guard text.utf8.count <= Self.limit else { throw FileError(path: path, problem: "too many models were corrected") }
        try writeFile(Array(text.utf8), to: path)
        models.append(model)
    }
}
