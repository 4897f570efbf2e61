/// A model to be served: its name and the Keras file that it is in.
package struct ModelSource: Equatable, Sendable {
    /// What clients call it.
    package let name: String
    /// The file; nil for the bundled model.
    package let file: String?

    /// The bundled model under the name `digits`.
    package static let bundled = ModelSource(name: "digits", file: nil)

    private init(name: String, file: String?) {
        self.name = name
        self.file = file
    }

    /// Reads `NAME=FILE`, or `FILE`, whose name without folders and extension is then the model's.
    ///
    /// Nil if the name is not made of letters, digits, `_`, `-` and `.`, which need no escaping in addresses.
    package init?(_ argument: String) {
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
        guard isPlain, !name.isEmpty, !name.hasPrefix("."), !file.isEmpty else { return nil }
        self.init(name: name, file: file)
    }

    private static func stem(of file: String) -> String {
        let name = file.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return String(name) }
        return String(name[..<dot])
    }
}
