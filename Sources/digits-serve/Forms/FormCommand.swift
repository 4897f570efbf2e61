import ArgumentParser
import DigitText

/// The part of `digits form` for jobs: in this program, since the database takes long to build.
struct FormCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: calledName("form"),
        abstract: "Read a stack of sheets into a job, and have people check what is doubtful.",
        version: "digits \(digitsVersion)",
        subcommands: [FormReadCommand.self, FormReviewCommand.self, FormExportCommand.self, FormDeleteCommand.self])
}

/// The file of a job.
struct JobArgument: ParsableArguments {
    @Argument(help: "The job, a file made by 'digits form read --job'.", completion: .file())
    var job: String
}
