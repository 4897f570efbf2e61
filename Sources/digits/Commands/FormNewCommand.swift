import ArgumentParser
import DigitFiles
import DigitForms
import DigitImage
import DigitPhoto
import DigitText

struct FormNewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make a form file from a blank sheet: its boxes, combs and rules become fields.",
        discussion: """
            The fields are called field1, field2, and so on, from top to bottom. The picture with their names drawn on it (--annotate) shows \
            which is which; name them in the form file, and say there what each holds.

            Examples:
              digits form new meter.png
              digits form new exam.png --output exam.form --annotate fields.png
              digits form new filled.png --filled    a sheet that was filled in: its boxes are emptied
            """)

    @Argument(help: "The blank sheet, upright: a picture, or a document whose first page it is.", completion: .file())
    var sheet: String

    @Option(
        help: ArgumentHelp("Write the form to this file. (default: the sheet's name with .form)", valueName: "file"),
        completion: .file(extensions: ["form"]))
    var output: String?

    @Option(help: ArgumentHelp("The form's name. (default: the sheet's name)", valueName: "name"))
    var name: String?

    @Option(
        help: ArgumentHelp("Write the sheet with the fields drawn on it.", valueName: "file.png"),
        completion: .file(extensions: ["png"]))
    var annotate: String?

    @Flag(help: "The sheet is filled in: its boxes hold handwriting, not print.")
    var filled = false

    @Flag(help: "Replace files that exist: a form file loses what was edited in it.")
    var force = false

    func validate() throws {
        try expectFile("--output", output)
        try expectFile("--annotate", annotate)
    }

    func run() throws {
        let file = sheet.split(separator: "/").last.map(String.init) ?? sheet
        let stem = file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file
        let path = output ?? "\(stem).form"
        for file in [path, annotate].compactMap(\.self) { try checkNew(file) }
        let document = try ImageDocument(at: sheet)
        let picture = try decodeImage(try document.page(0), name: document.name(ofPage: 0))
        let fields = FieldProposals(picture).fields
        var form = try Form(name: name ?? stem, reference: picture, fields: fields)
        if filled { form = try form.cleared() }
        try writeFile(Array(try form.text().utf8), to: path)
        if let annotate { try writeFile(try encodePNG(form.annotated), to: annotate) }
        try Output.standard.writeLine(Self.table(fields))
        try Output.standard.writeLine("Saved \(path)")
        if fields.isEmpty {
            try Output.error.writeLine("Note: no boxes, combs or rules found; add the fields to the form file")
        }
    }

    /// Somebody may have edited a form file, and drawn or scanned a picture.
    private func checkNew(_ path: String) throws(FileError) {
        guard !force, try pathKind(path) == .file else { return }
        throw FileError(path: path, problem: "already exists; --force replaces it")
    }

    private static func table(_ fields: [FormField]) -> String {
        let rows =
            [["field", "kind", "boxes", "x", "y", "width", "height"]]
            + fields.map { field in
                [field.name, field.kind.name, field.boxes.map(String.init) ?? ""]
                    + [field.box.x, field.box.y, field.box.width, field.box.height].map(String.init)
            }
        let widths = (0..<7).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            zip(row, widths).enumerated().map { column, cell in
                column < 2 ? cell.0.padded(fromStartToWidth: cell.1) : cell.0.padded(toWidth: cell.1)
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
