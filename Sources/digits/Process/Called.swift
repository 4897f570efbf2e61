import ArgumentParser
import DigitFiles

extension Digits {
    /// The name of the program in usage: as it was called, but for completions, where shells need a plain name.
    static var calledName: String {
        CommandLine.arguments.contains("--generate-completion-script") ? "digits" : Locations.command
    }

    /// The usage of a command, as it was called.
    static func usage(_ text: String) -> String { "\(calledName) \(text)" }

    /// Checks the name of the command, before anything else is parsed.
    /// - Throws: `ValidationError` that suggests the nearest name.
    static func checkCommand() throws {
        guard let name = CommandLine.arguments.dropFirst().first, !name.hasPrefix("-") else { return }
        let names = configuration.subcommands.map { $0._commandName } + ["help"]
        if names.contains(name) { return }
        let nearest = names.map { (name: $0, distance: editDistance(Array($0), Array(name))) }
            .min { $0.distance < $1.distance }
        guard let nearest, nearest.distance <= 2, nearest.distance < name.count else {
            throw ValidationError("Unknown command '\(name)'")
        }
        throw ValidationError("Unknown command '\(name)'. Did you mean '\(nearest.name)'?")
    }
}

/// The number of characters to put in, leave out or replace, at most, to make one name of another (Levenshtein 1966).
private func editDistance(_ first: [Character], _ second: [Character]) -> Int {
    // Who mistypes a name keeps about its length.
    guard abs(first.count - second.count) <= 2 else { return Int.max }
    var row = Array(0...second.count)
    for (i, character) in first.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, other) in second.enumerated() {
            let replaced = diagonal + (character == other ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
        }
    }
    return row[second.count]
}
