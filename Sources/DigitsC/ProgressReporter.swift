import CDigits
import DigitNN

/// Reports a training's progress to C, as often as it asked for.
struct ProgressReporter {
    /// The least time in seconds between two calls about steps; below 0 for none.
    private let interval: Double
    private let callback: digits_progress_callback?
    private let context: UnsafeMutableRawPointer?
    private(set) var latest = digits_progress(
        epoch: 0, epochs: 0, step: 0, steps: 0, loss: .nan, accuracy: .nan, validation_loss: .nan, validation_accuracy: .nan,
        seconds: 0, epoch_ended: 0)
    private var nextReport = 0.0

    init(interval: Double, callback: digits_progress_callback?, context: UnsafeMutableRawPointer?) {
        (self.interval, self.callback, self.context) = (interval, callback, context)
    }

    /// - Returns: false if the callback asks for the training to stop.
    mutating func report(_ progress: TrainingProgress) -> Bool {
        switch progress {
        case .step(let step):
            if step.step == 1 { nextReport = 0 }
            (latest.epoch, latest.epochs) = (Int32(clamping: step.epoch), Int32(clamping: step.epochs))
            (latest.step, latest.steps) = (Int64(step.step), Int64(step.steps))
            (latest.loss, latest.accuracy) = (step.loss, step.accuracy)
            (latest.validation_loss, latest.validation_accuracy) = (.nan, .nan)
            latest.seconds = step.elapsed / .seconds(1)
            latest.epoch_ended = 0
            guard interval >= 0, latest.seconds >= nextReport else { return true }
            nextReport = latest.seconds + interval
        case .epoch(let report):
            (latest.loss, latest.accuracy) = (report.training.loss, report.training.accuracy)
            latest.validation_loss = report.validation?.loss ?? .nan
            latest.validation_accuracy = report.validation?.accuracy ?? .nan
            latest.seconds = report.duration / .seconds(1)
            latest.epoch_ended = 1
        }
        guard let callback else { return true }
        return callback(&latest, context) == 0
    }
}
