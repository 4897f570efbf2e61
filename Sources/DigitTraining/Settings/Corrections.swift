/// How corrections of a trained network are learned: few pictures, one pass at a small learning rate.
enum Corrections {
    private static let (epochs, learningRate, schedule) = (1, 3e-4, ScheduleName.cosine)
    /// At most this part of what is learned are corrections, so that the rest is not forgotten, and none is seen more often than this.
    private static let (largestPart, mostRepeats) = (0.1, 50)

    /// Makes settings those of learning corrections.
    static func adjust(_ settings: inout TrainingSettings) {
        settings.epochs = epochs
        settings.learningRate = learningRate
        settings.schedule = schedule
    }

    /// How often each of some corrections is in an epoch.
    static func repeats(of count: Int, beside others: Int) -> Int {
        max(1, min(mostRepeats, Int(Double(others) * largestPart) / max(count, 1)))
    }
}
