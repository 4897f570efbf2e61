import DigitFiles

/// The pictures for a command to read: files, all pictures in folders, and standard input.
package struct PictureInputs: Sendable {
    /// Paths as the user named them, `-` for standard input.
    package private(set) var paths: [String] = []
    /// The errors of paths that could not be listed.
    package private(set) var errors: [FileError] = []
    /// Whether there may be more than one, so that files must be named.
    package private(set) var isSeveral: Bool

    /// The file extensions that are read.
    private static let endings = [
        ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".pgm", ".pbm", ".ppm", ".pnm", ".pdf",
        ".heic", ".heif", ".avif",
    ]

    /// Files alone, not folders.
    package init(files: [String]) { (paths, isSeveral) = (files, files.count > 1) }

    package init(_ arguments: [String]) {
        isSeveral = arguments.count > 1
        for argument in arguments {
            do throws(FileError) {
                guard argument != "-", try pathKind(argument) == .folder else {
                    paths.append(argument)
                    continue
                }
                isSeveral = true
                let found = try FilesBelow(argument) { name in Self.endings.contains { name.lowercased().hasSuffix($0) } }
                paths += found.files
                errors += found.errors
                if found.files.isEmpty { errors.append(FileError(path: argument, problem: "no pictures in this folder")) }
            } catch { errors.append(error) }
        }
    }
}

/// A picture to be read: a page of a document, or the error in its place.
package struct PictureInput: Sendable {
    /// The file as the user named it, `-` for standard input.
    package let file: String
    /// The page's index, from 0.
    package let page: Int
    package let document: Result<ImageDocument, any Error>

    /// The page's number from 1, if it has one.
    package var pageNumber: Int? { (try? document.get())?.hasPages == true ? page + 1 : nil }

    /// Its name in results.
    package var name: String { pageNumber.map { "\(file) page \($0)" } ?? file }
}

extension PictureInputs: Sequence {
    /// All pages of all files. A document is opened when its turn comes.
    package func makeIterator() -> AnyIterator<PictureInput> {
        var files = paths.makeIterator()
        var current: (file: String, document: ImageDocument)?
        var page = 0
        return AnyIterator {
            if let current, page + 1 < current.document.pageCount {
                page += 1
                return PictureInput(file: current.file, page: page, document: .success(current.document))
            }
            guard let file = files.next() else { return nil }
            let document = Result { try Self.open(file) }
            (current, page) = ((try? document.get()).map { (file, $0) }, 0)
            return PictureInput(file: file, page: 0, document: document)
        }
    }

    /// The number of all pages. Opens those files that may have several; the others count as one.
    package var pageCount: Int {
        paths.reduce(0) { count, path in
            let mayHaveSeveral = [".pdf", ".tif", ".tiff"].contains { path.lowercased().hasSuffix($0) }
            return count + (mayHaveSeveral ? (try? ImageDocument(at: path))?.pageCount ?? 1 : 1)
        }
    }

    private static func open(_ path: String) throws -> ImageDocument {
        guard path == "-" else { return try ImageDocument(at: path) }
        return try ImageDocument(try readStandardInput(limit: defaultFileLimit), name: "standard input")
    }
}
