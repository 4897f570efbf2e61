import ArgumentParser
import DigitFiles
import DigitPlots
import DigitText
import DigitTraining

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare runs: a table of results and settings, and their curves in one picture.",
        usage: Digits.usage("compare <runs> ... [<options>]"),
        discussion: """
            Settings that are the same in all runs are left out of the table.

            Examples:
              digits compare runs/train runs/train2
              digits compare runs/* --output curves.svg
              digits compare --json runs/* | jq '.[] | [.run, .test_accuracy]'
            """)

    @Argument(help: "The run folders.", completion: .directory)
    var runs: [String]

    @Option(help: ArgumentHelp("The picture's file.", valueName: "file"), completion: .file(extensions: ["svg"]))
    var output = "compare.svg"

    @Flag(help: "Print one JSON array instead of a table.")
    var json = false

    func validate() throws { try expectFile("--output", output) }

    func run() throws {
        let comparison = RunComparison(try runs.map { path throws(FileError) in try RunOverview(path) })
        try writeFile(Array(comparison.plot.svg.utf8), to: output)
        if json { return try Output.standard.writeLine(jsonText(comparison.runs)) }
        try Output.standard.writeLine(comparison.table + "\nSaved \(output)")
    }
}
