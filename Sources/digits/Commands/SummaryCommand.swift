import ArgumentParser
import DigitKeras
import DigitNN
import DigitReport
import DigitText

struct SummaryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "summary",
        abstract: "Show a model's layers, shapes and numbers of parameters.",
        discussion: """
            Examples:
              digits summary model.h5
              digits summary --plan model.h5     how the layers are computed here
              digits summary --json model.keras
            """)

    @Argument(help: "The model, a Keras file.", completion: .file(extensions: ["h5", "hdf5", "keras"]))
    var model: String

    @Flag(help: "Show how the layers are computed.")
    var plan = false

    @Flag(help: "Print one JSON object instead of a table.")
    var json = false

    @OptionGroup var file: ModelFileOptions

    func run() throws {
        let model = try file.load(model).model
        if json { return try Output.standard.writeLine(jsonText(SummaryReport(model))) }
        try Output.standard.writeLine(model.summary)
        if plan { try Output.standard.writeLine("\nComputed as:\n" + model.planDescription) }
    }
}
