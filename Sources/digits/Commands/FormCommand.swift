import ArgumentParser

struct FormCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "form",
        abstract: "Read stacks of filled forms into a job, and have people look at what is doubtful.",
        subcommands: [FormReadJobCommand.self, FormReviewCommand.self, FormExportCommand.self, FormDeleteCommand.self])
}

/// `digits form read … --job FILE`.
struct FormReadJobCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read",
        abstract: "Read a stack of sheets into a job.",
        discussion: "digits form read --help says more.")

    @Argument(parsing: .captureForPassthrough, help: "What digits-serve is told.")
    var arguments: [String] = []

    func run() throws { try ServerProgram.run(["digits form", "form", "read"] + arguments) }
}
