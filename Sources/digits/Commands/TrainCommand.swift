import ArgumentParser
import DigitNN
import DigitReport
import DigitRuns

struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train a network on MNIST or another data set.",
        discussion: """
            Trains the seed network, or goes on with the model of a file. A new run folder gets the model, the best model, a table of \
            results and report.html, which shows what the network gets wrong. The model is measured on the test images after each epoch. \
            The same seed, data and kind of machine give the same weights, whatever the number of threads.

            A training that was stopped goes on where it was with --resume, and ends with the same weights as one that was not.

            Examples:
              digits train
              digits train --epochs 10 --batch-size 128 --seed 7
              digits train --recipe fast --json > result.json
              digits train --epochs 20 --schedule cosine --average 0.999 --validation-split 0.1 --patience 3
              digits train --resume runs/train
              digits train --model runs/train/mnist_digit_recognizer.h5 --epochs 1
              digits train --model model.h5 --include corrections
              digits train --data scans --output scans-run      (scans/0/a.png, scans/1/b.png, …)
            """)

    @OptionGroup(title: "What to train") var start: StartOptions
    @OptionGroup(title: "What to learn from") var data: DataOptions
    @OptionGroup var range: InputRangeOptions
    @OptionGroup(title: "How to train") var settings: SettingOptions
    @OptionGroup(title: "What to write") var files: RunOptions
    @OptionGroup var threads: ThreadOptions

    @Flag(help: "Print one JSON object at the end; progress goes to standard error.")
    var json = false

    @Flag(help: "Show no progress.")
    var quiet = false

    func validate() throws {
        guard start.model == nil else { return }
        if !range.isDefault { throw ValidationError("--input-range belongs to the model of --model") }
    }

    func run() throws {
        let display = ProgressSettings(isJSON: json, isQuiet: quiet)
        let report: TrainingReport
        if let folder = start.resume {
            try checkAlone()
            report = try TrainingRun(resuming: folder, threads: threads.threads, display).run()
        } else {
            report = try TrainingRun(options(), output: files.output, display).run()
        }
        if json { try Output.standard.writeLine(jsonText(report)) }
    }

    /// What a run does is settled when it begins.
    private func checkAlone() throws {
        guard try optionsWithoutThreads() == TrainCommand.parse([]).optionsWithoutThreads(), files.output == nil else {
            throw ValidationError("--resume goes on as the run began: only --threads, --json and --quiet go with it")
        }
    }

    private func optionsWithoutThreads() -> TrainingOptions {
        var options = options()
        options.threads = nil
        return options
    }

    /// Everything that was chosen, with the defaults of the recipe.
    private func options() -> TrainingOptions {
        let recipe = settings.recipe
        // Corrections are few: one pass at a small step size.
        let isCorrecting = start.include != nil && start.model != nil
        var options = TrainingOptions(
            recipe: recipe.rawValue, epochs: settings.epochs ?? (isCorrecting ? Corrections.epochs : recipe.epochs),
            batchSize: settings.batchSize ?? recipe.batchSize, seed: settings.seed)
        options.learningRate = settings.learningRate ?? (isCorrecting ? Corrections.learningRate : nil)
        options.schedule = settings.schedule?.rawValue ?? (isCorrecting ? Corrections.schedule.rawValue : nil)
        options.warmUp = settings.warmUp
        options.decayEvery = settings.decayEvery
        options.decayFactor = settings.decayFactor
        options.averageDecay = settings.average ?? recipe.averageDecay
        options.clipNorm = settings.clipNorm
        options.clipValue = settings.clipValue
        options.monitor = settings.monitor.rawValue
        options.patience = settings.patience
        options.validationSplit = settings.validationSplit > 0 ? settings.validationSplit : recipe.validationSplit
        options.data = data.path
        options.classes = data.classes
        options.model = start.model
        options.include = start.include
        (options.inputLow, options.inputHigh) = (range.inputRange.low, range.inputRange.high)
        options.threads = threads.threads
        options.optimizerState = files.optimizerState
        options.checkpointEvery = files.checkpointEvery
        options.tensorboard = files.tensorboard
        options.fastDevRun = settings.fastDevRun
        options.overfitBatches = settings.overfitBatches
        return options
    }
}
