import DigitData
import DigitNN
import DigitTensor
import Testing

/// Training as a whole: determinism, resuming, stopping, learning.
struct TrainerTests {
    private static let images: (training: Dataset, test: Dataset) = {
        do { return (try MNIST.training()[0..<2_000], try MNIST.test()[0..<1_000]) } catch { preconditionFailure("\(error)") }
    }()

    /// Two convolutions, batch normalization and dropout: everything that draws random numbers or sums over a batch.
    private func smallNetwork(seed: UInt64 = 1) throws -> Sequential {
        try Sequential(inputShape: [28, 28, 1], seed: seed) {
            Conv2D(filters: 16, kernelSize: 3, activation: .relu)
            MaxPooling2D()
            Conv2D(filters: 16, kernelSize: 3, activation: .relu)
            MaxPooling2D()
            BatchNormalization()
            Flatten()
            Dropout(rate: 0.2)
            Dense(units: 32, activation: .relu)
            Dropout(rate: 0.5)
            Dense(units: 10, activation: .softmax)
        }
    }

    private func trained(
        _ model: Sequential, _ trainer: Trainer, count: Int = 1_000, epochs: Int = 1
    ) throws -> (weights: [[Tensor]], state: OptimizerState) {
        var model = model
        var state: OptimizerState?
        try trainer.fit(&model, to: Self.images.training[0..<count], epochs: epochs, state: &state)
        return (model.weights, try #require(state))
    }

    @Test("The same seed gives the same weights with any number of threads, bit for bit", arguments: [64, 50])
    func threadsDoNotMatter(_ batchSize: Int) throws {
        for model in [try smallNetwork(), .seedNetwork(seed: 2)] {
            let one = try trained(model, Trainer(batchSize: batchSize, seed: 5, threads: 1))
            for threads in [2, 3, 4] {
                let other = try trained(model, Trainer(batchSize: batchSize, seed: 5, threads: threads))
                #expect(other.weights == one.weights && other.state == one.state, "\(threads) threads")
            }
        }
    }

    @Test("Different seeds give different weights")
    func seedsMatter() throws {
        let first = try trained(.seedNetwork(seed: 2), Trainer(seed: 5), count: 128)
        #expect(try trained(.seedNetwork(seed: 2), Trainer(seed: 6), count: 128).weights != first.weights)
        #expect(try trained(.seedNetwork(seed: 3), Trainer(seed: 5), count: 128).weights != first.weights)
        #expect(Sequential.seedNetwork(seed: 2).weights == Sequential.seedNetwork(seed: 2).weights)
        #expect(Sequential.seedNetwork(seed: 2).weights != Sequential.seedNetwork(seed: 3).weights)
    }

    @Test("The last short batch is trained on, and every sample once in an epoch")
    func shortBatch() throws {
        var model = try smallNetwork()
        var steps: [StepReport] = []
        var state: OptimizerState?
        let reports = try Trainer(batchSize: 64).fit(&model, to: Self.images.training[0..<130], epochs: 2, state: &state) {
            if case .step(let report) = $0 { steps.append(report) }
        }
        #expect(steps.map(\.step) == [1, 2, 3, 1, 2, 3] && steps.allSatisfy { $0.steps == 3 && $0.epochs == 2 })
        #expect(state?.iteration == 6)
        #expect(reports.count == 2 && reports[1].training.loss == steps[5].loss)
        #expect(reports.allSatisfy { ($0.training.accuracy * 130).rounded() / 130 == $0.training.accuracy })

        // One sample in the last batch; a batch larger than the data; single samples.
        for (count, size, expected) in [(65, 64, 2), (10, 64, 1), (10, .max, 1), (3, 1, 3)] {
            #expect(try trained(smallNetwork(), Trainer(batchSize: size), count: count).state.iteration == expected)
        }
    }

    @Test("The mean loss of an epoch is over samples, not batches")
    func epochLoss() throws {
        // No weight changes, so each sample's loss is the same throughout.
        let model = try Sequential(inputShape: [28, 28, 1], seed: 1) {
            Flatten()
            Dense(units: 10, activation: .softmax)
        }
        var copy = model
        let data = Self.images.training[0..<130]
        let report = try Trainer(optimizer: .sgd(learningRate: 0), batchSize: 64).fit(
            &copy, to: data, validation: data, epochs: 1)[0]
        let validation = try #require(report.validation)
        #expect(abs(report.training.loss - validation.loss) < 1e-6)
        #expect(report.training.accuracy == validation.accuracy)
        #expect(copy.weights == model.weights)
        let evaluation = try model.evaluate(data)
        #expect(evaluation.loss == validation.loss && evaluation.accuracy == validation.accuracy && evaluation.count == 130)
        #expect(evaluation.confusion.joined().reduce(0, +) == 130)
        #expect((0..<10).reduce(0) { $0 + evaluation.confusion[$1][$1] } == Int((evaluation.accuracy * 130).rounded()))
    }

    @Test(
        "Training continued from an optimizer's state equals uninterrupted training",
        arguments: [
            Optimizer.adam(), .adamW(), .sgd(learningRate: 0.01, momentum: 0.9, nesterov: true),
            .rmsprop(momentum: 0.5, centered: true),
        ])
    func resuming(_ optimizer: Optimizer) throws {
        let trainer = Trainer(optimizer: optimizer, batchSize: 50, seed: 3)
        let data = Self.images.training[0..<330]
        var whole = try smallNetwork()
        var wholeState: OptimizerState?
        try trainer.fit(&whole, to: data, epochs: 2, state: &wholeState)

        var parts = try smallNetwork()
        var state: OptimizerState?
        try trainer.fit(&parts, to: data, epochs: 1, state: &state)
        #expect(parts.weights != whole.weights)
        try trainer.fit(&parts, to: data, epochs: 1, state: &state)
        #expect(parts.weights == whole.weights && state == wholeState)
    }

    @Test("A loss that becomes NaN ends the training, and leaves the model unchanged")
    func lossIsNotFinite() throws {
        var model = Sequential.seedNetwork(seed: 1)
        let before = model.weights
        #expect(throws: TrainingError.self) {
            try Trainer(optimizer: .sgd(learningRate: 1e30)).fit(&model, to: Self.images.training[0..<640], epochs: 3)
        }
        #expect(model.weights == before)
    }

