import DigitFiles

/// A file of pictures: an image file, or a document of many pages, at most one of which is held in memory at a time.
///
/// ```swift
/// let document = try ImageDocument(at: "scans.pdf")
/// for page in 0..<document.pageCount {
///     let numbers = try reader.read(encoded: document.page(page), name: document.name(ofPage: page))
/// }
/// ```
///
/// Pages of a PDF document that are scans (a JPEG, a fax or plain pixels, and nothing else on the page) are extracted unchanged.
/// All others are drawn at 300 dots per inch by `pdftoppm`, a program of poppler that is looked up in PATH. HEIC and AVIF are
/// decoded by libheif's `heif-convert`. Both run as separate processes, with limits of time and memory.
///
/// It may be used from several threads at once.
public final class ImageDocument: Sendable {
    /// The file's name in errors.
    public let name: String
    /// The number of pages, at least 1.
    public let pageCount: Int
    /// Whether its pages have numbers: PDF documents, and TIFF files of more than one page.
    public let hasPages: Bool

    /// Whether it is a PDF document, which shows pages and not single digits.
    package var isPDF: Bool { if case .pdf = content { true } else { false } }

    private enum Content {
        /// An image file whose bytes are used unchanged.
        case image(ByteSource)
        case tiff(TIFFPages)
        case pdf(PDFDocument)
        case heif(ByteSource)
    }
    private let content: Content

    /// A PDF document's mark may follow other bytes (ISO 32000-1, annex H.3.4.1).
    private static let startBytes = 1024

    /// Opens a file. It must not change while its pages are read.
    /// - Throws: `PhotoError` naming the file: unreadable, or a document that is damaged, encrypted or needs a missing program.
    public convenience init(at path: String) throws(PhotoError) {
        let file: RandomAccessFile
        do throws(FileError) { file = try RandomAccessFile(path) } catch {
            throw PhotoError(file: path, problem: .unreadable(error.problem))
        }
        try self.init(.file(file), name: path)
    }

    /// Opens the bytes of a file; otherwise like a path.
    /// - Parameter name: its name in errors.
    public convenience init(_ bytes: [UInt8], name: String) throws(PhotoError) {
        try self.init(.memory(bytes), name: name)
    }

    private init(_ source: ByteSource, name: String) throws(PhotoError) {
        self.name = name
        do throws(PhotoError.Problem) {
            switch ImageFormat(of: try source.read(at: 0, count: Self.startBytes)) {
            case .tiff:
                let pages = try TIFFPages(source)
                (content, pageCount, hasPages) = (.tiff(pages), pages.count, pages.count > 1)
            case .pdf:
                let document = try PDFDocument(source)
                (content, pageCount, hasPages) = (.pdf(document), document.pageCount, true)
            case .heif: (content, pageCount, hasPages) = (.heif(source), 1, false)
            default: (content, pageCount, hasPages) = (.image(source), 1, false)
            }
        } catch { throw PhotoError(file: name, problem: error) }
    }

    /// A page as an image file, for `decodeImage(_:name:pixelLimit:)` and its like.
    /// - Parameters:
    ///   - index: the page's index, from 0; below `pageCount`.
    ///   - pixelLimit: the most pixels that the caller accepts.
    /// - Throws: `PhotoError` naming the file and its page: unreadable, damaged, too large, or in need of a missing program.
    public func page(_ index: Int, pixelLimit: Int = defaultPixelLimit) throws(PhotoError) -> [UInt8] {
        precondition((0..<pageCount).contains(index), "a page below \(pageCount) expected, got \(index)")
        do throws(PhotoError.Problem) {
            switch content {
            case .image(let source): return try source.all()
            case .tiff(let pages): return try pages.file(ofPage: index)
            case .pdf(let document): return try document.imageFile(ofPage: index, pixelLimit: pixelLimit)
            case .heif(.file(let file)): return try OutsidePrograms.jpeg(ofHEIF: file.path)
            case .heif(.memory(let bytes)): return try OutsidePrograms.jpeg(ofHEIF: bytes)
            }
        } catch { throw PhotoError(file: name(ofPage: index), problem: error) }
    }

    /// A page's name in errors and results: the file's name, and the page's number from 1 if it has one.
    public func name(ofPage index: Int) -> String { hasPages ? "\(name) page \(index + 1)" : name }
}
