import DigitDecoding
import DigitFiles
import DigitPhoto
import DigitReader

/// Reads one picture, from its file to its numbers.
struct PictureReader: Sendable {
    /// The reading of a picture.
    struct Result: Sendable {
        var page: PageReading
        /// Notes for the user, one line each.
        var notes: [String]
    }

    let reader: DigitReader
    let constraint: NumberConstraint?
    let pixelLimit: Int
    /// The destination of the annotated picture.
    let annotated: String?

    func read(_ input: PictureInput) throws -> Result {
        let document = try input.document.get()
        let name = document.name(ofPage: input.page)
        guard annotated == nil || document.pageCount == 1 else {
            throw FileError(path: document.name, problem: "--annotate takes one page, the document has \(document.pageCount)")
        }
        let bytes = try document.page(input.page, pixelLimit: pixelLimit)
        // A picture to be annotated is decoded at its full size, and read at that size too.
        let image = try annotated.map { _ in try decodeColorImage(bytes, name: name, pixelLimit: pixelLimit) }
        let page =
            try image.map { image in try naming(name) { try reader.read(image, constraint: constraint) } }
            ?? reader.read(encoded: bytes, name: name, constraint: constraint, pixelLimit: pixelLimit)
        if let annotated, let image { try writeFile(try encodePNG(try page.annotated(image)), to: annotated) }
        return Result(page: page, notes: notes(on: page).map { "\(name): \($0)" })
    }

    private func notes(on page: PageReading) -> [String] {
        var notes: [String] = []
        if page.turn != 0 { notes.append("turned by \(page.turn) degrees before it was read") }
        if page.omittedLines > 0 {
            notes.append("\(page.omittedLines) smaller lines were skipped: at most 400 are read on a page")
        }
        return notes
    }
}
