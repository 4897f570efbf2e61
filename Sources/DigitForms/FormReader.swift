import DigitDecoding
import DigitFiles
import DigitImage
import DigitPhoto
import DigitReader
import DigitRecognizer

/// Reads filled-in sheets of a form.
///
/// ```swift
/// let reader = try FormReader(forms: [try Form(contentsOf: "exam.form")], model: try NumbersModel())
/// let sheet = try reader.read(contentsOf: "scan.png")
/// for field in sheet.fields { print(field.name, field.value, field.state) }
/// ```
///
/// It may be used from several threads at once.
public final class FormReader: Sendable {
    /// The forms that a sheet may belong to.
    public let forms: [Form]
    /// The model that reads the fields.
    public let model: NumbersModel
    private let registration: PageRegistration
    /// The reader of single digits, loaded once: a server makes a form reader for each form that a client sends.
    private static let recognizer = Result { () throws(RecognizerError) in try DigitRecognizer() }
    let sheets: [SheetReader]
    /// The lengths of the lists, by field name.
    package let listCounts: [String: Int]

    /// A reader for the given forms.
    ///
    /// - Parameters:
    ///   - forms: the forms that a sheet may belong to; at least one.
    ///   - model: the model that reads the fields; digits in boxes are also read by the bundled model for single digits.
    ///   - lists: for names of fields, the numbers that are valid in a stack.
    ///   - previous: for names of fields with a rule `previous`, the earlier readings.
    /// - Throws: `FormError` if there are no forms, two have the same name, one has too little print to be recognized, a list is for no
    ///   field, a form has codes and the program that reads them is not installed, or the package was built without its model for digits.
    public init(
        forms: [Form], model: NumbersModel, lists: [String: NumberList] = [:], previous: [String: PreviousReadings] = [:]
    ) throws(FormError) {
        guard !forms.isEmpty else { throw FormError("at least one form expected") }
        var names: Set<String> = []
        for form in forms where !names.insert(form.name).inserted {
            throw FormError("forms: different names expected, two are named \"\(form.name)\"")
        }
        try Self.check(lists, previous, forms)
        try Self.checkPrograms(forms)
        (self.forms, self.model) = (forms, model)
        let recognizer: DigitRecognizer
        do throws(RecognizerError) { recognizer = try Self.recognizer.get() } catch { throw FormError("\(error)") }
        var (matchers, sheets): ([FormMatcher], [SheetReader]) = ([], [])
        for form in forms {
            matchers.append(try FormMatcher(form))
            sheets.append(
                try SheetReader(form, model: model, recognizer: recognizer, lists: lists, previous: previous))
        }
        registration = PageRegistration(matchers: matchers)
        self.sheets = sheets
        listCounts = lists.mapValues(\.count)
    }

    private init(_ other: FormReader, sheets: [SheetReader], listCounts: [String: Int]) {
        (forms, model, registration) = (other.forms, other.model, other.registration)
        (self.sheets, self.listCounts) = (sheets, listCounts)
    }

    /// A reader for the same forms with other lists: the forms' print is not analyzed again.
    /// - Parameters:
    ///   - lists: for names of fields, the numbers that are valid in a stack.
    ///   - previous: for names of fields with a rule `previous`, the earlier readings.
    /// - Throws: `FormError` if a list is for no field, or a field allows none of its numbers.
    public func among(
        _ lists: [String: NumberList], previous: [String: PreviousReadings] = [:]
    ) throws(FormError) -> FormReader {
        try Self.check(lists, previous, forms)
        var sheets: [SheetReader] = []
        for sheet in self.sheets { sheets.append(try sheet.among(lists, previous: previous)) }
        return FormReader(self, sheets: sheets, listCounts: lists.mapValues(\.count))
    }

