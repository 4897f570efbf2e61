import DigitRecognizer

/// A model to be served: its name and origin.
package struct ModelSource: Equatable, Sendable {
    /// The origin of a model.
    package enum Origin: Equatable, Sendable {
        case bundled(BundledModel)
        /// A Keras file.
        case file(String)
    }

    /// Its name in the API.
    package let name: String
    /// Its origin.
    package let origin: Origin

    /// The models that are served by default: the one for handwriting, and the one of the well-known Keras example.
    package static let bundled = [
        ModelSource(name: "digits", origin: .bundled(.reader)), ModelSource(name: "mnist", origin: .bundled(.mnist)),
    ]

    private init(name: String, origin: Origin) {
        self.name = name
        self.origin = origin
    }

    /// Parses `NAME=FILE`, or `FILE`, whose name without folders and extension is then the model's.
    /// - Throws: `RecognizerError` if there is no file, or the name has characters other than letters, digits, `_`, `-` and `.`,
    ///   which need no escaping in paths.
    package init(_ argument: String) throws(RecognizerError) {
        let named = try NamedFile(argument, kind: "a model")
        self.init(name: named.name, origin: .file(named.file))
    }
}
