import ArgumentParser
import DigitFiles
import DigitForms
import DigitJobs

/// The options for a job's tables, which are written to files or standard output.
struct JobTables: ParsableArguments {
    @Option(
        help: ArgumentHelp("Write the table as CSV to this file; - for standard output.", valueName: "file"), completion: .file())
    var csv: String?

    @Option(
        help: ArgumentHelp("Write the table as lines of JSON to this file; - for standard output.", valueName: "file"),
        completion: .file())
    var jsonl: String?

    @Option(
        help: ArgumentHelp(
            "Write the nonempty rows of the forms' tables as CSV to this file; - for standard output.", valueName: "file"),
        completion: .file())
    var rows: String?

    @Option(
        help: ArgumentHelp("Write both tables as a spreadsheet to this file; needs libxlsxwriter.", valueName: "file.xlsx"),
        completion: .file())
    var xlsx: String?

    func validate() throws {
        if xlsx == "-" { throw ValidationError("--xlsx: a file expected, got -") }
    }

    /// Checks, before sheets are read, that the tables can be written.
    func check(_ forms: [Form]) throws {
        if let xlsx { try SheetTable.checkSpreadsheet(at: xlsx, forms: forms) }
    }

    /// - Parameter defaultToStandardOutput: whether CSV goes to standard output if no option is given.
    func write(_ job: Job, defaultToStandardOutput: Bool = false) throws {
        let isDefault = defaultToStandardOutput && jsonl == nil && rows == nil && xlsx == nil
        if let csv = csv ?? (isDefault ? "-" : nil) { try write(job, .csv, to: csv) }
        if let jsonl { try write(job, .jsonl, to: jsonl) }
        if let rows { try write(job, .rows, to: rows) }
        if let xlsx { try JobExport(job).writeSpreadsheet(to: xlsx) }
    }

    /// Line by line, so that a table of a million sheets takes no more memory than one of ten.
    private func write(_ job: Job, _ format: JobExport.Format, to path: String) throws {
        let export = JobExport(job)
        guard path != "-" else { return try print(export, format) }
        try replaceFile(at: path) { temporary in
            let file = try AppendedFile(temporary)
            try export.writeLines(format) { line in try file.write(line + "\n") }
            try file.end()
        }
    }

    private func print(_ export: JobExport, _ format: JobExport.Format) throws {
        var failure: OutputError?
        do {
            try export.writeLines(format) { line in
                do throws(OutputError) { try Output.standard.writeLine(line) } catch {
                    failure = error
                    throw error
                }
            }
        } catch { throw failure ?? error }
    }
}

/// A file that is written piece by piece.
private final class AppendedFile {
    private let path: String
    private var waiting: [UInt8] = []

    init(_ path: String) throws { self.path = path }

    func write(_ text: String) throws {
        waiting += Array(text.utf8)
        if waiting.count > 1 << 20 { try end() }
    }

    func end() throws {
        try appendFile(waiting, to: path)
        waiting = []
    }
}