    private static func check(
        _ lists: [String: NumberList], _ previous: [String: PreviousReadings], _ forms: [Form]
    ) throws(FormError) {
        for name in previous.keys.sorted() where !forms.contains(where: { $0.hasPrevious(name) }) {
            throw FormError("previous: there is no rule \"previous\" about a field \"\(name)\"")
        }
        for name in lists.keys.sorted() where !forms.contains(where: { $0.field(named: name)?.kind.isMarks == false }) {
            throw FormError("list: there is no field \"\(name)\" with a number")
        }
    }

    /// Checks that the programs that the forms need are installed, before any sheet is read.
    private static func checkPrograms(_ forms: [Form]) throws(FormError) {
        guard !PrintedCodeReader.isInstalled else { return }
        for form in forms {
            guard let field = form.fields.first(where: { $0.kind == .code }) else { continue }
            throw FormError("form \"\(form.name)\": field \"\(field.name)\": \(PrintedCodeReader.advice)")
        }
    }

    /// Reads an image file.
    /// - Throws: `FormError` naming the file if it is not an image, too large or damaged.
    public func read(contentsOf path: String, pixelLimit: Int = defaultPixelLimit) throws(FormError) -> SheetReading {
        let bytes: [UInt8]
        do throws(FileError) { bytes = try readFile(path, limit: defaultFileLimit) } catch { throw FormError("\(error)") }
        return try read(encoded: bytes, name: path, pixelLimit: pixelLimit)
    }

    /// Reads a page of a document, or a picture.
    /// - Parameter index: the page's index, from 0; below the document's `pageCount`.
    /// - Throws: `FormError` naming the file and its page if it is not an image, too large or damaged.
    public func read(page index: Int, of document: ImageDocument, pixelLimit: Int = defaultPixelLimit) throws(FormError)
        -> SheetReading
    {
        let bytes: [UInt8]
        do throws(PhotoError) { bytes = try document.page(index, pixelLimit: pixelLimit) } catch { throw FormError("\(error)") }
        return try read(encoded: bytes, name: document.name(ofPage: index), pixelLimit: pixelLimit)
    }

    /// Reads the bytes of an image file.
    /// - Throws: `FormError` with `name` if it is not an image, too large or damaged.
    public func read(encoded bytes: [UInt8], name: String, pixelLimit: Int = defaultPixelLimit) throws(FormError)
        -> SheetReading
    {
        let image: GrayImage
        do throws(PhotoError) { image = try decodeImage(bytes, name: name, pixelLimit: pixelLimit) } catch {
            throw FormError("\(error)")
        }
        do throws(FormError) { return try read(image) } catch { throw FormError("\(name): \(error)") }
    }

    /// Reads a gray picture of a sheet with dark ink; a negative of such a sheet is inverted first.
    /// - Throws: `FormError` if it is smaller than `Form.leastSide`.
    public func read(_ image: GrayImage) throws(FormError) -> SheetReading {
        guard min(image.width, image.height) >= Form.leastSide else {
            throw FormError("a picture of at least \(Form.leastSide) pixels a side expected, got \(image.width)x\(image.height)")
        }
        let page = PagePyramid(image)
        let sheet = try read(page)
        guard sheet.map == nil, PaperCheck.isDark(page) else { return sheet }
        let negative = try read(PagePyramid(image.inverted))
        return negative.map == nil ? sheet : negative
    }

    private func read(_ page: PagePyramid) throws(FormError) -> SheetReading {
        let found = registration.register(page)
        guard let found, found.fit.score >= FormMatcher.leastScore else {
            return SheetReading(
                state: PaperCheck.isBlank(page) ? .blank : .otherForm, form: found.map { forms[$0.form].name },
                registrationScore: found?.fit.score ?? 0)
        }
        return try sheets[found.form].read(page, found)
    }
}

extension Form {
    /// Whether a rule compares a field, or a field of a table's column, with earlier readings.
    fileprivate func hasPrevious(_ name: String) -> Bool {
        let judged = Set(rules.compactMap(\.judged))
        return fields.contains { ($0.name == name || $0.row?.column == name) && judged.contains($0.name) }
    }
}
