import DigitData
import DigitNN
import DigitTensor
import Testing

/// Outputs, losses, gradients and ten steps of every optimizer, as real Keras computed them.
struct GoldenTests {
    @Test("Outputs, loss and all gradients match Keras", arguments: Goldens.all.cases, [true, false])
    func gradients(_ golden: Goldens.Case, _ fusing: Bool) throws {
        let model = try golden.model()
        let engine = runEngine(model, try golden.batch(for: model), loss: golden.lossFunction, fusing: fusing, threads: 2)
        let outputs = Goldens.values(at: golden.outputs).map(Double.init)
        #expect(largestDifference(engine.outputs, outputs) < 1e-5)
        #expect(abs(engine.loss - golden.first_loss) < 1e-5)

        let gradients = engine.gradients.joined().compactMap(\.self)
        try #require(gradients.count == golden.gradients.count)
        for (index, (found, expected)) in zip(gradients, golden.gradients).enumerated() {
            let entries = Goldens.values(at: expected.entries).map(Double.init)
            let largest = max(entries.reduce(0) { max($0, abs($1)) }, 1e-3)
            #expect(largestDifference(Goldens.entries(of: found), entries) < 1e-4 * largest, "gradient \(index)")
            #expect(abs(norm(found) - expected.norm) < 1e-4 * max(expected.norm, 1e-3), "norm of gradient \(index)")
            #expect(abs(sum(found) - expected.sum) < 1e-4 * max(magnitude(found), 1e-3), "sum of gradient \(index)")
        }
    }

    struct Training: Sendable, CustomTestStringConvertible {
        let golden: Goldens.Case
        let training: Goldens.Training
        var testDescription: String { "\(golden.name), \(training.optimizer)" }
    }

    static let trainings = Goldens.all.cases.flatMap { golden in
        golden.trainings.map { Training(golden: golden, training: $0) }
    }

    @Test("Weights after ten steps match Keras's", arguments: trainings)
    func training(_ test: Training) throws {
        var model = try test.golden.model()
        let batch = try test.golden.batch(for: model)
        let trainer = Trainer(
            optimizer: optimizer(test.training.optimizer), loss: test.golden.lossFunction, batchSize: batch.count, threads: 2)
        // One step is an epoch, and the order of the samples in a batch changes sums only in rounding.
        let reports = try trainer.fit(&model, to: batch, epochs: 10)
        for (step, (report, expected)) in zip(reports, test.training.losses).enumerated() {
            #expect(abs(report.training.loss - expected) < 1e-4 * max(1, expected), "loss of step \(step + 1)")
        }
        let weights = model.weights.joined().map(\.scalars)
        try #require(weights.count == test.training.weights.count)
        for (index, (found, expected)) in zip(weights, test.training.weights).enumerated() {
            let entries = Goldens.values(at: expected.entries).map(Double.init)
            #expect(largestDifference(Goldens.entries(of: found), entries) < 2e-4, "weight \(index)")
            #expect(abs(norm(found) - expected.norm) < 1e-4 * max(expected.norm, 1), "norm of weight \(index)")
        }
    }

    private func optimizer(_ name: String) -> Optimizer {
        switch name {
        case "sgd": .sgd(learningRate: 0.05)
        case "momentum": .sgd(learningRate: 0.02, momentum: 0.9)
        case "nesterov": .sgd(learningRate: 0.02, momentum: 0.9, nesterov: true)
        case "rmsprop": .rmsprop(learningRate: 0.002)
        case "rmsprop momentum": .rmsprop(learningRate: 0.002, rho: 0.8, momentum: 0.5, epsilon: 1e-5)
        case "rmsprop centered": .rmsprop(learningRate: 0.002, epsilon: 1e-4, centered: true)
        case "rmsprop centered momentum": .rmsprop(learningRate: 0.002, momentum: 0.5, epsilon: 1e-4, centered: true)
        case "adam": .adam(learningRate: 0.002)
        case "adamw": .adamW(learningRate: 0.002, weightDecay: 0.01)
        default: preconditionFailure("unknown optimizer \(name)")
        }
    }

    private func largestDifference(_ found: [Float], _ expected: [Double]) -> Double {
        guard found.count == expected.count else { return .infinity }
        return zip(found, expected).reduce(0) { worst, pair in
            let difference = abs(Double(pair.0) - pair.1)
            return difference.isNaN ? .infinity : max(worst, difference)
        }
    }

    private func norm(_ values: [Float]) -> Double { values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot() }
    private func sum(_ values: [Float]) -> Double { values.reduce(0) { $0 + Double($1) } }
    private func magnitude(_ values: [Float]) -> Double { values.reduce(0) { $0 + Double(abs($1)) } }
}
