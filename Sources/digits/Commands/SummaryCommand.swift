import ArgumentParser
import DigitFiles
import DigitNN
import DigitReport
import DigitText

struct SummaryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "summary",
        abstract: "Show a model's layers, shapes and numbers of parameters.",
        discussion: """
            Examples:
              digits summary                     the model that comes with digits
              digits summary runs/train
              digits summary --plan model.h5     how the layers are computed here
              digits summary --json model.keras
            """)

    @Argument(
        help: "The model, a Keras file or the folder of a run. (default: the one for handwriting that comes with digits)",
        completion: .file(extensions: ["h5", "hdf5", "keras"]))
    var model: String?

    @Flag(help: "Show how the layers are computed.")
    var plan = false

    @Flag(help: "Print one JSON object instead of a table.")
    var json = false

    @OptionGroup var file: ModelFileOptions

    func validate() throws { try file.check(isNamed: model != nil) }

    func run() throws {
        let model = try ChosenModel(model, file).model
        if json { return try Output.standard.writeLine(jsonText(SummaryReport(model))) }
        try Output.standard.writeLine(model.summary)
        if plan { try Output.standard.writeLine("\nComputed as:\n" + model.planDescription) }
    }
}
