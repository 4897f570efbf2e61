import DigitFiles
import Synchronization

/// A PDF document, page by page: scans are extracted unchanged, all else is drawn by another program.
final class PDFDocument: Sendable {
    let pageCount: Int
    private let source: ByteSource
    /// Nil if the document is not understood here.
    private let scans: (file: PDFFile, pages: [PDFPage])?
    /// The document as a file for the other program, if it is not one already.
    private let copy = Mutex<TemporaryFile?>(nil)

    init(_ source: ByteSource) throws(PhotoError.Problem) {
        self.source = source
        let budget = PDFBudget.opening(size: source.count)
        if let file = PDFFile(source, budget: budget), let pages = file.pages() {
            scans = (file, pages)
            pageCount = pages.count
        } else {
            try budget.check()
            scans = nil
            pageCount = try OutsidePrograms.pageCount(ofPDF: Self.path(of: source, copy))
        }
    }

    /// A page as an image file.
    func imageFile(ofPage index: Int, pixelLimit: Int) throws(PhotoError.Problem) -> [UInt8] {
        if let scans {
            let file = scans.file.forOnePage()
            if let scan = try PDFScan(scans.pages[index], in: file), let picture = try scan.imageFile(pixelLimit: pixelLimit) {
                return picture
            }
            try file.budget.check()
        }
        return try OutsidePrograms.draw(page: index, ofPDF: Self.path(of: source, copy), pixelLimit: pixelLimit)
    }

    private static func path(of source: ByteSource, _ copy: borrowing Mutex<TemporaryFile?>) throws(PhotoError.Problem) -> String
    {
        switch source {
        // A name that begins with a hyphen would be taken as an option.
        case .file(let file): return file.path.hasPrefix("-") ? "./\(file.path)" : file.path
        case .memory(let bytes):
            let made = copy.withLock { copy -> Result<TemporaryFile, FileError> in
                if let copy { return .success(copy) }
                let result = Result { () throws(FileError) in try TemporaryFile(bytes, suffix: ".pdf") }
                copy = try? result.get()
                return result
            }
            do throws(FileError) { return try made.get().path } catch { throw .unreadable("\(error)") }
        }
    }
}
