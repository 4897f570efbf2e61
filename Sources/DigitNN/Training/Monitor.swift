/// The figure that tells whether an epoch was better than those before.
public enum Monitor: String, CaseIterable, Hashable, Sendable {
    /// The smaller the better. Where nothing is validated, the training's own loss.
    case validationLoss = "val_loss"
    /// The larger the better. Where nothing is validated, the training's own accuracy.
    case validationAccuracy = "val_accuracy"

    /// The figure of an epoch.
    public func value(in report: EpochReport) -> Double {
        let result = report.validation ?? report.training
        return self == .validationLoss ? result.loss : result.accuracy
    }

    /// Whether a figure is better than another by more than `delta`. A number is better than none.
    public func isBetter(_ value: Double, than other: Double, by delta: Double = 0) -> Bool {
        if other.isNaN { return !value.isNaN }
        return self == .validationLoss ? value < other - delta : value > other + delta
    }

    /// The index of the best epoch, the first of equals; nil where there is none.
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
