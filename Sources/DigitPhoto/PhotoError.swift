/// Why a file could not be read as an image.
public struct PhotoError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong with it.
    public enum Problem: Equatable, Sendable {
        /// The file cannot be opened or read, or is too large; the text says which.
        case unreadable(String)
        /// The file has no bytes.
        case empty
        /// The bytes are something else: "a PDF document", "text".
        case notAnImage(found: String)
        /// An image, but of an unsupported kind; the text says which.
        case unsupported(String)
        /// More pixels than `limit`.
        case tooLarge(width: Int, height: Int, limit: Int)
        /// The file ends too early; the text says where.
        case truncated(String)
        /// The bytes contradict the format; the text says how.
        case damaged(String)
    }

    /// The file's name or path as the caller gave it.
    public var file: String
    /// What is wrong.
    public var problem: Problem

    /// One line: the file, what was expected and what came.
    public var description: String { "\(file): \(problem)" }
}

extension PhotoError.Problem: CustomStringConvertible {
    /// One line without the file's name.
    public var description: String {
        switch self {
        case .unreadable(let text), .unsupported(let text): text
        case .empty: "an image expected, the file is empty (0 bytes)"
        case .notAnImage(let found): "an image (PNG, JPEG, BMP, PBM, PGM, PPM, TIFF or WebP) expected, found \(found)"
        case .tooLarge(let width, let height, let limit):
            "\(width)x\(height) pixels are \(megapixels(width, height)) megapixels, at most \(megapixels(limit, 1)) are read"
        case .truncated(let text): "truncated \(text)"
        case .damaged(let text): "damaged \(text)"
        }
    }

    /// Millions of pixels, rounded up to one decimal so that a size over a limit never looks like the limit.
    private func megapixels(_ width: Int, _ height: Int) -> String {
        let tenths = Int((Double(width) * Double(height) / 1e5).rounded(.up))
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}
