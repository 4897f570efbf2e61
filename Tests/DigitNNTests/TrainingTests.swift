import DigitData
import DigitNN
import DigitTensor
import Testing

/// Training beyond plain steps: exact resuming, averages, clipping, callbacks.
struct TrainingTests {
    private static let images: Dataset = {
        do { return try MNIST.training()[0..<330] } catch { preconditionFailure("\(error)") }
    }()

    private func network() throws -> Sequential {
        try Sequential(inputShape: [28, 28, 1], seed: 1) {
            Conv2D(filters: 8, kernelSize: 3, activation: .relu)
            MaxPooling2D(poolSize: 4)
            BatchNormalization()
            Flatten()
            Dropout(rate: 0.5)
            Dense(units: 10, activation: .softmax)
        }
    }

    private func linear() throws -> Sequential {
        try Sequential(inputShape: [28, 28, 1], seed: 1) {
            Flatten()
            Dense(units: 10, activation: .softmax)
        }
    }

    /// Every setting at once.
    private var trainer: Trainer {
        var trainer = Trainer(batchSize: 50, seed: 3)
        trainer.schedule = .cosine(warmUp: 0.1)
        trainer.averageDecay = 0.99
        trainer.clipping = .globalNorm(0.5)
        return trainer
    }

    @Test("A training that is stopped at any step and resumed ends with the same weights, bit for bit")
    func resuming() throws {
        let model = try network()
        let validation = Self.images[0..<40]
        let whole = try Training(trainer, of: model, on: Self.images, validation: validation, epochs: 3)
        var states: [TrainingState] = []
        try whole.run([
            ClosureCallback(onStep: { _, training in states.append(training.state) }, onEpoch: { states.append($1.state) })
        ])
        #expect(states.count == 3 * (7 + 1) && whole.history.count == 3)
        for state in states {
            let rest = try Training(
                trainer, of: try network(), on: Self.images, validation: validation, epochs: 3, resuming: state)
            #expect(rest.state.weights == state.weights && rest.state.averagedWeights == state.averagedWeights)
            try rest.run()
            let (end, expected) = (rest.state, whole.state)
            #expect(end.weights == expected.weights && end.averagedWeights == expected.averagedWeights)
            #expect(end.optimizer == expected.optimizer)
            #expect(end.history.map(\.training) == expected.history.map(\.training))
            #expect(end.history.map(\.validation) == expected.history.map(\.validation))
        }
    }