    @Test("Weights that are NaN after the last step are not kept")
    func lastStepIsNotFinite() throws {
        // A single step: its loss is finite, the weights after it are not.
        var model = Sequential.seedNetwork(seed: 1)
        let before = model.weights
        #expect(throws: TrainingError.self) {
            try Trainer(optimizer: .sgd(learningRate: .infinity)).fit(&model, to: Self.images.training[0..<64], epochs: 1)
        }
        #expect(model.weights == before)
    }

    @Test("An error thrown by progress ends the training, and leaves model and state unchanged")
    func progressThrows() throws {
        struct Stop: Error {}
        var model = try smallNetwork()
        let before = model.weights
        var state: OptimizerState?
        #expect(throws: Stop.self) {
            try Trainer().fit(&model, to: Self.images.training[0..<300], epochs: 2, state: &state) {
                if case .step(let report) = $0, report.epoch == 2, report.step == 3 { throw Stop() }
            }
        }
        #expect(model.weights == before && state == nil)
    }

    @Test("Data that does not fit the network is a NetworkError")
    func wrongArguments() throws {
        var model = try smallNetwork()
        let data = Self.images.training[0..<10]
        let none = Dataset(shape: [28, 28, 1], values: .bytes([], scale: 1, offset: 0), labels: [])
        let small = Dataset(shape: [4], values: .floats([1, 2, 3, 4]), labels: [0])
        #expect(throws: NetworkError.self) { try Trainer(batchSize: 0).fit(&model, to: data) }
        #expect(throws: NetworkError.self) { try Trainer(batchSize: -1).fit(&model, to: data) }
        #expect(throws: NetworkError.self) { try Trainer().fit(&model, to: data, epochs: -1) }
        #expect(throws: NetworkError.self) { try Trainer().fit(&model, to: none) }
        #expect(throws: NetworkError.self) { try Trainer().fit(&model, to: small) }
        #expect(throws: NetworkError.self) { try Trainer().fit(&model, to: data, validation: small) }
        #expect(throws: NetworkError.self) { try Trainer().fit(&model, to: data, validation: none) }
        #expect(throws: NetworkError.self) { try model.predict(small) }
        #expect(throws: NetworkError.self) { try model.evaluate(none) }
        #expect(throws: NetworkError.self) { try Predictor(model).predict([1, 2, 3]) }
        #expect(try Predictor(model).predict([]) == [])

        var fewClasses = try Sequential(inputShape: [28, 28, 1], layers: [Flatten(), Dense(units: 9)], seed: 1)
        #expect(throws: NetworkError.self) { try Trainer().fit(&fewClasses, to: data) }
        #expect(throws: NetworkError.self) { try fewClasses.evaluate(data) }
        var image = try Sequential(inputShape: [28, 28, 1], layers: [Dense(units: 10)], seed: 1)
        #expect(throws: NetworkError.self) { try Trainer().fit(&image, to: data) }

        #expect(try Trainer().fit(&model, to: data, epochs: 0).isEmpty)
    }

    @Test("An optimizer's state of another network or optimizer is a NetworkError")
    func wrongState() throws {
        let data = Self.images.training[0..<64]
        let good = try trained(smallNetwork(), Trainer(), count: 64).state
        var wrong: [OptimizerState] = [
            OptimizerState(iteration: -1, slots: good.slots), OptimizerState(iteration: .max, slots: good.slots),
            OptimizerState(iteration: 1, slots: []), OptimizerState(iteration: 1, slots: [good.slots[0]]),
            OptimizerState(iteration: 1, slots: [good.slots[0], Array(good.slots[1].dropLast())]),
        ]
        wrong.append(try trained(.seedNetwork(seed: 1), Trainer(), count: 64).state)
        for state in wrong {
            var (model, state) = (try smallNetwork(), Optional(state))
            #expect(throws: NetworkError.self) { try Trainer().fit(&model, to: data, epochs: 1, state: &state) }
        }
    }

    @Test("Three epochs on 2,000 images recognize nine of ten digits")
    func learns() throws {
        var model = Sequential.seedNetwork(seed: 1)
        let reports = try Trainer(seed: 1).fit(&model, to: Self.images.training, validation: Self.images.test, epochs: 3)
        #expect(reports[2].training.loss < reports[0].training.loss)
        let evaluation = try model.evaluate(Self.images.test)
        #expect(evaluation.accuracy > 0.9)
        #expect(evaluation.accuracy == reports[2].validation?.accuracy)
    }

    @Test("One-cycle schedules rise and fall")
    func schedule() {
        let schedule = LearningRateSchedule.oneCycle(warmUp: 0.2, start: 0.1, end: 0)
        #expect(schedule.factor(atStep: 0, of: 100) == 0.1)
        #expect(abs(schedule.factor(atStep: 10, of: 100) - 0.55) < 1e-12)
        #expect(schedule.factor(atStep: 20, of: 100) == 1)
        #expect(abs(schedule.factor(atStep: 60, of: 100) - 0.5) < 1e-12)
        #expect(schedule.factor(atStep: 99, of: 100) > 0)
        #expect(LearningRateSchedule.constant.factor(atStep: 7, of: 9) == 1)
    }
}
