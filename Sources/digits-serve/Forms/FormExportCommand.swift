import ArgumentParser
import DigitJobs

struct FormExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a job's table, with people's answers in it: at any time, also while they go on.",
        discussion: """
            Examples:
              digits form export exam.job > exam.csv
              digits form export exam.job --jsonl exam.jsonl
            """)

    @OptionGroup var file: JobArgument

    @Option(
        help: ArgumentHelp("Write CSV there; - for standard output, which is the default.", valueName: "file"),
        completion: .file())
    var csv: String?

    @Option(help: ArgumentHelp("Write lines of JSON there; - for standard output.", valueName: "file"), completion: .file())
    var jsonl: String?

    @Option(
        help: ArgumentHelp(
            "Write the rows of the forms' tables as CSV there, those with something in them; - for standard output.",
            valueName: "file"),
        completion: .file())
    var rows: String?

    func run() throws {
        let job = try Job(file.job, mayBeNew: false)
        try JobTables.write(job, csv: csv ?? (jsonl == nil && rows == nil ? "-" : nil), jsonl: jsonl, rows: rows)
    }
}

struct FormDeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a job with its pictures and answers.")

    @OptionGroup var file: JobArgument

    func run() throws { try Job(file.job, mayBeNew: false).delete() }
}
