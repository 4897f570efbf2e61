import ArgumentParser
import DigitFiles
import DigitInput
import DigitKeras
import DigitNN
import DigitRecognizer
import DigitReport
import DigitText

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure a model on the test half of MNIST or of another data set.",
        usage: "digits evaluate <model> [<options>]",
        discussion: """
            Accuracy and loss are those that Keras's evaluate gives; the loss is the one that the model was compiled with, \
            else the categorical cross-entropy. A model of eleven classes is taken to know ten digits and what is no digit: \
            its answer is then the likeliest digit. The calibration error is 0 where confidences can be trusted: of the answers \
            with 90 % confidence, 90 % are right.

            Examples:
              digits evaluate model.h5
              digits evaluate model.keras --input-range 0,255 --json
              digits evaluate model.h5 --data scans --normalize
              digits evaluate model.h5 --data fashion --limit 1000 --predictions outputs.npy
            """)

    @Argument(help: "The model, a Keras file.", completion: .file(extensions: ["h5", "hdf5", "keras"]))
    var model: String

    @OptionGroup var data: DataOptions

    @Option(help: ArgumentHelp("Use the first images only.", valueName: "n"))
    var limit: Int?

    @Option(
        help: ArgumentHelp("Write the model's outputs to a NumPy file, float32 of shape (images, classes).", valueName: "file"),
        completion: .file(extensions: ["npy"]))
    var predictions: String?

    @Flag(
        help:
            "Crop, scale and center the images first and read each in several views, as pictures are read; they may be of any size."
    )
    var normalize = false

    @OptionGroup var views: ViewOptions

    @OptionGroup var range: InputRangeOptions
    @OptionGroup var threads: ThreadOptions

    @Flag(help: "Print one JSON object instead of a table.")
    var json = false

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit: a number of at least 1 expected, got \(limit)") }
    }

    func run() throws {
        let loaded = try KerasModel.load(model)
        let recognizer = try naming(model) { try DigitRecognizer(model: loaded.model, inputRange: range.inputRange) }
        let test = try data.open(classCount: min(loaded.model.outputShape.count, 256)).test()
        let first = test[0..<min(limit ?? test.count, test.count)]
        let versions = normalize ? try views.chosen.map { try first.normalized(view: $0) } : [first]
        let samples = try versions.map { try recognizer.input.dataset($0) }
        let evaluation = try naming(model) {
            try loaded.model.evaluate(
                versions: samples, loss: loaded.loss ?? .categoricalCrossentropy(), threads: threads.threads,
                combining: recognizer.probabilities(fromViews:))
        }
        if let predictions {
            let shape = [evaluation.count, loaded.model.outputShape.count]
            try writeNPY(shape: shape, values: evaluation.outputs, to: predictions)
        }
        let answers =
            samples.count > 1
            ? recognizer.recognitions(fromProbabilities: evaluation.outputs)
            : recognizer.recognitions(fromOutputs: evaluation.outputs)
        let report = EvaluationReport(
            loss: evaluation.loss, labels: evaluation.labels, answers: answers.map(\.digit),
            confidences: answers.map(\.confidence),
            classCount: answers.map(\.probabilities.count).max() ?? 0)
        try Output.standard.writeLine(json ? jsonText(report) : report.text)
    }
}
