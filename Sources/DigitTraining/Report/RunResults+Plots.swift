import DigitNN
import DigitPlots
import DigitText

extension RunResults {
    /// The loss of each epoch.
    var lossChart: LineChart {
        LineChart(
            title: "Loss", xLabel: "epoch",
            series: [
                .init("training", history.map { (Double($0.epoch), $0.loss) }),
                .init("validation", history.compactMap { epoch in epoch.valLoss.map { (Double(epoch.epoch), $0) } }),
            ].filter { !$0.isEmpty }, marks: bestMark)
    }

    /// The accuracy of each epoch.
    var accuracyChart: LineChart {
        LineChart(
            title: "Accuracy", xLabel: "epoch",
            series: [
                .init("training", history.map { (Double($0.epoch), $0.accuracy) }),
                .init("validation", history.compactMap { epoch in epoch.valAccuracy.map { (Double(epoch.epoch), $0) } }),
            ].filter { !$0.isEmpty }, marks: bestMark)
    }

    /// The learning rate over the training; nil if it is constant.
    var learningRateChart: LineChart? {
        guard Set(learningRates.map(\.y)).count > 1 else { return nil }
        return LineChart(title: "Learning rate", xLabel: "epochs", series: [.init("", learningRates)], scale: .linear)
    }

    /// The learning rate at points of a training, by the epochs that were done.
    static func learningRates(of training: Training) -> [(x: Double, y: Double)] {
        let (schedule, steps) = (training.trainer.schedule, training.stepsPerEpoch)
        let done = training.history.count * steps
        let points = min(done, 200)
        return (0..<points).map { point in
            let step = point * (done - 1) / max(points - 1, 1)
            let factor = schedule.factor(
                atStep: step, of: training.epochs * steps, history: Array(training.history.prefix(step / steps)))
            return (x: Double(step) / Double(steps), y: factor * training.trainer.optimizer.learningRate)
        }
    }

    private var bestMark: [(x: Double, label: String)] {
        guard let bestEpoch, history.count > 1 else { return [] }
        return [(Double(bestEpoch), "best")]
    }
}
