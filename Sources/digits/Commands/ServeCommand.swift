import ArgumentParser

/// Becomes the program `digits-serve`.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve a web page that reads digits as they are drawn, and an HTTP API.",
        discussion: "digits serve --help says more.")

    @Argument(parsing: .captureForPassthrough, help: "Arguments for digits-serve.")
    var arguments: [String] = []

    func run() throws { try ServerProgram.run([Digits.usage("serve")] + arguments) }
}
