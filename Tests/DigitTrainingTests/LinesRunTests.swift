import DigitAugment
import DigitData
import DigitDecoding
import DigitFiles
import DigitKeras
import DigitNN
import DigitTensor
import DigitTraining
import Foundation
import TestSupport
import Testing

/// Runs of the recipe `numbers`: a few steps of a few lines, which any instruction set may do.
@Suite struct LinesRunTests {
    private let folder: Folder
    private static let values = [
        "recipe": "numbers", "fast-dev-run": "true", "epochs": "2", "batch-size": "2", "checkpoint-every": "1",
    ]

    init() throws {
        folder = try Folder()
        try folder.addMNIST(training: 1000, test: 200)
    }

    private func settings(_ values: [String: String] = [:]) throws -> TrainingSettings {
        try TrainingSettings(
            values.merging(Self.values) { own, _ in own }.merging(["data": folder.file("mnist")]) { own, _ in own })
    }

    @discardableResult
    private func train(_ run: String, _ values: [String: String] = [:]) throws -> TrainingReport {
        try TrainingRun(settings(values), output: folder.file(run)).run()
    }

    /// What a run has come to, but for its times.
    private struct Result: Equatable {
        var model: [UInt8]
        var best: [UInt8]
        var rows: [[Double?]]
    }

    private func result(_ run: String) throws -> Result {
        let rows = try ResultsTable.rows(of: RunFolder.existing(folder.file(run)))
        return Result(
            model: try contents(folder.file("\(run)/numbers_reader.h5")), best: try contents(folder.file("\(run)/best.h5")),
            rows: rows.map { [$0.loss, $0.accuracy, $0.valLoss, $0.valAccuracy, $0.learningRate] })
    }

    /// Stops a run after some steps.
    private final class Stopper: RunObserver {
        private var stepsLeft: Int
        private(set) var lines: [String] = []
        init(afterSteps steps: Int) { stepsLeft = steps }
        func began(_ start: RunStart) { lines = start.lines }
        func progressed(_ progress: TrainingProgress) { if case .step = progress { stepsLeft -= 1 } }
        var isStopRequested: Bool { stepsLeft <= 0 }
    }

