import DigitData
import DigitFiles
import DigitKeras
import DigitNN
import DigitTraining
import DigitTensor
import Foundation
import TestSupport
import Testing

/// Checkpoints and records on the disk.
struct CheckpointTests {
    private static let data = Dataset(
        shape: [6, 6, 1], values: .bytes((0..<36 * 40).map { UInt8(truncatingIfNeeded: $0 &* 37) }, scale: 1 / 255, offset: 0),
        labels: (0..<40).map { UInt8($0 % 4) }, classCount: 4)

    private func training(_ optimizer: Optimizer, average: Double?, _ state: TrainingState? = nil) throws -> Training {
        let model = try Sequential(inputShape: [6, 6, 1], seed: 1) {
            Conv2D(filters: 4, kernelSize: 3, activation: .relu)
            BatchNormalization()
            Flatten()
            Dropout(rate: 0.3)
            Dense(units: 4, activation: .softmax)
        }
        var trainer = Trainer(optimizer: optimizer, loss: .categoricalCrossentropy(labelSmoothing: 0.1), batchSize: 7, seed: 9)
        trainer.averageDecay = average
        return try Training(trainer, of: model, on: Self.data, validation: Self.data, epochs: 3, resuming: state)
    }

    private struct Stop: Error {}

    @Test(
        "A checkpoint holds the state bit for bit, for every optimizer",
        arguments: [
            Optimizer.sgd(), .sgd(momentum: 0.9), .sgd(momentum: 0.9, nesterov: true), .rmsprop(),
            .rmsprop(momentum: 0.5, centered: true), .adam(learningRate: 0.0123, beta2: 0.98), .adamW(),
        ], [nil, 0.9] as [Double?])
    func roundTrip(_ optimizer: Optimizer, average: Double?) throws {
        let training = try training(optimizer, average: average)
        #expect(throws: Stop.self) {
            try training.run([ClosureCallback(onStep: { report, _ in if report.epoch == 2, report.step == 3 { throw Stop() } })])
        }
        let settings = KerasTraining(optimizer: optimizer, loss: training.trainer.loss)
        let checkpoint = Checkpoint(training, settings: settings, fingerprint: "crc32:1")
        let read = try Checkpoint(bytes: try checkpoint.bytes(name: "c"), name: "c", epochs: 3)
        #expect(
            read.fingerprint == "crc32:1" && read.training.optimizer == optimizer && read.training.loss == training.trainer.loss)
        #expect(read.state.weights == checkpoint.state.weights && read.state.averagedWeights == checkpoint.state.averagedWeights)
        #expect(read.state.optimizer == checkpoint.state.optimizer)
        #expect(read.state.step == 3 && read.state.history.count == 1)
        #expect(read.state.lossSum == checkpoint.state.lossSum && read.state.rightCount == checkpoint.state.rightCount)
        #expect(read.state.history.map(\.validation) == checkpoint.state.history.map(\.validation))

        try training.run()
        let resumed = try self.training(optimizer, average: average, read.state)
        try resumed.run()
        #expect(resumed.model.weights == training.model.weights && resumed.state.optimizer == training.state.optimizer)
        #expect(resumed.history.map(\.training) == training.history.map(\.training))
    }

    @Test("A sequence training's checkpoint names the CTC loss, which refuses samples with one label")
    func sequenceLoss() throws {
        let training = try training(.adam(), average: nil)
        let checkpoint = Checkpoint(training, settings: KerasTraining(optimizer: .adam(), loss: .ctc), fingerprint: "")
        #expect(try Checkpoint(bytes: try checkpoint.bytes(name: "c"), name: "c", epochs: 3).training.loss == .ctc)
        #expect(Recipe.numbers.training.loss == .ctc)
        let trainer = Trainer(loss: .ctc)
        #expect(throws: NetworkError.self) { try Training(trainer, of: training.model, on: Self.data, epochs: 1) }
        #expect(throws: NetworkError.self) { try training.model.evaluate(Self.data, loss: .ctc) }
    }

    @Test("A checkpoint that is truncated or changed anywhere is refused or intact")
    func damage() throws {
        let training = try training(.adam(), average: 0.9)
        try training.run()
        let good = Checkpoint(training, settings: KerasTraining(optimizer: .adam()), fingerprint: "")
        let bytes = try good.bytes(name: "c")
        for length in stride(from: 0, to: bytes.count, by: 211) {
            #expect(throws: FileError.self) { try Checkpoint(bytes: Array(bytes[..<length]), name: "c", epochs: 3) }
        }
        var refused = 0
        for position in stride(from: 0, to: bytes.count, by: 97) {
            var changed = bytes
            changed[position] ^= 0x10
            do {
                let read = try Checkpoint(bytes: changed, name: "c", epochs: 3)
                // Parts that the zip does not check are not contents, such as dates.
                #expect(read.state.weights == good.state.weights && read.state.optimizer == good.state.optimizer)
            } catch { refused += 1 }
        }
        #expect(refused > bytes.count / 97 * 8 / 10)
        var plain = try training.model.kerasFile(.keras)
        #expect(throws: FileError.self) { try Checkpoint(bytes: plain, name: "c", epochs: 3) }
        plain = try training.model.kerasFile(.hdf5)
        #expect(throws: FileError.self) { try Checkpoint(bytes: plain, name: "c", epochs: 3) }
    }

    @Test func recordsAndTables() throws {
        let parent = try Folder()
        defer { withExtendedLifetime(parent) {} }
        let folder = try RunFolder.next(in: parent.path)
        var options = TrainingSettings(recipe: .seed)
        (options.epochs, options.batchSize, options.seed) = (3, 8, .max)
        options.averageDecay = 0.999
        let record = RunRecord(
            version: "digits", options: options, machine: .init(instructionSet: "avx2", threads: 2),
            data: .init(trainingCount: 1, validationCount: 2, testCount: 3, classes: ["a"], fingerprint: "f"), optimizer: "o",
            parameters: 4)
        try record.write(to: folder)
        #expect(try RunRecord(of: folder) == record)

        let training = try training(.adam(learningRate: 0.1), average: nil)
        try training.run([try ResultsTable(in: folder, history: [])])
        let rows = try ResultsTable.rows(of: folder)
        #expect(rows.map(\.loss) == training.history.map(\.training.loss))
        #expect(rows.map(\.valAccuracy) == training.history.map { $0.validation?.accuracy })
        // Made again from the epochs so far, it is the same.
        let text = try Data(contentsOf: URL(fileURLWithPath: folder.file("results.csv")))
        _ = try ResultsTable(in: folder, history: training.history)
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("results.csv"))) == text)
        try Data("epoch,other\n1,2\n".utf8).write(to: URL(fileURLWithPath: folder.file("results.csv")))
        #expect(throws: FileError.self) { try ResultsTable.rows(of: folder) }
    }
}
