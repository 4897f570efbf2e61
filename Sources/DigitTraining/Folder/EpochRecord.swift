import DigitNN
import DigitText

/// An epoch's metrics in the files of a run.
package struct EpochRecord: Codable, Equatable, Sendable {
    package var epoch: Int
    package var seconds: Double
    package var validationSeconds: Double
    package var loss: Double
    package var accuracy: Double
    package var valLoss: Double?
    package var valAccuracy: Double?
    package var learningRate: Double

    /// The metrics of a report.
    package init(_ report: EpochReport) {
        epoch = report.epoch
        seconds = report.duration.inSeconds
        validationSeconds = report.validationDuration.inSeconds
        loss = report.training.loss
        accuracy = report.training.accuracy
        valLoss = report.validation?.loss
        valAccuracy = report.validation?.accuracy
        learningRate = report.learningRate
    }

    /// The report with these metrics.
    /// - Parameter epochs: the number of epochs of the training.
    package func report(epochs: Int) -> EpochReport {
        var validation: EpochReport.Result?
        if let valLoss, let valAccuracy { validation = .init(loss: valLoss, accuracy: valAccuracy) }
        return EpochReport(
            epoch: epoch, epochs: epochs, training: .init(loss: loss, accuracy: accuracy), validation: validation,
            duration: .seconds(seconds), validationDuration: .seconds(validationSeconds), learningRate: learningRate)
    }
}
