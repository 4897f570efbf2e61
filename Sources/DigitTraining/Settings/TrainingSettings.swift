import DigitDatasets
import DigitNN
import DigitTensor

/// Everything that determines a training: enough to resume or repeat it.
///
/// A setting is a property here and an entry of ``all`` below. From these two follow its option on the command line, its name in
/// `args.json`, its line in the report and in the comparison of runs, and the check of its value.
public struct TrainingSettings: Equatable, Sendable {
    /// The recipe, which determines everything else: the network, the augmentation, and the defaults of the other settings.
    public var recipe: Recipe
    /// The Keras file to start from; nil for a new network.
    public var model: String?
    /// Whether to flip the kernels of that file's convolutions, as needed for Keras 1 models that ran on Theano.
    public var flipKernels: Bool?
    /// Whether to refuse that file if it uses something unsupported.
    public var strict: Bool?
    /// A folder of corrections to learn in addition to the data: one folder of pictures for each class.
    public var include: String?
    /// The data, in any form that `DataSource` reads; nil for the MNIST files that come with the program.
    public var data: String?
    /// The number of classes, 2...256; nil for that of the data.
    public var classes: Int?
    /// The network's value for a pixel without ink; nil for that of its first layer, or 0.
    public var inputLow: Float?
    /// The network's value for a pixel full of ink; nil for that of its first layer, or 1.
    public var inputHigh: Float?
    /// The number of passes over the training samples.
    public var epochs: Int
    /// The number of samples per step.
    public var batchSize: Int
    /// The number of steps that count as an epoch, with the recipe `numbers` only; nil for 250.
    public var stepsPerEpoch: Int?
    /// The learning rate, the highest one if it changes; nil for that of the recipe, or of the model's file.
    public var learningRate: Double?
    /// How the learning rate changes; nil for the recipe's schedule.
    public var schedule: ScheduleName?
    /// The first fraction of the steps, in which the cosine and one-cycle schedules increase, 0...1.
    public var warmUp: Double?
    /// The number of epochs between two drops of the step schedule, or the patience of the plateau schedule.
    public var decayEvery: Int?
    /// The factor of the step and plateau schedules, above 0, up to 1.
    public var decayFactor: Double?
    /// The decay of a moving average of the weights, which is then validated and saved, 0..<1; nil for the weights themselves.
    public var averageDecay: Double?
    /// The largest norm of a step's gradient.
    public var clipNorm: Double?
    /// The largest magnitude of a value of the gradient.
    public var clipValue: Double?
    /// The number of epochs without an improvement after which training stops.
    public var patience: Int?
    /// The metric that decides which epoch is best.
    public var monitor = Monitor.validationLoss
    /// Determines the initial weights, the order of the samples, the dropout and the augmentation.
    public var seed: UInt64
    /// The last fraction of the training samples, held out for validation, 0..<1; 0 validates on the test samples.
    public var validationSplit: Double
    /// Whether to train and evaluate on three batches only, to try everything once.
    public var fastDevRun = false
    /// The number of batches to train and evaluate on; nil for all.
    public var overfitBatches: Int?
    /// The number of steps between checkpoints, in addition to the one of each epoch.
    public var checkpointEvery: Int?
    /// Whether to write event files for TensorBoard.
    public var tensorboard = false
    /// Whether the saved model holds the optimizer's state, so that training can continue from it.
    public var optimizerState: Bool
    /// The number of threads; nil for one for each processor. It does not affect the result.
    public var threads: Int?

    /// The settings of a recipe.
    public init(recipe: Recipe = .seed) {
        self.recipe = recipe
        epochs = recipe.epochs
        batchSize = recipe.batchSize
        averageDecay = recipe.averageDecay
        validationSplit = recipe.validationSplit
        seed = recipe.seed
        optimizerState = !recipe.learnsLines
    }

    /// The settings of a recipe with some of them replaced.
    /// - Parameter values: values as text by the names of the options, such as `["recipe": "fast", "batch-size": "128"]`.
    /// - Throws: `SettingError` for an unknown name, or a value that is not allowed.
    public init(_ values: [String: String]) throws(SettingError) {
        self.init()
        if let recipe = values["recipe"] { try TrainingSetting.named("recipe").set(recipe, in: &self) }
        self.init(recipe: recipe)
        if values["model"] != nil, values["include"] != nil { Corrections.adjust(&self) }
        // Everything is tried once.
        if values["fast-dev-run"] == "true" { epochs = 1 }
        for (name, text) in values.sorted(by: { $0.key < $1.key }) { try TrainingSetting.named(name).set(text, in: &self) }
        try check()
    }

