import DigitRecognizer

/// The name and the file of a form to be served.
package struct FormSource: Equatable, Sendable {
    /// Its name in the API.
    package let name: String
    /// The form file.
    package let file: String

    /// The extensions of form files.
    static let endings = [".json", ".form"]

    /// Parses `NAME=FILE`, or `FILE`, whose name without folders, `.json` and `.form` is then the form's.
    /// - Throws: `RecognizerError` if there is no file, or the name has characters other than letters, digits, `_`, `-` and `.`.
    package init(_ argument: String) throws(RecognizerError) {
        let named = try NamedFile(argument, kind: "a form", endings: Self.endings)
        (name, file) = (named.name, named.file)
    }

    /// A file of a folder: its path may have any characters, its name is the form's.
    init(file: String) throws(RecognizerError) {
        (name, self.file) = (NamedFile.stem(of: file, endings: Self.endings), file)
        guard NamedFile.isName(name) else {
            throw RecognizerError("a name of letters, digits, _, - and . expected, got \"\(name)\"")
        }
    }
}
