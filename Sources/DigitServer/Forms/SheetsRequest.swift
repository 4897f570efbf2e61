import DigitDecoding
import DigitForms
import DigitPhoto

/// A request to read sheets.
struct SheetsRequest: Sendable {
    /// The pictures' files.
    let pictures: [Multipart.File]
    /// The form's file, if the request has one.
    let form: [UInt8]?
    /// The page of a document, from 1; nil for all.
    let page: Int?
    /// Whether the numbers of the lists are assigned to the sheets of this request; false if it is only a part of a stack.
    let isStack: Bool
    private let lists, previous: [Multipart.File]

    /// The name of the form file's part, and the prefixes of the parts with lists and earlier readings.
    private static let formPart = "form", listPart = "among.", previousPart = "previous."
    /// The limit on all lists together, and on all earlier readings, in bytes: a million numbers of most kinds.
    private static let longestList = 16 << 20

    /// Parses a body that is a picture or a document, or has parts: pictures, `form`, and `among.FIELD` or `previous.FIELD` for
    /// fields.
    /// - Throws: `ServiceError`: 400 if the request is malformed, 413 if the lists are too long.
    init(_ request: ServerRequest) throws(ServiceError) {
        let body = try request.unpackedBody()
        let names = [Multipart.picture, Self.formPart, Self.listPart, Self.previousPart]
        if let files = try Multipart.files(in: body, contentType: request.header("Content-Type"), names: names) {
            let forms = files.filter { $0.field == Self.formPart }
            guard forms.count <= 1 else { throw .badRequest("form: one file expected, got \(forms.count)") }
            form = forms.first?.bytes
            lists = files.filter { $0.field.hasPrefix(Self.listPart) }
            previous = files.filter { $0.field.hasPrefix(Self.previousPart) }
            pictures = files.filter { $0.field == Multipart.picture }
        } else {
            (form, lists, previous) = (nil, [], [])
            pictures = [Multipart.File(field: "", fileName: "picture", bytes: body)]
        }
        for (name, files) in [("among", lists), ("previous", previous)] {
            let length = files.reduce(0) { $0 + $1.bytes.count }
            guard length <= Self.longestList else {
                throw .tooLarge("\(name): at most \(Self.longestList) bytes expected, got \(length)")
            }
        }
        guard !pictures.isEmpty else { throw .badRequest("a picture expected, got none") }
        (page, isStack) = try Self.query(request.head.uri)
        if page != nil, pictures.count != 1 { throw .badRequest("page: one picture expected beside it, got \(pictures.count)") }
    }

    private static func query(_ address: String) throws(ServiceError) -> (page: Int?, isStack: Bool) {
        var values: [String: String] = [:]
        for (name, value) in RequestTarget.pairs(of: address) {
            guard ["page", "assign"].contains(name), values[name] == nil else {
                throw .badRequest("page or assign, each given once, expected, got \(name)")
            }
            values[name] = value
        }
        let (page, assign) = (values["page"], values["assign"] ?? "1")
        let number = page.flatMap { Int($0) }
        if let page, number ?? 0 < 1 { throw .badRequest("page: a number from 1 expected, got \(page)") }
        guard ["0", "1"].contains(assign) else { throw .badRequest("assign: 0 or 1 expected, got \(assign)") }
        return (number, assign == "1")
    }

    /// The valid numbers by field, and notes about them for the user.
    /// - Throws: `ServiceError` 400 that says what is wrong.
    func numbers() throws(ServiceError) -> (lists: [String: NumberList], notes: [String]) {
        var (lists, notes): ([String: NumberList], [String]) = ([:], [])
        for part in self.lists {
            let field = String(part.field.dropFirst(Self.listPart.count))
            guard lists[field] == nil else { throw .badRequest("among.\(field): one file expected, got several") }
            do throws(DecodingError) {
                let file = try NumberListFile(part.bytes, name: part.fileName)
                lists[field] = file.list
                notes += file.notes.map { "\(part.fileName): \($0)" }
            } catch { throw .badRequest("among.\(field): \(error)") }
        }
        return (lists, notes)
    }

    /// The earlier readings by field, and notes about them for the user.
    /// - Throws: `ServiceError` 400 that says what is wrong.
    func earlierReadings() throws(ServiceError) -> (previous: [String: PreviousReadings], notes: [String]) {
        var (result, notes): ([String: PreviousReadings], [String]) = ([:], [])
        for part in previous {
            let field = String(part.field.dropFirst(Self.previousPart.count))
            guard result[field] == nil else { throw .badRequest("previous.\(field): one file expected, got several") }
            do throws(FormError) {
                let readings = try PreviousReadings(part.bytes, name: part.fileName)
                result[field] = readings
                notes += readings.notes.map { "\(part.fileName): \($0)" }
            } catch { throw .badRequest("previous.\(field): \(error)") }
        }
        return (result, notes)
    }

    /// The pages to read.
    /// - Parameter most: the most pages.
    /// - Throws: `ServiceError`: 400 for a document that is damaged or has no such page, 413 for too many pages.
    func pages(most: Int) throws(ServiceError) -> [SheetPage] {
        var pages: [SheetPage] = []
        for picture in pictures {
            let document = try PictureDecoder.document(picture.bytes, name: picture.fileName)
            if let page {
                guard page <= document.pageCount else {
                    throw .badRequest("page: a number from 1 to \(document.pageCount) expected, got \(page)")
                }
                return [SheetPage(file: picture.fileName, document: document, index: page - 1)]
            }
            guard pages.count + document.pageCount <= most else {
                throw .tooLarge("at most \(most) pages in a request expected, got more; ask for one with page=")
            }
            pages += (0..<document.pageCount).map { SheetPage(file: picture.fileName, document: document, index: $0) }
        }
        return pages
    }
}

/// A page of a request.
struct SheetPage: Sendable {
    let file: String
    let document: ImageDocument
    /// The page's index, from 0.
    let index: Int
}
