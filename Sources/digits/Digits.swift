import ArgumentParser

@main
struct Digits: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "digits", abstract: "Reads handwritten digits.")
}
