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

    /// The learning rate over the training; nil if it is always the same.
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

    /// What was taken for what.
    var confusionChart: ConfusionChart { ConfusionChart(counts: evaluation.confusion, names: record.data.classes) }

    /// The first test images, and the first that were wrong.
    var predictionGrid: ImageGrid {
        let first = Array(0..<min(30, evaluation.count))
        let isRight = evaluation.isRight
        let mistakes = isRight.indices.lazy.filter { !isRight[$0] && $0 >= first.count }.prefix(20)
        return ImageGrid(
            title: "Predictions",
            subtitle: "the first \(first.count) test images, then the first mistakes",
            cells: (first + mistakes).map { cell($0) })
    }

    /// The images with the highest losses.
    var topLossGrid: ImageGrid {
        ImageGrid(
            title: "Highest losses", subtitle: "the class, the answer if it is wrong, and the loss",
            cells: evaluation.topLosses(limit: 40).map { cell($0, detail: "loss \(Double(evaluation.losses[$0]).fixed(2))") })
    }

    private func cell(_ index: Int, detail: String = "") -> ImageGrid.Cell {
        let isRight = evaluation.predictions[index] == Int(evaluation.labels[index])
        let answer = className(evaluation.predictions[index])
        let actual = className(Int(evaluation.labels[index]))
        return ImageGrid.Cell(
            png: pictures.png(index), caption: isRight ? actual : "\(actual), read as \(answer)", detail: detail, isRight: isRight
        )
    }
}
