import ArgumentParser
import DigitFiles
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

    /// - Parameter defaultToStandardOutput: whether CSV goes to standard output if no option is given.
    func write(_ job: Job, defaultToStandardOutput: Bool = false) throws {
        if let csv = csv ?? (defaultToStandardOutput && jsonl == nil && rows == nil ? "-" : nil) { try write(job, .csv, to: csv) }
        if let jsonl { try write(job, .jsonl, to: jsonl) }
        if let rows { try write(job, .rows, to: rows) }
    }

    /// Line by line, so that a table of a million sheets takes no more memory than one of ten.
    private func write(_ job: Job, _ format: JobExport.Format, to path: String) throws {
        let export = JobExport(job, format: format)
        guard path != "-" else { return try export.write { writeLine($0) } }
        try replaceFile(at: path) { temporary in
            let file = try AppendedFile(temporary)
            try export.write { line in try file.write(line + "\n") }
            try file.end()
        }
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
