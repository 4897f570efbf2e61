import DigitRecognizer

/// A served file and its name in the API.
struct NamedFile: Equatable, Sendable {
    let name: String
    let file: String

    private static let longestName = 100

    /// Parses `NAME=FILE`, or `FILE`, whose name without folders and some extensions is then the name.
    /// - Parameters:
    ///   - kind: what it names, for errors, such as "a model".
    ///   - endings: the extensions that are removed from a file's name; nil for any.
    /// - Throws: `RecognizerError` if there is no file, or the name is not valid.
    init(_ argument: String, kind: String, endings: [String]? = nil) throws(RecognizerError) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        file = String(parts[parts.count - 1])
        name = parts.count == 2 ? String(parts[0]) : Self.stem(of: file, endings: endings)
        guard !file.isEmpty else { throw RecognizerError("a file expected, got \"\(argument)\"") }
        guard Self.isName(name) else {
            throw RecognizerError(
                "a name of letters, digits, _, - and ., which does not begin with a dot, expected, got \"\(name)\"; "
                    + "NAME=FILE names \(kind)")
        }
    }

    /// Whether a name consists of letters, digits, `_`, `-` and `.`, which need no escaping in paths, and is not that of a hidden
    /// file.
    static func isName(_ name: String) -> Bool {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        return isPlain && !name.isEmpty && !name.hasPrefix(".") && name.utf8.count <= longestName
    }

    /// A file's name without folders and extension.
    static func stem(of file: String, endings: [String]? = nil) -> String {
        var name = file.split(separator: "/").last ?? ""
        guard let endings else {
            guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return String(name) }
            return String(name[..<dot])
        }
        for ending in endings where name.hasSuffix(ending) && name.count > ending.count { name = name.dropLast(ending.count) }
        return String(name)
    }
}
