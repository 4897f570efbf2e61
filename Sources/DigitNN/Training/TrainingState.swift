import DigitTensor

/// All that a training needs to continue as if nothing had happened: with the same trainer and data, the weights at the end are the same
/// bit for bit.
///
/// Random numbers need no state. The order of an epoch and the dropout masks are functions of the seed and the number of steps.
public struct TrainingState: Equatable, Sendable {
    /// The epochs done.
    public var history: [EpochReport]
    /// The steps done of the epoch under way.
    public var step: Int
    /// The sum of the losses over these steps' samples.
    public var lossSum: Double
    /// How many of them were right.
    public var rightCount: Int
    /// For each k of the trainer's `topK`, how many had their right class among the k likeliest.
    public var withinCounts: [Int]
    /// The time that these steps took.
    public var elapsed: Duration
    /// The weights, for each layer.
    public var weights: [[Tensor]]
    /// Their moving average, where the trainer keeps one.
    public var averagedWeights: [[Tensor]]?
    /// What the optimizer remembers.
    public var optimizer: OptimizerState

    /// A state in the midst of a training.
    public init(
        history: [EpochReport], step: Int, lossSum: Double, rightCount: Int, withinCounts: [Int] = [], elapsed: Duration,
        weights: [[Tensor]], averagedWeights: [[Tensor]]?, optimizer: OptimizerState
    ) {
        self.history = history
        self.step = step
        self.lossSum = lossSum
        self.rightCount = rightCount
        self.withinCounts = withinCounts
        self.elapsed = elapsed
        self.weights = weights
        self.averagedWeights = averagedWeights
        self.optimizer = optimizer
    }
}
