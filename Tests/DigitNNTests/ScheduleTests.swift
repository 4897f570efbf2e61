import DigitNN
import Foundation
import Testing

/// Learning rates and ends of training that follow from the epochs so far.
struct ScheduleTests {
    /// Validation losses that rise, fall, and stay about the same.
    private static let losses = [1.0, 0.8, 0.79995, 0.85, 0.7, 0.71, 0.72, 0.73, 0.74, 0.75, 0.69, 0.68995, 0.69, 0.70]

    private static func history(_ losses: some Sequence<Double>) -> [EpochReport] {
        losses.enumerated().map { index, loss in
            EpochReport(
                epoch: index + 1, epochs: 99, training: .init(loss: 0, accuracy: 0),
                validation: .init(loss: loss, accuracy: 1 - loss), duration: .zero)
        }
    }

    @Test(
        "Plateaus match Keras's ReduceLROnPlateau",
        arguments: [
            (
                1,
                [
                    1, 1, 0.5, 0.25, 0.25, 0.125, 0.0625, 0.03125, 0.015625, 0.0078125, 0.0078125, 0.00390625, 0.001953125,
                    0.0009765625,
                ]
            ),
            (2, [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125, 0.125, 0.125, 0.0625, 0.0625]),
            (3, [1, 1, 1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.25]),
        ])
    func plateau(patience: Int, factors: [Double]) {
        let schedule = LearningRateSchedule.plateau(factor: 0.5, patience: patience)
        for epochs in 1...Self.losses.count {
            let factor = schedule.factor(atStep: epochs * 10, of: 1000, history: Self.history(Self.losses.prefix(epochs)))
            #expect(factor == factors[epochs - 1], "after \(epochs) epochs")
        }
    }

    @Test func cosine() {
        let schedule = LearningRateSchedule.cosine(warmUp: 0.1, end: 0.01)
        #expect(schedule.factor(atStep: 0, of: 100) == 0.1)
        #expect(schedule.factor(atStep: 9, of: 100) == 1)
        #expect(schedule.factor(atStep: 10, of: 100) == 1)
        for step in 10..<100 {
            let expected = 0.01 + 0.99 * (1 + cos(.pi * Double(step - 10) / 90)) / 2
            #expect(abs(schedule.factor(atStep: step, of: 100) - expected) < 1e-12)
        }
        #expect(LearningRateSchedule.cosine().factor(atStep: 0, of: 1) == 1)
    }

    @Test func stepsAndRatios() {
        let schedule = LearningRateSchedule.step(every: 3, factor: 0.5)
        #expect(
            (0..<8).map { schedule.factor(atStep: 0, of: 9, history: Self.history(repeatElement(1, count: $0))) }
                == [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25])
        let ratios = LearningRateSchedule.exponential(start: 1e-4, end: 1)
        #expect(abs(ratios.factor(atStep: 0, of: 101) - 1e-4) < 1e-16)
        #expect(abs(ratios.factor(atStep: 50, of: 101) - 1e-2) < 1e-12)
        #expect(abs(ratios.factor(atStep: 100, of: 101) - 1) < 1e-12)
    }

    @Test func monitors() {
        let history = Self.history(Self.losses)
        #expect(Monitor.validationLoss.bestIndex(in: history) == 11)
        #expect(Monitor.validationAccuracy.bestIndex(in: history) == 11)
        #expect(Monitor.validationLoss.bestIndex(in: history, by: 0.02) == 4)
        #expect(Monitor.validationLoss.bestIndex(in: []) == nil)
        #expect(Monitor.validationLoss.bestIndex(in: Self.history([.nan, 2, .nan, 1])) == 3)
    }
}
