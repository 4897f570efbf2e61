import DigitNN
import DigitText

/// Keras's progress line as text: step, bar, time and metrics.
///
/// ```
/// 469/938 ━━━━━━━━━━━━━━━━━━━━ 1s 1.4ms/step - loss: 0.1602 - accuracy: 0.9512
/// ```
package struct ProgressLine: Sendable {
    /// The most characters of a bar.
    static let barWidth = 20

    /// The columns of the terminal.
    package var width: Int
    /// Whether to use the terminal's colors.
    package var isColored: Bool

    package init(width: Int, isColored: Bool) {
        self.width = width
        self.isColored = isColored
    }

    /// The line while an epoch runs. It never exceeds the terminal's width, so that it can be redrawn in place.
    package func text(_ report: StepReport) -> String {
        let perStep = report.elapsed.inSeconds / Double(max(report.step, 1))
        let left = perStep * Double(report.steps - report.step)
        let tail = "\(clockText(left)) \(stepTimeText(perStep))\(metricsText(loss: report.loss, accuracy: report.accuracy))"
        return line(step: report.step, steps: report.steps, tail: tail)
    }

    /// The line that stays when an epoch is done: the same with the epoch's time and its validation, on a second line if one is
    /// too short.
    package func text(_ report: EpochReport, steps: Int) -> String {
        let validation = report.validation.map(validationText) ?? ""
        let tail = timesAndMetrics(report, steps: steps, separator: " ")
        let indent = String(repeating: " ", count: 2 * String(steps).count + 2)
        let isWide = indent.count + Self.barWidth + 1 + tail.count + 3 + validation.count < width
        if validation.isEmpty || isWide {
            return line(step: steps, steps: steps, tail: validation.isEmpty ? tail : "\(tail) - \(validation)")
        }
        return line(step: steps, steps: steps, tail: tail) + "\n" + indent + validation
    }

    /// The same where no bar can be drawn, as Keras prints it with `verbose=2`.
    package static func plainText(_ report: EpochReport, steps: Int) -> String {
        let validation = report.validation.map { " - " + validationText($0) } ?? ""
        return "\(steps)/\(steps) - " + timesAndMetrics(report, steps: steps, separator: " - ") + validation
    }

    private func line(step: Int, steps: Int, tail: String) -> String {
        let total = String(steps)
        let count = String(step).padded(toWidth: total.count) + "/" + total
        // The last column stays free: some terminals wrap as soon as it is written.
        let room = width - 1 - count.count - tail.count - 2
        if room >= 4 { return "\(bold(count)) \(bar(step: step, of: steps, width: min(room, Self.barWidth))) \(tail)" }
        return String("\(count) \(tail)".prefix(max(1, width - 1)))
    }

    private func bar(step: Int, of steps: Int, width: Int) -> String {
        let done = step * width / max(steps, 1)
        let (full, rest) = (String(repeating: "━", count: done), width - done)
        guard isColored else { return full + String(repeating: "─", count: rest) }
        return "\u{1B}[32m\(full)\u{1B}[90m\(String(repeating: "━", count: rest))\u{1B}[0m"
    }

    private func bold(_ text: String) -> String { isColored ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
}

private func timesAndMetrics(_ report: EpochReport, steps: Int, separator: String) -> String {
    let seconds = report.duration.inSeconds
    return clockText(seconds, isPrecise: true) + separator + stepTimeText(seconds / Double(max(steps, 1)))
        + metricsText(loss: report.training.loss, accuracy: report.training.accuracy)
}

private func metricsText(loss: Double, accuracy: Double) -> String {
    " - loss: \(loss.metricText) - accuracy: \(accuracy.metricText)"
}

private func validationText(_ result: EpochReport.Result) -> String {
    "val_loss: \(result.loss.metricText) - val_accuracy: \(result.accuracy.metricText)"
}

/// Seconds as Keras shows them: `7s`, `1:05`, `2:00:07`; below ten seconds with a decimal if `isPrecise`.
private func clockText(_ seconds: Double, isPrecise: Bool = false) -> String {
    if isPrecise && seconds < 9.95 { return seconds.fixed(1) + "s" }
    let whole = Int(min(max(seconds, 0), 1e9).rounded())
    if whole < 60 { return "\(whole)s" }
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    if whole < 3600 { return "\(whole / 60):\(two(whole % 60))" }
    return "\(whole / 3600):\(two(whole / 60 % 60)):\(two(whole % 60))"
}

private func stepTimeText(_ seconds: Double) -> String {
    let (value, unit) = seconds >= 1 ? (seconds, "s") : seconds >= 1e-3 ? (seconds * 1e3, "ms") : (seconds * 1e6, "us")
    return value.fixed(value < 9.95 ? 1 : 0) + unit + "/step"
}