    @Test("A state that does not fit the network is a NetworkError")
    func wrongState() throws {
        let training = try Training(trainer, of: try network(), on: Self.images, epochs: 1)
        try training.run()
        let good = training.state
        func expectError(_ trainer: Trainer? = nil, epochs: Int = 1, edit: (inout TrainingState) -> Void = { _ in }) throws {
            var state = good
            edit(&state)
            let (model, trainer) = (try network(), trainer ?? self.trainer)
            #expect(throws: NetworkError.self) {
                try Training(trainer, of: model, on: Self.images, epochs: epochs, resuming: state)
            }
        }
        try expectError(epochs: 0)
        try expectError { $0.step = 8 }
        try expectError { $0.step = -1 }
        try expectError { $0.weights.removeLast() }
        try expectError { $0.averagedWeights = nil }
        try expectError { $0.averagedWeights?.removeLast() }
        try expectError { $0.optimizer.slots.removeLast() }
        try expectError(Trainer(batchSize: 50))
        for decay in [-0.1, 1, .nan] {
            var trainer = trainer
            trainer.averageDecay = decay
            try expectError(trainer)
        }
        var limited = trainer
        limited.clipping = .value(0)
        try expectError(limited)
    }

    @Test("The moving average follows TensorFlow's formula, and is the result")
    func average() throws {
        var trainer = Trainer(optimizer: .sgd(learningRate: 0.1), batchSize: 50)
        trainer.averageDecay = 0.6
        let model = try network()
        var average = model.weights.joined().map { $0.scalars.map(Double.init) }
        var steps = 0
        let training = try Training(trainer, of: model, on: Self.images, validation: Self.images, epochs: 2)
        try training.run([
            ClosureCallback(onStep: { _, training in
                steps += 1
                let decay = min(0.6, Double(1 + steps) / Double(10 + steps))
                for (index, tensor) in training.state.weights.joined().enumerated() {
                    average[index] = zip(average[index], tensor.scalars).map { decay * $0 + (1 - decay) * Double($1) }
                }
            })
        ])
        let result = training.model
        for (tensor, expected) in zip(result.weights.joined(), average) {
            #expect(zip(tensor.scalars, expected).allSatisfy { abs(Double($0) - $1) < 1e-5 })
        }
        #expect(result.weights != training.state.weights)
        // What was validated is the average too.
        #expect(try result.evaluate(Self.images).accuracy == training.history[1].validation?.accuracy)
    }

    @Test(
        "A frozen layer keeps its weights, and the others train as without freezing",
        arguments: [nil, GradientClipping.value(0.001)])
    func freezing(clipping: GradientClipping?) throws {
        // Seven steps; the convolution is frozen before the last one. Until then, and for that step's other weights, nothing changes.
        func states(_ ends: [Double], threads: Int = 2) throws -> [TrainingState] {
            var trainer = Trainer(batchSize: 50, seed: 3, threads: threads)
            trainer.clipping = clipping
            trainer.freezing = LayerFreezing(ends: ends)
            let training = try Training(trainer, of: try network(), on: Self.images, epochs: 1)
            var states: [TrainingState] = []
            try training.run([ClosureCallback(onStep: { _, training in states.append(training.state) })])
            return states
        }
        let (free, frozen) = (try states([]), try states([0.8]))
        #expect(frozen.prefix(6).map(\.weights) == free.prefix(6).map(\.weights))
        #expect(frozen[6].weights[0] == free[5].weights[0] && frozen[6].weights[0] != free[6].weights[0])
        #expect(frozen[6].weights.dropFirst() == free[6].weights.dropFirst())
        // Convolution, batch normalization and dense layer, one after the other: then nothing is trained.
        let all = try states([0.1, 0.4, 0.8])
        #expect(all[6].weights[5] == all[5].weights[5] && all[5].weights[5] != all[4].weights[5])
        #expect(all[4].weights[2].prefix(2) == all[6].weights[2].prefix(2) && all[0].weights[0] == all[6].weights[0])
        #expect(try states([0.1, 0.4, 0.8], threads: 1).map(\.weights) == all.map(\.weights))
    }

    @Test("The clipped norm excludes frozen layers, and the average includes them")
    func freezingWithClippingAndAverage() throws {
        var trainer = trainer
        trainer.schedule = .constant
        trainer.averageDecay = 0
        trainer.freezing = LayerFreezing(ends: [0])
        // Without the first layer's gradient, a limit of what is left alone changes nothing.
        let training = try Training(trainer, of: try network(), on: Self.images, epochs: 1)
        try training.run()
        #expect(training.state.weights[0] == (try network()).weights[0])
        #expect(training.model.weights == training.state.weights)
    }

    @Test("Clipping by norm keeps the direction, clipping by value limits each value")
    func clipping() throws {
        func change(_ clipping: GradientClipping?) throws -> [Double] {
            var trainer = Trainer(optimizer: .sgd(learningRate: 1), batchSize: 330)
            trainer.clipping = clipping
            let before = try linear()
            var model = before
            try trainer.fit(&model, to: Self.images, epochs: 1)
            return zip(model.weights.joined(), before.weights.joined()).flatMap { after, before in
                zip(after.scalars, before.scalars).map { Double($0) - Double($1) }
            }
        }
        func norm(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }
        let free = try change(nil)
        let limit = norm(free) / 4
        let clipped = try change(.globalNorm(limit))
        #expect(abs(norm(clipped) / limit - 1) < 1e-4)
        #expect(zip(clipped, free).allSatisfy { abs(4 * $0 - $1) < 1e-5 })
        #expect(try change(.globalNorm(norm(free) * 2)) == free)
        let bound = free.map(abs).max()! / 3
        #expect(zip(try change(.value(bound)), free).allSatisfy { abs($0 - max(-bound, min(bound, $1))) < 1e-5 })
    }

    @Test("Clipping does not depend on the number of threads")
    func clippingWithThreads() throws {
        var results: [[[Tensor]]] = []
        for threads in [1, 2, 3] {
            var trainer = trainer
            trainer.threads = threads
            var model = try network()
            try trainer.fit(&model, to: Self.images, epochs: 1)
            results.append(model.weights)
        }
        #expect(results[0] == results[1] && results[0] == results[2])
    }

    @Test("Early stopping and the best model work as in Keras")
    func callbacks() throws {
        // A learning rate of 0: no epoch is better than the first.
        var saved: [Int] = []
        for (patience, expected) in [(1, 2), (3, 4)] {
            var model = try linear()
            let reports = try Trainer(optimizer: .sgd(learningRate: 0), batchSize: 64).fit(
                &model, to: Self.images, validation: Self.images, epochs: 9,
                callbacks: [EarlyStopping(patience: patience), BestModel { _, report in saved.append(report.epoch) }])
            #expect(reports.count == expected)
        }
        #expect(saved == [1, 1])
        // One that learns is not stopped, and each better epoch is saved with its weights.
        var best: Sequential?
        var model = try linear()
        let reports = try Trainer(optimizer: .sgd(learningRate: 0.01), batchSize: 64).fit(
            &model, to: Self.images, validation: Self.images, epochs: 5,
            callbacks: [EarlyStopping(patience: 1), BestModel { model, _ in best = model }])
        #expect(reports.count == 5)
        #expect(best?.weights == model.weights)
    }

    @Test("A callback that throws ends the training, a closure sees each step and epoch")
    func closures() throws {
        struct Stop: Error {}
        var steps: [Int] = []
        var rates: [Double] = []
        var model = try linear()
        var trainer = Trainer(optimizer: .sgd(learningRate: 0.01), batchSize: 100)
        trainer.schedule = .step(every: 1, factor: 0.5)
        try trainer.fit(
            &model, to: Self.images, epochs: 2,
            callbacks: [
                ClosureCallback(
                    onStep: { report, _ in steps.append(report.step) },
                    onEpoch: { report, _ in rates.append(report.learningRate) })
            ])
        #expect(steps == [1, 2, 3, 4, 1, 2, 3, 4] && rates == [0.01, 0.005])
        let before = model.weights
        #expect(throws: Stop.self) {
            try trainer.fit(&model, to: Self.images, epochs: 1, callbacks: [ClosureCallback(onStep: { _, _ in throw Stop() })])
        }
        #expect(model.weights == before)
    }
}
