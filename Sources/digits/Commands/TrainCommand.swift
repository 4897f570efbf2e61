import ArgumentParser
import DigitNN
import DigitReport

struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train a network on MNIST or another data set.",
        discussion: """
            Trains the seed network, or goes on with the model of a file, and writes mnist_digit_recognizer.h5 into a new run folder. \
            The model is measured on the test images after each epoch. The same seed, data and kind of machine give the same weights, \
            whatever the number of threads.

            Examples:
              digits train
              digits train --epochs 10 --batch-size 128 --seed 7
              digits train --recipe fast --json > result.json
              digits train --model runs/train/mnist_digit_recognizer.h5 --epochs 1
              digits train --data fashion --validation-split 0.1 --output fashion-run
            """)

    @Option(
        help: ArgumentHelp(
            "seed: 5 epochs at a constant learning rate of 0.001; fast: 1 epoch at one that rises to 0.008 and falls to 0, with smoothed labels.",
            valueName: "name"))
    var recipe = Recipe.seed

    @Option(help: ArgumentHelp("Passes over the training images. (default: the recipe's)", valueName: "n"))
    var epochs: Int?

    @Option(help: ArgumentHelp("Images in a step. (default: 64)", valueName: "n"))
    var batchSize: Int?

    @Option(
        help: ArgumentHelp(
            "Learning rate, the highest one where it changes. (default: the recipe's, or the model file's)", valueName: "rate"))
    var learningRate: Double?

    @Option(help: ArgumentHelp("Decides the first weights, the order of the images and the dropout.", valueName: "number"))
    var seed: UInt64 = 42

    @Option(
        help: ArgumentHelp(
            "Measure after each epoch on the last part of the training images, such as 0.1, and not on the test images until the end.",
            valueName: "part"))
    var validationSplit = 0.0

    @OptionGroup var data: DataOptions

    @Option(
        name: .customLong("output"),
        help: ArgumentHelp(
            "Folder to write into. (default: the first of runs/train, runs/train2, … that is free)", valueName: "folder"),
        completion: .directory)
    var outputFolder: String?

    @Option(
        name: .customLong("model"),
        help: ArgumentHelp("Keras file to start from, with its optimizer's state.", valueName: "file"),
        completion: .file(extensions: ["h5", "hdf5", "keras"]))
    var startModel: String?

    @OptionGroup var range: InputRangeOptions
    @OptionGroup var threads: ThreadOptions

    @Flag(inversion: .prefixedNo, help: "Save what the optimizer remembers, so that training can go on.")
    var optimizerState = true

    @Flag(help: "Print one JSON object at the end; progress goes to standard error.")
    var json = false

    @Flag(help: "Show no progress.")
    var quiet = false

    func validate() throws {
        func check(_ isRight: Bool, _ problem: String) throws { if !isRight { throw ValidationError(problem) } }
        try check(
            epochs.map { (1...1_000_000).contains($0) } ?? true,
            "--epochs: a number from 1 to 1000000 expected, got \(epochs ?? 0)")
        try check(
            batchSize.map { (1...16_384).contains($0) } ?? true,
            "--batch-size: a number from 1 to 16384 expected, got \(batchSize ?? 0)")
        try check(
            learningRate.map { $0 > 0 && $0.isFinite } ?? true,
            "--learning-rate: a number above 0 expected, got \(learningRate ?? 0)")
        try check(
            validationSplit >= 0 && validationSplit < 1,
            "--validation-split: a number from 0 to below 1 expected, got \(validationSplit)")
        try check(startModel != nil || range.isDefault, "--input-range belongs to the model of --model")
    }

    func run() throws {
        let report = try TrainingRun(self).run()
        if json { try Output.standard.writeLine(jsonText(report)) }
    }
}
