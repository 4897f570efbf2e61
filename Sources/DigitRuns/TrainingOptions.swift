/// Everything that decides what a training does, as `args.json` keeps it: enough to go on with the training or to do it again.
package struct TrainingOptions: Codable, Equatable, Sendable {
    /// The recipe that the other settings are from where nobody chose.
    package var recipe: String
    package var epochs: Int
    package var batchSize: Int
    /// Nil for the recipe's, or that of the model's file.
    package var learningRate: Double?
    /// `constant`, `cosine`, `one-cycle`, `step` or `plateau`; nil for the recipe's.
    package var schedule: String?
    package var warmUp: Double?
    package var decayEvery: Int?
    package var decayFactor: Double?
    package var averageDecay: Double?
    package var clipNorm: Double?
    package var clipValue: Double?
    /// `val_loss` or `val_accuracy`.
    package var monitor: String
    package var patience: Int?
    package var seed: UInt64
    package var validationSplit: Double
    /// Where the data are; nil for the MNIST files that come with the program.
    package var data: String?
    package var classes: Int?
    /// The Keras file to start from.
    package var model: String?
    /// A folder of corrections to learn besides.
    package var include: String?
    package var inputLow: Float
    package var inputHigh: Float
    package var threads: Int?
    package var optimizerState: Bool
    package var checkpointEvery: Int?
    package var tensorboard: Bool
    package var fastDevRun: Bool
    package var overfitBatches: Int?

    /// The options of a training with nothing special.
    package init(recipe: String, epochs: Int, batchSize: Int, seed: UInt64) {
        self.recipe = recipe
        self.epochs = epochs
        self.batchSize = batchSize
        self.seed = seed
        monitor = "val_loss"
        validationSplit = 0
        (inputLow, inputHigh) = (0, 1)
        optimizerState = true
        tensorboard = false
        fastDevRun = false
    }
}
