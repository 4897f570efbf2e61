import ArgumentParser
import DigitFiles
import DigitInput
import DigitKeras
import DigitNN
import DigitPlots
import DigitText
import DigitTraining

struct LearningRateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lr-find",
        abstract: "Find a learning rate: raise it during a short training, and watch where the loss falls.",
        discussion: """
            Draws the loss against the learning rate, and suggests a rate from the range in which the loss falls. Nothing is saved but the \
            curve.

            Examples:
              digits lr-find
              digits lr-find --batch-size 256 --output curve.svg
              digits lr-find --model model.h5 --data scans --json
            """)

    @Option(
        help: ArgumentHelp("The network, a Keras file. (default: a new seed network)", valueName: "file"),
        completion: .file(extensions: ["h5", "hdf5", "keras"]))
    var model: String?

    @OptionGroup var data: DataOptions
    @OptionGroup var range: InputRangeOptions
    @OptionGroup var file: ModelFileOptions

    @Option(parsing: .unconditional, help: ArgumentHelp("Images per step.", valueName: "n"))
    var batchSize = 64

    @Option(name: .customLong("from"), parsing: .unconditional, help: ArgumentHelp("First learning rate.", valueName: "rate"))
    var first = 1e-6

    @Option(name: .customLong("to"), parsing: .unconditional, help: ArgumentHelp("Last learning rate.", valueName: "rate"))
    var last = 1.0

    @Option(parsing: .unconditional, help: ArgumentHelp("Number of steps.", valueName: "n"))
    var steps = 200

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Seed of the initial weights, the order of the images and the dropout.", valueName: "number"))
    var seed: UInt64 = 42

    @Option(
        help: ArgumentHelp("The curve's file.", valueName: "file"), completion: .file(extensions: ["svg"]))
    var output = "lr_find.svg"

    @OptionGroup var threads: ThreadOptions

    @Flag(help: "Print one JSON object instead of text.")
    var json = false

    func validate() throws {
        try expectFile("--output", output)
        _ = try settings()
        if !(10...100_000).contains(steps) { throw ValidationError("--steps: a number from 10 to 100000 expected, got \(steps)") }
        guard first > 0, last > first, last.isFinite else {
            throw ValidationError("--from, --to: a rate above 0 and a larger one expected, got \(first) and \(last)")
        }
        try file.check(isNamed: model != nil)
        if model == nil && range.inputRange != nil { throw ValidationError("--input-range requires --model") }
    }

    func run() throws {
        let settings = try settings()
        var data = try TrainingData(settings)
        let recipe = settings.recipe
        var network = recipe.network(seed: seed, classCount: data.source.classNames.count)
        var training = recipe.training
        if let model {
            let loaded = try file.load(RunFolder.modelFile(model))
            (network, training) = (loaded.model, loaded.training ?? training)
        }
        try data.prepare(for: network, name: model ?? network.name, settings)
        let curve = try naming(model ?? network.name) {
            try settings.trainer(training).findLearningRate(for: network, on: data.training, from: first, to: last, steps: steps)
        }
        try writeFile(Array(plot(curve).svg.utf8), to: output)
        try report(curve)
    }

    /// The seed recipe's settings, except for what was given.
    private func settings() throws -> TrainingSettings {
        var values = data.values.merging(threads.values) { $1 }
        values["model"] = model
        values["batch-size"] = "\(batchSize)"
        values["seed"] = "\(seed)"
        var settings = try asUsage { try TrainingSettings(values) }
        (settings.inputLow, settings.inputHigh) = (range.inputRange?.low, range.inputRange?.high)
        return settings
    }

    private func plot(_ curve: LearningRateCurve) -> Plot {
        LineChart(
            title: "Loss over the learning rate", xLabel: "learning rate",
            series: [.init("smoothed loss", curve.points.map { ($0.rate, $0.smoothedLoss) })], scale: .logarithmic,
            marks: curve.suggestion.map { [($0, "suggestion \($0.metricText)")] } ?? []
        ).plot
    }

    private struct Report: Encodable {
        let suggestion: Double?
        let steepest: Double?
        let rates: [Double]
        let losses: [Double]
        let output: String
    }

    private func report(_ curve: LearningRateCurve) throws {
        if json {
            let report = Report(
                suggestion: curve.suggestion, steepest: curve.steepest, rates: curve.points.map(\.rate),
                losses: curve.points.map(\.smoothedLoss), output: output)
            return try Output.standard.writeLine(jsonText(report))
        }
        let suggestion = curve.suggestion.map(\.metricText) ?? "none: the loss never decreased"
        try Output.standard.writeLine("Suggested learning rate: \(suggestion)")
        if let steepest = curve.steepest {
            try Output.standard.writeLine("Steepest decrease of the loss at: \(steepest.metricText)")
        }
        try Output.standard.writeLine("Saved \(output)")
    }
}
