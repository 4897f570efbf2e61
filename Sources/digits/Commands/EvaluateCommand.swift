import ArgumentParser
import DigitData
import DigitFiles
import DigitInput
import DigitKeras
import DigitNN
import DigitRecognizer
import DigitReport
import DigitText
import DigitTraining

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure a model on the test half of MNIST or of another data set.",
        usage: Digits.usage("evaluate [<model>] [<options>]"),
        discussion: """
            Accuracy and loss are those that Keras's evaluate gives; the loss is the one that the model was compiled with, \
            else the categorical cross-entropy. The last class of a model with eleven is taken to be that of non-digits; its \
            answer is the most likely digit. The calibration error is 0 if confidences can be trusted: of the answers with 90 % \
            confidence, 90 % are right.

            A run folder stands for its model and, unless --data names another data set, its data.

            Examples:
              digits evaluate
              digits evaluate runs/train
              digits evaluate model.keras --input-range 0,255 --json
              digits evaluate model.h5 --data scans --normalize
              digits evaluate model.h5 --data fashion --limit 1000 --predictions outputs.npy
            """)

    @Argument(
        help: "The model, a Keras file or the folder of a run. (default: the one for handwriting that comes with digits)",
        completion: .file(extensions: ["h5", "hdf5", "keras"]))
    var model: String?

    @OptionGroup var data: DataOptions

    @Option(parsing: .unconditional, help: ArgumentHelp("Use only the first n images.", valueName: "n"))
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
    @OptionGroup var file: ModelFileOptions
    @OptionGroup var threads: ThreadOptions

    @Flag(help: "Print one JSON object instead of a table.")
    var json = false

    func validate() throws {
        try expectFile("--predictions", predictions)
        if let limit, limit < 1 { throw ValidationError("--limit: a number of at least 1 expected, got \(limit)") }
        try file.check(isNamed: model != nil)
    }

    func run() throws {
        let chosen = try ChosenModel(model, file)
        let recognizer = try chosen.recognizer(range: range.inputRange, views: views)
        let images = try images(for: chosen)
        let versions = normalize ? try views.chosen.map { try images.normalized(view: $0) } : [images]
        let samples = try versions.map { try recognizer.input.dataset($0) }
        let evaluation = try naming(chosen.name) {
            try chosen.model.evaluate(
                versions: samples, loss: chosen.loss ?? .categoricalCrossentropy(), threads: threads.threads,
                combining: recognizer.probabilities(fromViews:))
        }
        if let predictions {
            let shape = [evaluation.count, chosen.model.outputShape.count]
            try writeNPY(shape: shape, values: evaluation.outputs, to: predictions)
        }
        var report = report(evaluation, recognizer, isCombined: samples.count > 1)
        let topK = chosen.metrics.compactMap { metric in
            metric.topK.map { EvaluationReport.TopKReport(name: metric.name, k: $0, accuracy: evaluation.topKAccuracy($0)) }
        }
        if !topK.isEmpty { report.topK = topK }
        try Output.standard.writeLine(json ? jsonText(report) : report.text)
        try note(InputAdvice(recognizer, versions[0], accuracy: report.accuracy, threads: threads.threads)?.text)
    }

    private func note(_ text: String?) throws {
        if let text { try Output.error.writeLine("Note: \(text)") }
    }

    /// The first test images.
    private func images(for chosen: ChosenModel) throws -> Dataset {
        let classCount = min(chosen.model.outputShape.count, 256)
        let ofRun = data.values["data"] == nil ? chosen.run?.options.data : nil
        if let ofRun { try note("measuring on the run's data: \(ofRun)") }
        let found = try data.open(classCount: classCount, path: ofRun).testAndNotes()
        for line in found.notes { try note(line) }
        if let range = InputRange(of: chosen.model), range != .unit, self.range.inputRange == nil {
            try note("pixels are scaled to \(range.text), as the model's first layer says")
        }
        return found.test[0..<min(limit ?? found.test.count, found.test.count)]
    }

    private func report(_ evaluation: Evaluation, _ recognizer: DigitRecognizer, isCombined: Bool) -> EvaluationReport {
        let answers =
            isCombined
            ? recognizer.recognitions(fromProbabilities: evaluation.outputs)
            : recognizer.recognitions(fromOutputs: evaluation.outputs)
        return EvaluationReport(
            loss: evaluation.loss, labels: evaluation.labels, answers: answers.map(\.digit),
            confidences: answers.map(\.confidence),
            // Images of non-digits have a label beyond the answers.
            classCount: max(answers.map(\.probabilities.count).max() ?? 0, (evaluation.labels.max().map(Int.init) ?? 0) + 1))
    }
}
