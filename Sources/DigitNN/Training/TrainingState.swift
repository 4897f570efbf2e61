import DigitTensor

/// All that a training needs to continue exactly where it was: with the same trainer and data, the final weights are the same bit
/// for bit.
///
/// Random numbers need no state. The order of an epoch and the dropout masks are functions of the seed and the number of steps.
public struct TrainingState: Equatable, Sendable {
    /// The completed epochs.
    public var history: [EpochReport]
    /// The steps done in the epoch under way.
    public var step: Int
    /// The sum of the losses over these steps' samples.
    public var lossSum: Double
    /// The number of right answers among them.
    public var rightCount: Int
    /// For each k of the trainer's `topK`, the number of samples whose right class was among the k most likely.
    public var withinCounts: [Int]
    /// The time that these steps took.
    public var elapsed: Duration
    /// The weights, for each layer.
    public var weights: [[Tensor]]
    /// Their moving average, if the trainer keeps one.
    public var averagedWeights: [[Tensor]]?
    /// The optimizer's state.
    public var optimizer: OptimizerState

    /// A state in the middle of a training.
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