    /// Every setting, in the order of the report.
    public static let all: [TrainingSetting] = [
        TrainingSetting(
            .property(\.recipe, "recipe"), in: .training, .oneOf(Recipe.allCases),
            help: Recipe.allCases.map { "\($0): \($0.summary)" }.joined(separator: "; ") + ".", placeholder: "name"),
        TrainingSetting(
            .property(\.model, "model"), in: .start, .text, title: "model to begin with",
            help: "Keras file to start from, with its optimizer's state. numbers: its weights only.", placeholder: "file",
            names: .files(["h5", "hdf5", "keras"])),
        TrainingSetting(
            flag: .property(\.flipKernels, "flipKernels"), in: .start,
            help: "Flip the kernels of the model's convolutions, as needed for Keras 1 models that ran on Theano."),
        TrainingSetting(
            flag: .property(\.strict, "strict"), in: .start,
            help: "Refuse a model that uses something unsupported, instead of noting it."),
        TrainingSetting(
            .property(\.include, "include"), in: .start, .text, title: "corrections",
            help:
                "Learn corrections as well: pictures in a folder for each digit, such as corrections/7/a.png; numbers: of lines, such as corrections/lines/a.png with a.gt.txt.",
            placeholder: "folder",
            names: .folders),
        TrainingSetting(
            .property(\.data, "data"), in: .data, .text,
            help: "The data set: \(DataForm.known). (default: the MNIST files that come with digits)",
            placeholder: "path", names: .files([])),
        TrainingSetting(
            .property(\.classes, "classes"), in: .data, .whole(2...256),
            help: "Number of classes. (default: one for each class folder, else 10)", placeholder: "n"),
        TrainingSetting(.property(\.inputLow, "inputLow"), in: .none, .finite, title: "value of no ink"),
        TrainingSetting(.property(\.inputHigh, "inputHigh"), in: .none, .finite, title: "value of full ink"),
        TrainingSetting(
            .property(\.epochs, "epochs"), in: .training, .whole(1...1_000_000),
            help: "Passes over the training images; numbers: over --steps-per-epoch steps. (default: the recipe's; 1 with "
                + "--fast-dev-run)",
            placeholder: "n"),
        TrainingSetting(
            .property(\.batchSize, "batchSize"), in: .training, .whole(1...16_384), help: "Images per step. (default: 64)",
            placeholder: "n"),
        TrainingSetting(
            .property(\.stepsPerEpoch, "stepsPerEpoch"), in: .training, .whole(1...1_000_000),
            help: "numbers: steps that count as an epoch. (default: \(Recipe.stepsPerEpoch))", placeholder: "n"),
        TrainingSetting(
            .property(\.learningRate, "learningRate"), in: .training, .above0,
            help: "Learning rate, the highest one where it changes. (default: the recipe's, or the model file's)",
            placeholder: "rate"),
        TrainingSetting(
            .property(\.schedule, "schedule"), in: .training, .oneOf(ScheduleName.allCases),
            help: "How the learning rate changes. (default: the recipe's)", placeholder: "name"),
        TrainingSetting(
            .property(\.warmUp, "warmUp"), in: .training, .from0To1,
            help: "The fraction of the steps in which cosine and one-cycle rise. (default: 0 and 0.2)", placeholder: "fraction"),
        TrainingSetting(
            .property(\.decayEvery, "decayEvery"), in: .training, .whole(1...1_000_000),
            help: "step: epochs between two drops; plateau: epochs without a better loss before a drop. (default: 3)",
            placeholder: "n"),
        TrainingSetting(
            .property(\.decayFactor, "decayFactor"), in: .training, .above0UpTo1,
            help: "step and plateau: the factor that the rate is multiplied by. (default: 0.1)", placeholder: "factor"),
        TrainingSetting(
            .property(\.averageDecay, "averageDecay"), option: "average", in: .training, .from0Below1,
            title: "average of weights",
            help: "Validate and save a moving average of the weights with this decay, such as 0.999.", placeholder: "decay"),
        TrainingSetting(
            .property(\.clipNorm, "clipNorm"), in: .training, .above0, title: "gradient norm up to",
            help: "Clip each step's gradient to this norm.", placeholder: "norm"),
        TrainingSetting(
            .property(\.clipValue, "clipValue"), in: .training, .above0, title: "gradient values up to",
            help: "Clip each value of the gradient to this magnitude.", placeholder: "size"),
        TrainingSetting(
            .property(\.patience, "patience"), in: .training, .whole(1...1_000_000),
            help: "Stop after n epochs without an improvement.", placeholder: "n"),
        TrainingSetting(
            .property(\.monitor, "monitor"), in: .training, .oneOf(Monitor.allCases), title: "best epoch by",
            help: "The metric that decides which epoch is best.", placeholder: "metric"),
        TrainingSetting(
            .property(\.seed, "seed"), in: .training, .whole(0...UInt64.max),
            help: "Seed of the initial weights, the order of the images or lines, the augmentation and the dropout. "
                + "(default: 42; numbers: 0)",
            placeholder: "number"),
        TrainingSetting(
            .property(\.validationSplit, "validationSplit"), in: .training, .from0Below1,
            help:
                "Validate on this last fraction of the training images, such as 0.1, and use the test images only at the end. numbers: on lines made from these. (default: the recipe's)",
            placeholder: "fraction"),
        TrainingSetting(
            flag: .property(\.fastDevRun, "fastDevRun"), in: .training,
            help: "Try everything once on a few batches: one epoch, all files."),
        TrainingSetting(
            .property(\.overfitBatches, "overfitBatches"), in: .training, .whole(1...1_000_000),
            help: "Train and measure on the first n batches only. A network that cannot memorize these has a bug.",
            placeholder: "n"),
        TrainingSetting(
            .property(\.checkpointEvery, "checkpointEvery"), in: .files, .whole(1...1_000_000_000),
            help: "Write a checkpoint after every n steps besides each epoch.", placeholder: "n"),
        TrainingSetting(flag: .property(\.tensorboard, "tensorboard"), in: .files, help: "Write event files for TensorBoard."),
        TrainingSetting(
            flag: .property(\.optimizerState, "optimizerState"), in: .files,
            help: "Save the optimizer's state, so that training can continue. numbers: never."),
        TrainingSetting(
            .property(\.threads, "threads"), in: .threads, .whole(ProcessorVariables.threads),
            help: "Number of threads. (default: one for each available processor)", placeholder: "n"),
    ]
}
