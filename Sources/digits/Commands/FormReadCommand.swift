import ArgumentParser
import DigitDecoding
import DigitFiles
import DigitForms
import DigitPhoto
import DigitReader

struct FormReadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read",
        abstract: "Read sheets of a form: one row for each.",
        usage: "digits form read <form> <pictures> ... [<options>]",
        discussion: """
            Prints a table with a row for each sheet: the file, what the sheet is (read, turned, unfilled, blank, other form), its form, and for \
            each field its value, confidence and state (sure, doubtful, misfit, blank, crossed out). Nothing is read \
            on a page that does not fit the form. With several forms, each page is read by the one that fits best.

            About one in a thousand of the values that are called sure is wrong. Rules between fields decide between readings; a value that \
            breaks one is doubtful. With a list (--among), each of its numbers goes to at most one sheet of the stack. With earlier readings \
            (--previous), such as those of meters, a rule 'previous' limits by how much a reading may have grown.

            Examples:
              digits form read exam.form scans/ --csv exam.csv
              digits form read exam.form scans/ --jsonl exam.jsonl --among student=students.csv
              digits form read meter.form cards/ --previous now=last-year.csv
              digits form read front.form scans/ --form back.form
            """)

    @Argument(help: "The form file.", completion: .file(extensions: ["form"]))
    var form: String

    @Argument(help: "Pictures, documents (PDF, TIFF), folders of them, or - for standard input.", completion: .file())
    var pictures: [String]

    @Option(
        name: .customLong("form"),
        help: ArgumentHelp("Another form that pages may belong to. May be given several times.", valueName: "file"),
        completion: .file(extensions: ["form"]))
    var forms: [String] = []

    @Option(
        help: ArgumentHelp(
            "The valid numbers of a field: a file with one per line, or a table with them in its first column. May be given several times.",
            valueName: "field=file"))
    var among: [String] = []

    @Option(
        help: ArgumentHelp(
            "The earlier readings that a rule 'previous' about the field needs: a file with a key and a number on each line. May be given several times.",
            valueName: "field=file"))
    var previous: [String] = []

    @Option(
        help: ArgumentHelp(
            "Write the table to this file; - for standard output. (default: -, if no other table is written)",
            valueName: "file.csv"),
        completion: .file())
    var csv: String?

    @Option(
        help: ArgumentHelp(
            "Write the nonempty rows of the form's tables to this file; - for standard output.", valueName: "file.csv"),
        completion: .file())
    var rows: String?

    @Option(
        help: ArgumentHelp("Write both tables as a spreadsheet to this file; needs libxlsxwriter.", valueName: "file.xlsx"),
        completion: .file())
    var xlsx: String?

    @Option(
        help: ArgumentHelp(
            "Write a line of JSON for each sheet, with alternatives and places, to this file; - for standard output.",
            valueName: "file.jsonl"),
        completion: .file())
    var jsonl: String?

    @Option(
        help: ArgumentHelp(
            "Keep the results in this file: a second run reads only new sheets, and 'digits form review' shows them to people.",
            valueName: "file"), completion: .file())
    var job: String?

    @Option(help: ArgumentHelp("The largest picture that is read, in megapixels.", valueName: "n"))
    var maxMegapixels: Int = 100

    @Option(
        help: ArgumentHelp("A model that reads lines. (default: the one that comes with digits)", valueName: "file"),
        completion: .file(extensions: ["h5", "hdf5", "keras"]))
    var model: String?

    @OptionGroup var threads: ThreadOptions

    func validate() throws {
        guard (1...1000).contains(maxMegapixels) else {
            throw ValidationError("--max-megapixels: a number from 1 to 1000 expected, got \(maxMegapixels)")
        }
        try expectFile("--xlsx", xlsx)
        if job != nil, model != nil { throw ValidationError("--model: jobs are read by the bundled model") }
        for (option, texts) in [("--among", among), ("--previous", previous)] {
            for text in texts where !text.dropFirst().contains("=") || text.hasSuffix("=") {
                throw ValidationError("\(option): FIELD=FILE expected, got \"\(text)\"")
            }
        }
    }

    func run() throws {
        if let job { try ServerProgram.run(["digits form", "form", "read"] + arguments(job: job)) }
        let model = try model.map { try NumbersModel(contentsOf: $0) } ?? NumbersModel()
        var lists: [String: NumberList] = [:]
        for text in among {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            lists[parts[0]] = try FieldOptions.list(parts[1])
        }
        var earlier: [String: PreviousReadings] = [:]
        for text in previous {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            let readings = try PreviousReadings(contentsOf: parts[1])
            for note in readings.notes { try Output.error.writeLine("Note: \(parts[1]): \(note)") }
            earlier[parts[0]] = readings
        }
        var read: [Form] = []
        for path in [form] + forms { read.append(try Form(contentsOf: path)) }
        if let xlsx { try SheetTable.checkSpreadsheet(at: xlsx, forms: read) }
        let reader = try FormReader(forms: read, model: model, lists: lists, previous: earlier)
        var run = SheetRun(reader: reader, pixelLimit: maxMegapixels * 1_000_000, threads: threads.threads)
        try run.run(PictureInputs(pictures))
        // A table without a sheet would replace that of an earlier run.
        if run.sheets.isEmpty, run.hasFailed { throw ExitCode.failure }
        reader.settle(&run.sheets)
        let sheets = zip(run.places, run.sheets).map { SheetTable.Row(file: $0.file, page: $0.page, sheet: $1) }
        let table = SheetTable(forms: read, rows: sheets)
        let isDefault = jsonl == nil && self.rows == nil && xlsx == nil
        if let csv = csv ?? (isDefault ? "-" : nil) { try write(table.csv, to: csv) }
        if let jsonl { try write(table.lines, to: jsonl) }
        if let rows { try write(table.rowsCSV, to: rows) }
        if let xlsx { try table.writeSpreadsheet(to: xlsx) }
        try Output.error.writeLine(table.summary)
        if run.hasFailed { throw ExitCode.failure }
    }
}

