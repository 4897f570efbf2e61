import DigitFiles
import DigitForms
import DigitReader
import DigitRecognizer
import Synchronization

/// A served form.
struct ServedForm: Sendable {
    /// Its name in the API.
    let name: String
    /// Reads its sheets.
    let reader: FormReader

    var form: Form { reader.forms[0] }
}

/// The served forms: files given when the server was started, and those of a folder, which the page may save to.
final class FormRepository: Sendable {
    /// The folder that forms are saved to, if any.
    let folder: String?
    private let sources: [FormSource]
    private let limit, pixelLimit: Int
    private let forms: Mutex<[ServedForm]>
    /// Forms are saved one at a time.
    private let saving = Mutex(())

    /// Reads the forms.
    /// - Throws: `RecognizerError` naming the first file that cannot be used.
    init(_ settings: ServerSettings, model: NumbersModel) throws(RecognizerError) {
        (sources, folder, limit) = (settings.forms, settings.formFolder, settings.limits.forms)
        pixelLimit = settings.limits.allFormPixels
        forms = Mutex(try Self.load(settings.forms, folder: settings.formFolder, limit: settings.limits.forms, model: model))
    }

    /// Reads all files again.
    /// - Throws: `RecognizerError` naming the first file that cannot be used; all forms then stay as they were.
    func reload(model: NumbersModel) throws(RecognizerError) {
        try saving.withLock { _ throws(RecognizerError) in
            let new = try Self.load(sources, folder: folder, limit: limit, model: model)
            forms.withLock { $0 = new }
        }
    }

    /// All forms, those of the command line first.
    var all: [ServedForm] { forms.withLock { $0 } }

    /// - Throws: `ServiceError` 404 if there is no form of that name.
    func form(named name: String) throws(ServiceError) -> ServedForm {
        guard let form = all.first(where: { $0.name == name }) else { throw .notFound("unknown form: \(name)") }
        return form
    }

    /// Saves a form into the folder, and serves it from now on.
    /// - Parameter replaces: whether an existing form of that name may be replaced.
    /// - Throws: `ServiceError`: 409 if there is one, or it was given on the command line; 507 if there are too many, or their
    ///   pictures have too many pixels together. `FileError` if it cannot be written.
    func save(_ new: ServedForm, text: String, into folder: String, replaces: Bool) throws {
        try saving.withLock { _ in
            let path = "\(folder)/\(new.name).form"
            guard !sources.contains(where: { $0.name == new.name }) else {
                throw ServiceError(status: .conflict, message: "name: the form \(new.name) was given when the server was started")
            }
            let isServed = all.contains { $0.name == new.name }
            guard !isServed || fileExists(path) else {
                throw ServiceError(status: .conflict, message: "name: the form \(new.name) is in a file of another name")
            }
            let isThere = isServed || fileExists(path)
            guard !isThere || replaces else {
                throw ServiceError(status: .conflict, message: "name: there is a form \(new.name); replace=1 replaces it")
            }
            guard isThere || all.count < limit else {
                throw ServiceError(status: .insufficientStorage, message: "\(limit) forms are stored already")
            }
            let others = all.filter { $0.name != new.name }.reduce(0) { $0 + $1.form.reference.pixels.count }
            guard others + new.form.reference.pixels.count <= pixelLimit else {
                throw ServiceError(
                    status: .insufficientStorage,
                    message: "at most \(pixelLimit) pixels in the pictures of all forms expected, "
                        + "got \(new.form.reference.pixels.count) beside \(others) of forms that are stored already")
            }
            try makeFolders(folder)
            try writeFile(Array(text.utf8), to: path)
            forms.withLock { forms in
                forms.removeAll { $0.name == new.name }
                forms.append(new)
            }
        }
    }

    private static func load(
        _ sources: [FormSource], folder: String?, limit: Int, model: NumbersModel
    ) throws(RecognizerError) -> [ServedForm] {
        let all = try sources + saved(in: folder)
        guard all.count <= limit else { throw RecognizerError("at most \(limit) forms expected, got \(all.count)") }
        var forms: [ServedForm] = []
        for source in all {
            guard !forms.contains(where: { $0.name == source.name }) else {
                throw RecognizerError("\(source.file): a unique name expected, another form is named \"\(source.name)\"")
            }
            do throws(FormError) {
                let form = try Form(contentsOf: source.file)
                forms.append(ServedForm(name: source.name, reader: try FormReader(forms: [form], model: model)))
            } catch {
                let text = "\(error)"
                throw RecognizerError(text.hasPrefix(source.file) ? text : "\(source.file): \(text)")
            }
        }
        return forms
    }

    /// The form files of a folder, which need not exist yet.
    private static func saved(in folder: String?) throws(RecognizerError) -> [FormSource] {
        guard let folder, fileExists(folder) else { return [] }
        let found: FilesBelow
        do throws(FileError) {
            found = try FilesBelow(folder) { name in name.hasSuffix(".form") || name.hasSuffix(".form.json") }
        } catch { throw RecognizerError("\(error)") }
        if let error = found.errors.first { throw RecognizerError("\(error)") }
        var sources: [FormSource] = []
        for file in found.files.sorted() {
            do throws(RecognizerError) { sources.append(try FormSource(file: file)) } catch {
                throw RecognizerError("\(file): \(error)")
            }
        }
        return sources
    }
}
