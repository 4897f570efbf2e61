/// The metric that decides whether an epoch is better than those before.
public enum Monitor: String, CaseIterable, Hashable, Sendable {
    /// Smaller is better. Without validation, the training's own loss.
    case validationLoss = "val_loss"
    /// Larger is better. Without validation, the training's own accuracy.
    case validationAccuracy = "val_accuracy"

    /// The metric's value for an epoch.
    public func value(in report: EpochReport) -> Double {
        let result = report.validation ?? report.training
        return self == .validationLoss ? result.loss : result.accuracy
    }

    /// Whether a value is better than another by more than `delta`. Any number is better than NaN.
    public func isBetter(_ value: Double, than other: Double, by delta: Double = 0) -> Bool {
        if other.isNaN { return !value.isNaN }
        return self == .validationLoss ? value < other - delta : value > other + delta
    }

    /// The index of the best epoch, the first of equals; nil if there is none.
    public func bestIndex(in history: [EpochReport], by delta: Double = 0) -> Int? {
        var best: Int?
        for index in history.indices {
            guard let earlier = best else {
                best = index
                continue
            }
            if isBetter(value(in: history[index]), than: value(in: history[earlier]), by: delta) { best = index }
        }
        return best
    }
}
