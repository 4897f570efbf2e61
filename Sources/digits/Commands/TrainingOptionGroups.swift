import ArgumentParser
import DigitNN

/// What a training begins with.
struct StartOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Keras file to start from, with its optimizer's state.", valueName: "file"),
        completion: .file(extensions: ["h5", "hdf5", "keras"]))
    var model: String?

    @Option(
        help: ArgumentHelp(
            "Learn corrections too: pictures in a folder for each digit, such as corrections/7/a.png.", valueName: "folder"),
        completion: .directory)
    var include: String?

    @Option(
        help: ArgumentHelp("Go on with the training of a run folder, exactly where it was stopped.", valueName: "run"),
        completion: .directory)
    var resume: String?
}

/// How the step size changes.
enum ScheduleName: String, CaseIterable, ExpressibleByArgument {
    case constant
    case cosine
    case oneCycle = "one-cycle"
    case step
    case plateau
}

extension Monitor: ExpressibleByArgument {}

/// How a network is trained.
struct SettingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "seed: 5 epochs at a constant learning rate of 0.001; fast: 1 epoch at one that rises to 0.008 and falls to 0, with smoothed labels and convolutions that stop learning early; robust: 20 epochs on digits that are bent, written and damaged anew each time, for other hands than MNIST's; reader: 30 such epochs of the network that the bundled reader has, which also learns what is no digit.",
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

    @Option(
        help: ArgumentHelp(
            "How the learning rate changes: constant, cosine, one-cycle, step or plateau. (default: the recipe's)",
            valueName: "name"))
    var schedule: ScheduleName?

    @Option(
        help: ArgumentHelp(
            "The first part of the steps, in which cosine and one-cycle rise. (default: 0 and 0.2)", valueName: "part"))
    var warmUp: Double?

    @Option(
        help: ArgumentHelp(
            "step: epochs from one fall to the next; plateau: epochs without a better loss before it falls. (default: 3)",
            valueName: "n"))
    var decayEvery: Int?

    @Option(help: ArgumentHelp("step and plateau: what the rate is multiplied by. (default: 0.1)", valueName: "factor"))
    var decayFactor: Double?

    @Option(
        help: ArgumentHelp(
            "Validate and save a moving average of the weights with this decay, such as 0.999.", valueName: "decay"))
    var average: Double?

    @Option(help: ArgumentHelp("Scale each step's gradient down to at most this norm.", valueName: "norm"))
    var clipNorm: Double?

    @Option(help: ArgumentHelp("Limit each value of the gradient to this size.", valueName: "size"))
    var clipValue: Double?

    @Option(help: ArgumentHelp("Stop after so many epochs that are no better than the best one.", valueName: "n"))
    var patience: Int?

    @Option(help: ArgumentHelp("What tells the best epoch: val_loss or val_accuracy.", valueName: "figure"))
    var monitor = Monitor.validationLoss

    @Option(help: ArgumentHelp("Decides the first weights, the order of the images and the dropout.", valueName: "number"))
    var seed: UInt64 = 42

    @Option(
        help: ArgumentHelp(
            "Measure after each epoch on the last part of the training images, such as 0.1, and not on the test images until the end.",
            valueName: "part"))
    var validationSplit = 0.0

    @Flag(help: "Try everything once on a few batches: one epoch, all files.")
    var fastDevRun = false

    @Option(
        help: ArgumentHelp(
            "Train and measure on the first n batches only. A network that cannot learn these by heart has a mistake.",
            valueName: "n"))
    var overfitBatches: Int?

    func validate() throws {
        func check<Value>(_ name: String, _ value: Value?, _ expected: String, _ isRight: (Value) -> Bool) throws {
            if let value, !isRight(value) { throw ValidationError("--\(name): \(expected) expected, got \(value)") }
        }
        try check("epochs", epochs, "a number from 1 to 1000000") { (1...1_000_000).contains($0) }
        try check("batch-size", batchSize, "a number from 1 to 16384") { (1...16_384).contains($0) }
        try check("learning-rate", learningRate, "a number above 0") { $0 > 0 && $0.isFinite }
        try check("warm-up", warmUp, "a number from 0 to 1") { (0...1).contains($0) }
        try check("decay-every", decayEvery, "a number from 1 to 1000000") { (1...1_000_000).contains($0) }
        try check("decay-factor", decayFactor, "a number above 0, up to 1") { $0 > 0 && $0 <= 1 }
        try check("average", average, "a number from 0 to below 1") { $0 >= 0 && $0 < 1 }
        try check("clip-norm", clipNorm, "a number above 0") { $0 > 0 && $0.isFinite }
        try check("clip-value", clipValue, "a number above 0") { $0 > 0 && $0.isFinite }
        try check("patience", patience, "a number from 1 to 1000000") { (1...1_000_000).contains($0) }
        try check("validation-split", validationSplit, "a number from 0 to below 1") { $0 >= 0 && $0 < 1 }
        try check("overfit-batches", overfitBatches, "a number from 1 to 1000000") { (1...1_000_000).contains($0) }
        if clipNorm != nil && clipValue != nil { throw ValidationError("either --clip-norm or --clip-value") }
        if warmUp != nil, schedule != .cosine, schedule != .oneCycle {
            throw ValidationError("--warm-up belongs to --schedule cosine or one-cycle")
        }
        if decayEvery != nil || decayFactor != nil, schedule != .step, schedule != .plateau {
            throw ValidationError("--decay-every and --decay-factor belong to --schedule step or plateau")
        }
    }
}

/// What a run leaves behind.
struct RunOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Folder to write into. (default: the first of runs/train, runs/train2, … that is free)", valueName: "folder"),
        completion: .directory)
    var output: String?

    @Option(help: ArgumentHelp("Write a checkpoint after every n steps besides each epoch.", valueName: "n"))
    var checkpointEvery: Int?

    @Flag(help: "Write event files for TensorBoard.")
    var tensorboard = false

    @Flag(inversion: .prefixedNo, help: "Save what the optimizer remembers, so that training can go on.")
    var optimizerState = true

    func validate() throws {
        if let checkpointEvery, checkpointEvery < 1 {
            throw ValidationError("--checkpoint-every: a number of at least 1 expected, got \(checkpointEvery)")
        }
    }
}
