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
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let file = String(parts[parts.count - 1])
        let name = parts.count == 2 ? String(parts[0]) : Self.stem(of: file)
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard !file.isEmpty else { throw RecognizerError("a file expected, got \"\(argument)\"") }
        guard isPlain, !name.isEmpty, !name.hasPrefix(".") else {
            throw RecognizerError(
                "a name of letters, digits, _, - and ., which does not begin with a point, expected, got \"\(name)\"; "
                    + "NAME=FILE names a model")
        }
        self.init(name: name, origin: .file(file))
    }

    /// A file's name without folders and extension.
    static func stem(of file: String) -> String {
        let name = file.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return String(name) }
        return String(name[..<dot])
    }
}
