import DigitFiles
import DigitNN
import DigitText
import DigitTraining

/// Shows a training run, which signals stop.
final class RunDisplay: RunObserver {
    private let isQuiet: Bool
    /// Standard output is for data, if requested.
    private let messages: Output
    private var progress: TrainingDisplay

    init(isJSON: Bool, isQuiet: Bool) {
        let messages = isJSON ? Output.error : .standard
        let style: TrainingDisplay.Style =
            isQuiet ? .quiet : messages.isTerminal ? .live(isColored: messages.isColored) : .plain
        (self.isQuiet, self.messages) = (isQuiet, messages)
        progress = TrainingDisplay(
            style: style, terminalWidth: { messages.columns }, write: { try messages.write($0) })
    }

    /// Runs a training and prints its results.
    func run(_ run: TrainingRun) throws -> TrainingReport {
        let report: TrainingReport
        do {
            report = try run.run(self)
        } catch is RunStopped where Interruption.notedSignal != nil {
            throw Interrupted(signal: Interruption.notedSignal ?? 0)
        }
        if let corrections = report.corrections { try messages.writeLine(corrections.text) }
        try messages.writeLine("Test accuracy: \(report.testAccuracy.fixed(4))  Test loss: \(report.testLossText)")
        try messages.writeLine("Saved \(report.model)")
        if !isQuiet { try messages.writeLine("Report \(report.page)") }
        if report.corrections != nil {
            let option = report.recipe == Recipe.numbers.description ? "--reader" : "--model"
            try messages.writeLine("Use it with: \(Locations.command) serve \(option) \(report.model)")
        }
        return report
    }

    func madeFolder(_ folder: RunFolder) { Interruption.atEnd { folder.removeUnfinishedRun() } }

    func noted(_ line: String) throws { try messages.writeLine(line) }

    func began(_ start: RunStart) throws {
        if isQuiet { return }
        for line in start.lines { try messages.writeLine(line) }
    }

    func progressed(_ report: TrainingProgress) throws { try progress.show(report) }

    func train(_ body: () throws -> Void) throws {
        defer { try? progress.close() }
        try Interruption.noting(body)
    }

    var isStopRequested: Bool { Interruption.notedSignal != nil }

    func canResume(_ folder: RunFolder?) { Interruption.advise(folder?.advice) }
}
