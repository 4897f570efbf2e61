import ArgumentParser
import DigitNN

/// Settings that belong together.
enum Recipe: String, CaseIterable, ExpressibleByArgument {
    /// That of the well-known Keras example: a constant step size.
    case seed
    /// One epoch with one cycle of the step size.
    case fast

    var epochs: Int { self == .seed ? 5 : 1 }
    var batchSize: Int { 64 }
    var learningRate: Double { self == .seed ? 1e-3 : 5e-3 }
    var schedule: LearningRateSchedule { self == .seed ? .constant : .oneCycle() }
}
