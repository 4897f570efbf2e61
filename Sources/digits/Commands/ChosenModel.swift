import ArgumentParser
import DigitFiles
import DigitInput
import DigitKeras
import DigitNN
import DigitRecognizer
import DigitTraining

/// The model that a command uses: of a Keras file, of a run's folder, or the bundled one.
struct ChosenModel {
    /// Its name in messages.
    let name: String
    let model: Sequential
    /// The loss that it was compiled with; nil if there was none.
    let loss: Loss?
    /// The metrics that it was compiled with.
    let metrics: [KerasMetric]
    /// The record of the run that made it; nil for a file by itself.
    let run: RunRecord?

    /// - Parameters:
    ///   - path: a Keras file or a run's folder; nil for the bundled model.
    ///   - file: how the file is read.
    init(_ path: String?, _ file: ModelFileOptions) throws {
        guard let path else {
            (name, model, loss, metrics, run) = (BundledModel.reader.name, try BundledModel.reader.load(), nil, [], nil)
            return
        }
        name = try RunFolder.modelFile(path)
        let loaded = try file.load(name)
        (model, loss, metrics) = (loaded.model, loaded.loss, loaded.metrics)
        run = name == path ? nil : try? RunRecord(of: RunFolder.existing(path))
    }

    /// A recognizer with the model.
    /// - Parameter range: the range that the user gave; nil for that of the run, or else of the model.
    func recognizer(range: InputRange?, views: ViewOptions) throws -> DigitRecognizer {
        try naming(name) {
            try DigitRecognizer(model: model, inputRange: try range ?? run?.options.givenInputRange, views: views.chosen)
        }
    }
}

/// The model of a command, as an option.
struct ModelOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The model, a Keras file or the folder of a run. (default: the one for handwriting that comes with digits)",
            valueName: "file"),
        completion: .file(extensions: ["h5", "hdf5", "keras"]))
    var model: String?

    @OptionGroup var range: InputRangeOptions
    @OptionGroup var file: ModelFileOptions
    @OptionGroup var views: ViewOptions

    func validate() throws {
        if model == nil && range.inputRange != nil { throw ValidationError("--input-range requires --model") }
        try file.check(isNamed: model != nil)
    }

    /// A recognizer with the model.
    func recognizer() throws -> DigitRecognizer {
        try ChosenModel(model, file).recognizer(range: range.inputRange, views: views)
    }
}