    @Test("A run that was stopped anywhere ends with the same files byte for byte, for any number of threads")
    func resumes() throws {
        try train("whole", ["threads": "1"])
        let whole = try result("whole")
        #expect(whole.rows.count == 2)
        for (run, steps) in [("a", 1), ("b", 3), ("c", 5)] {
            let stopper = Stopper(afterSteps: steps)
            #expect(throws: RunStopped.self) {
                try TrainingRun(settings(["threads": "2"]), output: folder.file(run)).run(stopper)
            }
            #expect(stopper.lines.first?.contains(" parameters on 4 lines · seed 0 ") == true, "\(stopper.lines)")
            try TrainingRun(resuming: folder.file(run), threads: 3).run()
            #expect(try result(run) == whole)
            let error = #expect(throws: FileError.self) { try TrainingRun(resuming: folder.file(run)) }
            #expect(error?.problem.contains("\(run)/numbers_reader.h5 continues from its result") == true)
        }
    }

    /// The training as a program makes it with the engine and the generator alone.
    private func direct(from model: Sequential, rate: Double = 0.003) throws -> Sequential {
        let data = try IDXFolder(folder.file("mnist")).training()
        let (samples, held) = try (#require(LineGenerator(data[0..<900])), #require(LineGenerator(data[900..<1000])))
        var trainer = Trainer(optimizer: .adam(learningRate: rate), batchSize: 2, seed: 0, threads: 2)
        trainer.schedule = .oneCycle()
        trainer.averageDecay = 0.999
        let source = SequenceSource(
            samples, widths: [64, 128, 128, 192, 192, 256, 256, 384, 512], stepsPerEpoch: 3, validation: held, validationCount: 6)
        let training = try Training(trainer, of: model, on: source, epochs: 2)
        try training.run()
        return training.model
    }

    @Test("The recipe is the engine's training of the network for numbers, and --model continues with a new optimizer")
    func sameAsTheEngine() throws {
        let report = try train("run")
        let saved = try KerasModel.load(folder.file("run/numbers_reader.h5"))
        let expected = try direct(from: .numbersNetwork(seed: 1))
        #expect(saved.model.weights == expected.weights)
        #expect(saved.training == nil)
        let lines = try LineData(settings()).calibration
        #expect(lines.count == 6)
        let calibration = try NumberCalibration(of: expected, on: lines, threads: 2)
        #expect(try NumberCalibration(text: #require(saved.annotation)) == calibration)
        #expect(saved.model.inputShape == [32, 256, 1] && saved.model.outputShape == [64, NumberAlphabet.classCount])
        #expect(report.testCount == 6 && report.recipe == "numbers" && report.model.hasSuffix("/numbers_reader.h5"))

        try train("second", ["model": folder.file("run/numbers_reader.h5"), "learning-rate": "0.001"])
        let second = try Sequential(contentsOf: folder.file("second/numbers_reader.h5"))
        let expectedSecond = try direct(from: expected, rate: 0.001)
        #expect(second.weights == expectedSecond.weights)
    }

    @Test func files() throws {
        try train("run", ["tensorboard": "true", "epochs": "1"])
        let page = String(decoding: try contents(folder.file("run/report.html")), as: UTF8.self)
        for text in ["Of 6 test lines, ", "Validation lines", "Each width", "How sure it is", "Lines per second"] {
            #expect(page.contains(text), "\(text)")
        }
        #expect(folder.has("run/lines.svg") && folder.has("run/training.svg") && folder.has("run/tensorboard/validation"))
        let record = try RunRecord(of: RunFolder.existing(folder.file("run")))
        #expect(record.options.recipe == .numbers && record.data.classes.count == NumberAlphabet.classCount)
        #expect(RunComparison([try RunOverview(folder.file("run"))]).table.contains("run"))
    }

    @Test func whatCannotBe() throws {
        try folder.addModel("digits.h5", input: [28, 28, 1])
        let error = #expect(throws: FileError.self) { try train("run", ["model": folder.file("digits.h5")]) }
        #expect(
            error?.problem
                == "a network with an input of (32, width, 1) and an output of (width / 4, 27) expected, got (28, 28, 1) and (10,)"
        )
        let few = #expect(throws: FileError.self) { try train("run", ["validation-split": "0.001"]) }
        #expect(few?.problem == "28x28 images of each of the ten digits expected among the 1 validation images")
        #expect(!folder.has("run"))
    }

    @Test("The usual settings: 54,000 digits to train, 6,000 others to validate")
    func usualSettings() throws {
        let settings = try TrainingSettings(["recipe": "numbers", "data": "\(projectPath)/Data/MNIST"])
        #expect(settings.epochs == 54 && settings.batchSize == 64 && settings.averageDecay == 0.999 && settings.seed == 0)
        #expect(!settings.optimizerState)
        let data = try LineData(settings)
        let counts = data.digitCounts
        #expect(counts.training == 54_000 && counts.validation == 6_000 && counts.test == 10_000)
        #expect(data.source.stepsPerEpoch == 250 && data.source.validationCount == 1800)
        #expect(data.source.samplesPerEpoch(batchSize: 64) * settings.epochs == 707_994)
        // Another training seed has other validation lines; the test lines stay.
        var other = settings
        other.seed = 5
        #expect(try LineData(other).validation.seed == 6 && LineData(other).test.seed == data.test.seed)
        // Confidences are fitted to lines that neither training nor validation has.
        #expect(try data.calibration.count == 20_000 && data.calibration.seed == LineData(other).calibration.seed)
        #expect(![data.validation.seed, data.test.seed, settings.seed].contains(data.calibration.seed))
    }

    @Test func instructionSets() throws {
        #expect(Recipe.numbers.instructionSet == .avx2)
        #expect(throws: Never.self) { try Recipe.numbers.check(.avx2, of: [.generic, .avx2, .avx512]) }
        let error = #expect(throws: SettingError.self) { try Recipe.numbers.check(.avx512, of: [.generic, .avx2, .avx512]) }
        #expect(
            error?.description
                == "recipe: numbers needs the instruction set avx2, got avx512: DIGITS_ISA=avx2 digits train --recipe numbers")
        // Where there is none, another one is used, and said.
        #expect(throws: Never.self) { try Recipe.numbers.check(.neon, of: [.generic, .neon]) }
        #expect(Recipe.numbers.note(on: .neon)?.hasPrefix("Computed with neon, not with avx2: ") == true)
        #expect(Recipe.numbers.note(on: .avx2) == nil && Recipe.seed.note(on: .neon) == nil)
        #expect(throws: Never.self) { try Recipe.seed.check(.avx512, of: [.generic, .avx2, .avx512]) }
        // What is in use stays.
        let current = InstructionSet.current
        for other in InstructionSet.available { #expect(InstructionSet.prefer(other) == (other == current)) }
        #expect(InstructionSet.current == current)
    }
}
