import DigitRecognizer

/// A model to be served: its name and where it is from.
package struct ModelSource: Equatable, Sendable {
    /// Where a model is from.
    package enum Origin: Equatable, Sendable {
        case bundled(BundledModel)
        /// A Keras file.
        case file(String)
    }

    /// What clients call it.
    package let name: String
    /// Where it is from.
    package let origin: Origin

    /// The models that are served if none are named: the one for handwriting, and the one of the well-known Keras example.
    package static let bundled = [
        ModelSource(name: "digits", origin: .bundled(.reader)), ModelSource(name: "mnist", origin: .bundled(.mnist)),
    ]

    private init(name: String, origin: Origin) {
        self.name = name
        self.origin = origin
    }

    /// Reads `NAME=FILE`, or `FILE`, whose name without folders and extension is then the model's.
    /// - Throws: `RecognizerError` if there is no file, or the name is not made of letters, digits, `_`, `-` and `.`, which need no escaping
    ///   in addresses.
    package init(_ argument: String) throws(RecognizerError) {
        let named = try NamedFile(argument, kind: "a model")
        self.init(name: named.name, origin: .file(named.file))
    }
}
