import ArgumentParser
import DigitKeras
import DigitNN

/// Settings that belong together.
enum Recipe: String, CaseIterable, ExpressibleByArgument {
    /// That of the well-known Keras example: a constant step size.
    case seed
    /// One epoch with one cycle of the step size. Chosen on a part of MNIST's training images: Docs/PERFORMANCE.md says how.
    case fast

    var epochs: Int { self == .seed ? 5 : 1 }
    var batchSize: Int { 64 }
    var schedule: LearningRateSchedule { self == .seed ? .constant : .oneCycle(warmUp: 0.1) }

    /// The optimizer and the loss of a new network.
    var training: KerasTraining {
        switch self {
        case .seed: KerasTraining(optimizer: .adam(learningRate: 1e-3))
        case .fast:
            KerasTraining(optimizer: .adam(learningRate: 8e-3, beta2: 0.98), loss: .categoricalCrossentropy(labelSmoothing: 0.1))
        }
    }
}
