import ArgumentParser
import DigitFiles
import DigitInput
import DigitText
import DigitTraining

struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train a network on MNIST or another data set.",
        usage: usage,
        discussion: """
            Trains the seed network, or continues with the model in a file. A new run folder gets the model, the best model, a table of \
            results and report.html, which shows what the network gets wrong. The model is validated on the test images after each epoch. \
            The same seed, data and kind of machine give the same weights, whatever the number of threads.

            --resume continues a training that was stopped. It ends with the same weights as one that was not stopped.

            Examples:
              digits train
              digits train --epochs 10 --batch-size 128 --seed 7
              digits train --recipe fast --json > result.json
              digits train --epochs 20 --schedule cosine --average 0.999 --patience 3
              digits train --resume runs/train
              digits train --model runs/train/mnist_digit_recognizer.h5 --epochs 1
              digits train --include corrections                (from the corrected model)
              digits train --data scans                         (scans/0/a.png, …)
              digits train --recipe numbers                     (reads lines; takes hours)
            """)

    /// The usage of a new training, and of one that is resumed; only the latter if that is requested.
    private static var usage: String {
        let resuming = Digits.usage("train --resume <run> [--threads <n>] [--json] [--quiet]")
        let isResuming = CommandLine.arguments.contains { $0 == "--resume" || $0.hasPrefix("--resume=") }
        return isResuming ? resuming : Digits.usage("train [<options>]") + "\n" + resuming
    }

    @OptionGroup(title: "What to train") var start: StartOptions
    @OptionGroup(title: "What to train") var earlier: ResumeOptions
    @OptionGroup(title: "What to learn from") var data: DataOptions
    @OptionGroup var range: InputRangeOptions
    @OptionGroup(title: "How to train") var training: HowToTrainOptions
    @OptionGroup(title: "What to write") var output: OutputOptions
    @OptionGroup(title: "What to write") var files: FileOptions
    @OptionGroup var threads: ThreadOptions

    @Flag(help: "Print one JSON object at the end; progress goes to standard error.")
    var json = false

    @Flag(help: "Show no progress.")
    var quiet = false

    func validate() throws {
        if earlier.resume != nil {
            // A run's settings are fixed when it begins.
            guard given.isEmpty, range.inputRange == nil, output.output == nil else {
                throw ValidationError(
                    "--resume continues with the settings of the run: only --threads, --json and --quiet may be given with it")
            }
        } else {
            _ = try settings()
        }
    }

    func run() throws {
        let display = RunDisplay(isJSON: json, isQuiet: quiet)
        let run =
            try earlier.resume.map { try TrainingRun(resuming: $0, threads: threads.threads) }
            ?? TrainingRun(settings(completing: Corrections.completed), output: output.output)
        let report = try display.run(run)
        if json { try Output.standard.writeLine(jsonText(report)) }
    }

    /// The given options other than the threads.
    private var given: [String: String] {
        [start.values, data.values, training.values, files.values].reduce(into: [:]) { $0.merge($1) { $1 } }
    }

    /// - Parameter complete: completes the options from files.
    private func settings(
        completing complete: ([String: String]) throws -> [String: String] = { $0 }
    ) throws -> TrainingSettings {
        if start.values["model"] == nil && range.inputRange != nil {
            throw ValidationError("--input-range requires --model")
        }
        let values = try complete(given.merging(threads.values) { $1 })
        var settings = try asUsage { try TrainingSettings(values) }
        (settings.inputLow, settings.inputHigh) = (range.inputRange?.low, range.inputRange?.high)
        return settings
    }
}
