import DigitReport

/// Where and how a command says what it does.
struct ProgressSettings {
    let isJSON: Bool
    let isQuiet: Bool

    /// Standard output is for data, where somebody wants those.
    var messages: Output { isJSON ? .error : .standard }

    var style: TrainingDisplay.Style {
        isQuiet ? .quiet : messages.isTerminal ? .live(isColored: messages.isColored) : .plain
    }
}