extension FormReadCommand {
    private func write(_ text: String, to path: String) throws {
        if path == "-" { try Output.standard.write(text) } else { try writeFile(Array(text.utf8), to: path) }
    }

    /// The arguments for the program that handles jobs.
    private func arguments(job: String) -> [String] {
        var result = ["--job", job, "--max-megapixels", "\(maxMegapixels)"]
        for form in forms { result += ["--form", form] }
        for list in among { result += ["--among", list] }
        for list in previous { result += ["--previous", list] }
        if let csv { result += ["--csv", csv] }
        if let jsonl { result += ["--jsonl", jsonl] }
        if let rows { result += ["--rows", rows] }
        if let xlsx { result += ["--xlsx", xlsx] }
        if let threads = threads.threads { result += ["--threads", "\(threads)"] }
        return result + ["--", form] + pictures
    }
}

/// Reads sheets, several at once; errors are reported, and the rest is read.
private struct SheetRun {
    let reader: FormReader
    let pixelLimit: Int
    let threads: Int?
    var places: [(file: String, page: Int)] = []
    var sheets: [SheetReading] = []
    var hasFailed = false

    init(reader: FormReader, pixelLimit: Int, threads: Int?) {
        (self.reader, self.pixelLimit, self.threads) = (reader, pixelLimit, threads)
    }

    mutating func run(_ inputs: PictureInputs) throws {
        for error in inputs.errors { try report(error) }
        let showsProgress = Output.error.isTerminal
        let (reader, pixelLimit) = (reader, pixelLimit)
        try forEachInOrder(inputs, threads: threads) { input in
            Result { try reader.read(page: input.page, of: try input.document.get(), pixelLimit: pixelLimit) }
        } use: { input, result in
            if showsProgress { try Output.error.write("\r\u{1B}[K") }
            switch result {
            case .success(let sheet):
                places.append((input.file, input.page + 1))
                sheets.append(sheet)
            case .failure(let error): try report(error)
            }
            if showsProgress { try Output.error.write("\(sheets.count) read: \(input.name)") }
        }
        if showsProgress { try Output.error.write("\r\u{1B}[K") }
    }

    private mutating func report(_ error: any Error) throws {
        hasFailed = true
        try Output.error.writeLine("Error: \(error)")
    }
}
