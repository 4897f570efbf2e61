import ArgumentParser
import DigitFiles

extension Digits {
    /// The name of the program in usage: as it was called, except for completions, where shells need a plain name.
    static var calledName: String {
        CommandLine.arguments.contains("--generate-completion-script") ? "digits" : Locations.command
    }

    /// The usage of a command, as it was called.
    static func usage(_ text: String) -> String { "\(calledName) \(text)" }

    /// Checks the names of the command and its subcommand, before anything else is parsed, and that no option has a single dash:
    /// its letters would count as options of one letter, among them `h` for help.
    /// - Throws: `ValidationError` that suggests the nearest name.
    static func checkCommand() throws {
        let words = Array(CommandLine.arguments.dropFirst())
        let names = words.first == "help" ? words.dropFirst() : words[...]
        guard let name = names.first, !name.hasPrefix("-") else { return }
        let commands = configuration.subcommands
        try check(name, among: commands.map { $0._commandName } + ["help"])
        let own = commands.first { $0._commandName == name }?.configuration.subcommands ?? []
        if let second = names.dropFirst().first, !own.isEmpty, !second.hasPrefix("-") {
            try check(second, among: own.map { $0._commandName } + ["help"], of: "\(name) ")
        }
        try checkDashes(words)
    }

    private static func check(_ name: String, among names: [String], of command: String = "") throws {
        if names.contains(name) { return }
        let nearest = names.map { (name: $0, distance: editDistance(Array($0), Array(name.lowercased()))) }
            .min { $0.distance < $1.distance }
        guard let nearest, nearest.distance <= 2, nearest.distance < name.count else {
            throw ValidationError("Unknown command '\(command)\(name)'")
        }
        throw ValidationError("Unknown command '\(command)\(name)'. Did you mean '\(command)\(nearest.name)'?")
    }

    private static func checkDashes(_ words: [String]) throws {
        for (previous, word) in zip(words, words.dropFirst()) {
            if previous == "--" || word == "--" { return }
            // The word after an option may be its value, such as -inf.
            let isOption = word.wholeMatch(of: /-[a-z][a-z-]+(=.*)?/) != nil && !previous.hasPrefix("--")
            if isOption {
                throw ValidationError("Unknown option '\(word)'. Options of several letters have two dashes: '-\(word)'")
            }
        }
    }
}

/// The edit distance of two names: the number of characters to insert, delete or replace (Levenshtein 1966).
private func editDistance(_ first: [Character], _ second: [Character]) -> Int {
    // A mistyped name has about the same length.
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
