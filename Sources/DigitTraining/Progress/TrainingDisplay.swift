import DigitNN
import DigitText

/// Shows a training while it runs: a bar that is redrawn in place on a terminal, a line for each epoch elsewhere.
package struct TrainingDisplay {
    /// How progress is shown.
    package enum Style: Sendable {
        /// On a terminal, redrawn at most ten times a second.
        case live(isColored: Bool)
        /// For output that can only grow, such as a file.
        case plain
        /// Not at all.
        case quiet
    }

    /// The least time between two drawings, in seconds.
    private static let interval = 0.1

    private let style: Style
    private let terminalWidth: () -> Int
    private let write: (String) throws -> Void
    private var steps = 0
    private var lastDrawn = 0.0
    private var isLineOpen = false

    /// - Parameters:
    ///   - style: how progress is shown.
    ///   - terminalWidth: the terminal's present number of columns.
    ///   - write: outputs text; what it throws, `show` throws.
    package init(style: Style, terminalWidth: @escaping () -> Int, write: @escaping (String) throws -> Void) {
        self.style = style
        self.terminalWidth = terminalWidth
        self.write = write
    }

    /// Shows an event of a training.
    /// - Throws: what writing throws.
    package mutating func show(_ progress: TrainingProgress) throws {
        switch progress {
        case .step(let report):
            steps = report.steps
            try show(report)
        case .epoch(let report): try show(report)
        }
    }

    /// Ends a line that is still being redrawn, so that other text starts on a new one.
    package mutating func close() throws {
        if isLineOpen { try write("\n") }
        isLineOpen = false
    }

    private mutating func show(_ report: StepReport) throws {
        if case .quiet = style { return }
        if report.step == 1 { try write("Epoch \(report.epoch)/\(report.epochs)\n") }
        guard case .live(let isColored) = style else { return }
        let now = report.elapsed.inSeconds
        // Each epoch has its own clock. The full bar is always drawn: validation may take a while.
        guard report.step == 1 || report.step == report.steps || now - lastDrawn >= Self.interval else { return }
        lastDrawn = now
        try draw(ProgressLine(width: terminalWidth(), isColored: isColored).text(report))
    }

    private mutating func show(_ report: EpochReport) throws {
        switch style {
        case .quiet: return
        case .plain: try write(ProgressLine.plainText(report, steps: steps) + "\n")
        case .live(let isColored):
            try draw(ProgressLine(width: terminalWidth(), isColored: isColored).text(report, steps: steps))
            try close()
        }
    }

    private mutating func draw(_ line: String) throws {
        try write("\r\(line)\u{1B}[K")
        isLineOpen = true
    }
}
