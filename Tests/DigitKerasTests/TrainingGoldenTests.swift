import DigitData
import DigitJSON
import DigitKeras
import DigitNN
import DigitTensor
import Testing

/// Compiled models of real Keras 3, with Keras's results: their losses, and their weights after ten more steps.
struct TrainingGolden: CustomTestStringConvertible, Sendable {
    let entry: JSON
    var testDescription: String { name }

    var name: String { entry["name"]?.string ?? "" }
    var file: String { "train-\(name).keras" }
    func shape(_ key: String) -> Shape { Shape((entry[key]?.array ?? []).compactMap(\.integer)) }
    var loss: Double { entry["loss"]?.number ?? .nan }
    var losses: [Double] { (entry["losses"]?.array ?? []).compactMap(\.number) }
    var labels: [UInt8] { (entry["classes"]?.array ?? []).compactMap { $0.integer.map { UInt8($0) } } }

    /// The model as Keras saved it, after three steps if it is trained.
    func load() throws -> LoadedModel { try KerasModel.load(bytes: try goldenBytes(file), name: file) }

    /// Keras's inputs and results.
    func values() throws -> (inputs: [Float], outputs: [Float], weights: [[Float]], slots: [Float]) {
        var rest = try goldenFloats("train-\(name).bin")[...]
        func take(_ count: Int) -> [Float] {
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        let (inputs, outputs) = (take(shape("inputShape").count), take(shape("outputShape").count))
        let weights = (entry["weights"]?.array ?? []).map { take(($0.array ?? []).compactMap(\.integer).reduce(1, *)) }
        return (inputs, outputs, weights, Array(rest))
    }

    func batch(_ inputs: [Float]) -> Dataset {
        Dataset(
            shape: Shape(Array(shape("inputShape").dimensions.dropFirst())), values: .floats(inputs), labels: labels,
            classCount: 3)
    }

    /// The steps after which the weights are those of the golden: `STEPS` of make_training_goldens.py.
    static let steps = 10
    static let all = ((try? goldenJSON("trainings.json"))?["cases"]?.array ?? []).map(TrainingGolden.init(entry:))
}

extension LoadedModel {
    /// A trainer that continues as Keras would, with batches of all samples.
    fileprivate func trainer(batchSize: Int) throws -> Trainer {
        let training = try #require(training)
        var trainer = Trainer(optimizer: training.optimizer, loss: training.loss, batchSize: batchSize, threads: 2)
        trainer.options = training.options
        return trainer
    }
}

@Suite struct TrainingGoldenTests {
    @Test func goldensAreThere() { #expect(TrainingGolden.all.count > 40) }

    @Test("The loss matches that of Keras's evaluate", arguments: TrainingGolden.all)
    func evaluates(_ golden: TrainingGolden) throws {
        let loaded = try golden.load()
        #expect(loaded.notes.count == golden.entry["notes"]?.integer ?? 0, "\(loaded.notes)")
        let (inputs, outputs, _, _) = try golden.values()
        let evaluation = try loaded.model.evaluate(
            golden.batch(inputs), loss: try #require(loaded.training).loss, threads: 1)
        #expect(largestDifference(evaluation.outputs, outputs) < 1e-5, "outputs")
        #expect(abs(evaluation.loss - golden.loss) < 1e-5 * max(1, golden.loss), "\(evaluation.loss), Keras has \(golden.loss)")
        #expect(loaded.model.parameterCount - loaded.model.trainableParameterCount == golden.entry["nonTrainable"]?.integer)
    }

    /// Those that say what metrics Keras found.
    private static let measured = TrainingGolden.all.filter { $0.entry["metrics"] != nil }

    /// The values of a model's metrics by the names of Keras's reports, where those of one name are numbered.
    private func values(_ metrics: [KerasMetric], accuracy: Double, topK: (Int) -> Double) -> [String: Double] {
        var values: [String: Double] = [:]
        for metric in metrics {
            let isTaken = values[metric.name] != nil
            values[metric.name + (isTaken ? "_1" : "")] = metric.topK.map(topK) ?? accuracy
        }
        return values
    }

    @Test("Metrics match those of Keras's evaluate and train_on_batch", arguments: measured)
    func measures(_ golden: TrainingGolden) throws {
        let loaded = try golden.load()
        let training = try #require(loaded.training)
        let batch = golden.batch(try golden.values().inputs)
        func expect(_ found: [String: Double], _ key: String) {
            guard case .object(let members) = golden.entry[key] else { return }
            for member in members where member.key != "loss" {
                #expect(abs((found[member.key] ?? -1) - (member.value.number ?? .nan)) < 1e-6, "\(key): \(member.key)")
            }
            #expect(found.count == members.count - 1)
        }
        let result = try loaded.model.evaluate(batch, loss: training.loss, threads: 1)
        expect(values(training.metrics, accuracy: result.accuracy, topK: result.topKAccuracy), "metrics")
        let weights = (0..<batch.count).map { Float($0) / 4 }
        let weighted = try loaded.model.evaluate(batch, loss: training.loss, sampleWeights: weights, threads: 1)
        #expect(abs(weighted.loss - (golden.entry["weightedLoss"]?.number ?? .nan)) < 1e-5 * max(1, weighted.loss))
        #expect(weighted.accuracy == result.accuracy)

        var trainer = try loaded.trainer(batchSize: batch.count)
        trainer.topK = training.metrics.compactMap(\.topK)
        (trainer.validationWeights, trainer.options.averaging) = (weights, nil)
        let steps = try Training(
            trainer, of: loaded.model, on: batch, validation: batch, epochs: TrainingGolden.steps,
            optimizer: loaded.optimizerState)
        try steps.run()
        let last = try #require(steps.history.last)
        let found = Dictionary(zip(trainer.topK, last.training.topK), uniquingKeysWith: { first, _ in first })
        expect(values(training.metrics, accuracy: last.training.accuracy, topK: { found[$0] ?? .nan }), "lastStep")
        let measured = try steps.model.evaluate(batch, loss: training.loss, sampleWeights: weights, threads: 1)
        #expect(last.validation?.topK == trainer.topK.map(measured.topKAccuracy))
        #expect(abs((last.validation?.loss ?? .nan) - measured.loss) < 1e-6)
    }

    @Test("Weights after ten steps match Keras's within 1e-5", arguments: TrainingGolden.all)
    func trains(_ golden: TrainingGolden) throws {
        let loaded = try golden.load()
        let (inputs, _, weights, slots) = try golden.values()
        var (model, state) = (loaded.model, loaded.optimizerState)
        let steps = TrainingGolden.steps
        let batch = golden.batch(inputs)
        // A step is an epoch, and the order of the samples in a batch changes sums only in rounding. An average would replace the
        // weights at the end, which is not part of a step.
        let training = try Training(
            try loaded.trainer(batchSize: batch.count), of: model, on: batch, epochs: steps + 1, optimizer: state)
        try training.run([
            ClosureCallback(onEpoch: { report, training in
                if report.epoch == steps {
                    model = training.model
                    state = training.state.optimizer
                }
            })
        ])
        for (step, (report, expected)) in zip(training.history, golden.losses).enumerated() {
            #expect(abs(report.training.loss - expected) < 1e-5 * max(1, expected), "loss of step \(step + 1)")
        }
        // Keras counts the samples that a normalization has seen in whole numbers, which are not among the golden's weights.
        let found = zip(model.weights.joined(), model.parameters.joined()).filter { $1.name != "count" }.map(\.0.scalars)
        try #require(found.map(\.count) == weights.map(\.count))
        for (index, (found, expected)) in zip(found, weights).enumerated() {
            #expect(largestDifference(found, expected) < 1e-5, "weight \(index) differs by \(largestDifference(found, expected))")
        }
        let sum = try #require(state).slots.joined().reduce(Float(0)) { $0 + $1.scalars.reduce(0, +) }
        let expectedSum = slots.reduce(0, +)
        #expect(abs(sum - expectedSum) < 1e-4 * max(1, abs(expectedSum)), "slots")
    }

    @Test("Saving again keeps the training configuration", arguments: TrainingGolden.all, [KerasSaveOptions.Format.keras, .hdf5])
    func savesAgain(_ golden: TrainingGolden, _ format: KerasSaveOptions.Format) throws {
        let loaded = try golden.load()
        let bytes = try loaded.model.kerasFile(format, training: loaded.training)
        let again = try KerasModel.load(bytes: bytes, name: "again")
        #expect(again.notes == [])
        #expect(again.model.layerTraining == loaded.model.layerTraining)
        #expect(again.model.weights == loaded.model.weights)
        #expect(again.training == loaded.training)
        #expect((loaded.optimizerState == nil) == (golden.name == "untrained"))
    }
}
