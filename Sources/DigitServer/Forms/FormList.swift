import DigitJSON

/// The served forms, and the answer to `GET /forms`: it may be long, so it is made once for each change.
struct FormList: Sendable {
    /// A form and its text in the answer.
    struct Entry: Sendable {
        let form: ServedForm
        let text: String

        init(_ form: ServedForm) {
            self.form = form
            text = JSON.object([.init("name", .string(form.name))] + form.form.jsonMembers).text
        }
    }

    let entries: [Entry]
    /// The answer's JSON.
    let json: [UInt8]

    /// - Parameter saves: whether clients can save forms.
    init(_ entries: [Entry], saves: Bool) {
        self.entries = entries
        json = Array("{\"forms\": [\(entries.map(\.text).joined(separator: ", "))], \"saves\": \(saves)}".utf8)
    }
}
