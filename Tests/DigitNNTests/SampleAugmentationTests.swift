import DigitData
import DigitNN
import DigitTensor
import Synchronization
import Testing

/// What the training passes to an augmentation.
struct SampleAugmentationTests {
    private static let images: Dataset = {
        do { return try MNIST.training()[0..<25] } catch { preconditionFailure("\(error)") }
    }()

    private func network() throws -> Sequential {
        try Sequential(inputShape: [28, 28, 1], seed: 1) {
            Flatten()
            Dense(units: 10, activation: .softmax)
        }
    }

    @Test("Samples depend on the training's progress, also after resuming")
    func progress() throws {
        let log = Log()
        var trainer = Trainer(batchSize: 10, threads: 1)
        trainer.augmentation = log
        // Two epochs of 10, 10 and 5 samples: six steps.
        let whole = try Training(trainer, of: try network(), on: Self.images, epochs: 2)
        var states: [TrainingState] = []
        try whole.run([ClosureCallback(onStep: { states.append($1.state) })])
        let expected = (0..<6).flatMap { [Double](repeating: Double($0) / 6, count: $0 % 3 == 2 ? 5 : 10) }
        #expect(log.take() == expected)
        for (step, state) in states.enumerated() {
            try Training(trainer, of: try network(), on: Self.images, epochs: 2, resuming: state).run()
            #expect(log.take() == expected.filter { $0 > (Double(step) + 0.5) / 6 }, "resumed after step \(step + 1)")
        }
    }
}

/// Leaves samples black and records the progress of the training.
private final class Log: SampleAugmentation {
    private let progress = Mutex<[Double]>([])

    func take() -> [Double] {
        progress.withLock { entries in
            defer { entries = [] }
            return entries
        }
    }

    func makeAugmenter() -> any SampleAugmenter { Augmenter(self) }

    private final class Augmenter: SampleAugmenter {
        private let log: Log
        init(_ log: Log) { self.log = log }

        func augment(
            sample: Int, label: Int, progress: Double, random: inout Philox, into target: UnsafeMutableBufferPointer<Float>
        ) -> Int {
            log.progress.withLock { $0.append(progress) }
            target.update(repeating: 0)
            return label
        }
    }
}
