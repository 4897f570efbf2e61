import ArgumentParser
import DigitJobs

struct FormExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a job's table with people's answers, at any time, even while they work.",
        discussion: """
            Without options, CSV goes to standard output.

            Examples:
              digits form export exam.job > exam.csv
              digits form export exam.job --jsonl exam.jsonl
              digits form export exam.job --xlsx exam.xlsx
            """)

    @OptionGroup var file: JobArgument

    @OptionGroup var tables: JobTables

    func run() throws {
        try tables.write(try Job(file.job, mayBeNew: false), defaultToStandardOutput: true)
    }
}

struct FormDeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a job with its pictures and answers.")

    @OptionGroup var file: JobArgument

    func run() throws { try Job(file.job, mayBeNew: false).delete() }
}
