import ArgumentParser

// Commands for jobs are in the program `digits-serve`: the database takes long to build, and not everybody uses jobs.

struct FormReviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Serve a page that shows a job's doubtful fields one after the other.",
        discussion: "digits form review --help says more.")

    @Argument(parsing: .captureForPassthrough, help: "The job, then arguments for digits-serve.")
    var arguments: [String] = []

    func run() throws { try ServerProgram.run([Digits.usage("form"), "form", "review"] + arguments) }
}

struct FormExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a job's table, with people's answers in it.",
        discussion: "digits form export --help says more.")

    @Argument(parsing: .captureForPassthrough, help: "The job, then arguments for digits-serve.")
    var arguments: [String] = []

    func run() throws { try ServerProgram.run([Digits.usage("form"), "form", "export"] + arguments) }
}

struct FormDeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a job with its pictures and answers.",
        discussion: "digits form delete --help says more.")

    @Argument(parsing: .captureForPassthrough, help: "The job.")
    var arguments: [String] = []

    func run() throws { try ServerProgram.run([Digits.usage("form"), "form", "delete"] + arguments) }
}
