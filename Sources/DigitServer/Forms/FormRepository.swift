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
    private let limits: ServerLimits
    private let list: Mutex<FormList>
    /// Forms are saved one at a time.
    private let saving = Mutex(())

    /// Reads the forms.
    /// - Throws: `RecognizerError` naming the first file that cannot be used.
    init(_ settings: ServerSettings, model: NumbersModel) throws(RecognizerError) {
        (sources, folder, limits) = (settings.forms, settings.formFolder, settings.limits)
        list = Mutex(try Self.load(settings.forms, folder: settings.formFolder, limit: settings.limits.forms, model: model))
    }

    /// Reads all files again.
    /// - Throws: `RecognizerError` naming the first file that cannot be used; all forms then stay as they were.
    func reload(model: NumbersModel) throws(RecognizerError) {
        try saving.withLock { _ throws(RecognizerError) in
            let new = try Self.load(sources, folder: folder, limit: limits.forms, model: model)
            list.withLock { $0 = new }
        }
    }

    /// The answer that lists all forms, those of the command line first.
    var json: [UInt8] { list.withLock { $0.json } }

    /// - Throws: `ServiceError` 404 if there is no form of that name.
    func form(named name: String) throws(ServiceError) -> ServedForm {
        let entry = list.withLock { $0.entries.first { $0.form.name == name } }
        guard let entry else { throw .notFound("unknown form: \(name)") }
        return entry.form
    }

    /// Saves a form into the folder, and serves it from now on.
    /// - Parameter replaces: whether an existing form of that name may be replaced.
    /// - Throws: `ServiceError`: 409 if there is one, or it was given on the command line; 507 if there are too many, or they have
    ///   too much text or too many pixels together. `FileError` if it cannot be written.
    func save(_ new: ServedForm, text: String, into folder: String, replaces: Bool) throws {
        let entry = FormList.Entry(new)
        try saving.withLock { _ in
            let all = list.withLock { $0.entries }
            let others = all.filter { $0.form.name != new.name }
            let path = "\(folder)/\(new.name).form"
            guard !sources.contains(where: { $0.name == new.name }) else {
                throw ServiceError(status: .conflict, message: "name: the form \(new.name) was given when the server was started")
            }
            let isServed = others.count < all.count
            guard !isServed || fileExists(path) else {
                throw ServiceError(status: .conflict, message: "name: the form \(new.name) is in a file of another name")
            }
            let isThere = isServed || fileExists(path)
            guard !isThere || replaces else {
                throw ServiceError(status: .conflict, message: "name: there is a form \(new.name); replace=1 replaces it")
            }
            guard isThere || all.count < limits.forms else {
                throw ServiceError(status: .insufficientStorage, message: "\(limits.forms) forms are stored already")
            }
            try Self.check(entry, beside: others, "pixels in the pictures", limit: limits.allFormPixels) {
                $0.form.form.reference.pixels.count
            }
            try Self.check(entry, beside: others, "bytes in the names, fields and rules", limit: limits.allFormText) {
                $0.text.utf8.count
            }
            try makeFolders(folder)
            try writeFile(Array(text.utf8), to: path)
            let changed = FormList(others + [entry], saves: true)
            list.withLock { $0 = changed }
        }
    }

    /// Checks that all forms together have no more of something than they may have.
    private static func check(
        _ new: FormList.Entry, beside others: [FormList.Entry], _ what: String, limit: Int, _ size: (FormList.Entry) -> Int
    ) throws(ServiceError) {
        let (own, stored) = (size(new), others.reduce(0) { $0 + size($1) })
        guard own + stored <= limit else {
            throw ServiceError(
                status: .insufficientStorage,
                message: "at most \(limit) \(what) of all forms expected, got \(own) beside \(stored) that are stored already")
        }
    }

    private static func load(
        _ sources: [FormSource], folder: String?, limit: Int, model: NumbersModel
    ) throws(RecognizerError) -> FormList {
        let all = try sources + saved(in: folder)
        guard all.count <= limit else { throw RecognizerError("at most \(limit) forms expected, got \(all.count)") }
        var entries: [FormList.Entry] = []
        for source in all {
            guard !entries.contains(where: { $0.form.name == source.name }) else {
                throw RecognizerError("\(source.file): a unique name expected, another form is named \"\(source.name)\"")
            }
            do throws(FormError) {
                let form = try Form(contentsOf: source.file)
                let served = ServedForm(name: source.name, reader: try FormReader(forms: [form], model: model))
                entries.append(FormList.Entry(served))
            } catch {
                let text = "\(error)"
                throw RecognizerError(text.hasPrefix(source.file) ? text : "\(source.file): \(text)")
            }
        }
        return FormList(entries, saves: folder != nil)
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
