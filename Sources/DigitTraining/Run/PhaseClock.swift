import DigitNN
import DigitText

/// Measures where the time of a run goes.
package struct PhaseClock: Sendable {
    /// A phase of a run.
    package struct Phase: Codable, Equatable, Sendable {
        package let name: String
        package let seconds: Double
    }

    /// The completed phases, in order.
    package private(set) var phases: [Phase] = []
    private var start = ContinuousClock.now

    package init() {}

    /// Ends a phase; the next begins.
    package mutating func end(_ name: String) {
        phases.append(Phase(name: name, seconds: next()))
    }

    /// Ends training and its validations, which are separated by their reports; the rest of the time went into files.
    package mutating func endTraining(_ history: [EpochReport]) {
        let total = next()
        let validation = history.reduce(0) { $0 + $1.validationDuration.inSeconds }
        let training = history.reduce(0) { $0 + $1.duration.inSeconds } - validation
        phases.append(Phase(name: "Training", seconds: training))
        phases.append(Phase(name: "Validation", seconds: validation))
        // A resumed run has epochs that were trained before.
        phases.append(Phase(name: "Checkpoints", seconds: max(0, total - training - validation)))
    }

    private mutating func next() -> Double {
        let now = ContinuousClock.now
        defer { start = now }
        return (now - start).inSeconds
    }
}
