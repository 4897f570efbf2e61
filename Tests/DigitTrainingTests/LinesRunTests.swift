import DigitAugment
import DigitData
import DigitDecoding
import DigitFiles
import DigitKeras
import DigitNN
import DigitRecognizer
import DigitTensor
import DigitTraining
import Foundation
import TestSupport
import Testing

/// Runs of the recipe `numbers`: a few steps of a few lines, on any instruction set.
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

    /// The results of a run, except for its times.
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
        private(set) var notes: [String] = []
        func noted(_ line: String) { notes.append(line) }
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

    /// The training as a program would run it with the engine and the generator alone.
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

    @Test("The recipe trains the numbers network as the engine does, and --model continues with a new optimizer")
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

    /// Adds pictures of generated lines, each labeled as three sevens.
    private func addCorrectedLines(_ count: Int) throws {
        let lines = try #require(LineGenerator(IDXFolder(folder.file("mnist")).test()))
        let (width, height) = (160, 32)
        try FileManager.default.createDirectory(atPath: folder.file("corrections/lines"), withIntermediateDirectories: true)
        for number in 0..<count {
            var strip = [Float](repeating: 0, count: height * width)
            _ = lines.makeLine(number: UInt64(number + 1), seed: 3, maximumWidth: width, progress: 1, into: &strip)
            let pixels = strip.map { 255 - UInt8($0 * 255) }
            try writeFile(Array("P5 \(width) \(height) 255\n".utf8) + pixels, to: folder.file("corrections/lines/\(number).pgm"))
            try writeFile(Array("777\n".utf8), to: folder.file("corrections/lines/\(number).gt.txt"))
        }
    }

    @Test("Corrected lines are mixed with generated ones, and their accuracy is reported")
    func learnsCorrectedLines() throws {
        try addCorrectedLines(2)
        let include = ["include": folder.file("corrections")]
        let (plain, data) = try (LineData(settings()), LineData(settings(include)))
        #expect(data.source.samplesPerEpoch(batchSize: 2) == 4)
        // Two of the four lines of an epoch, on average; the others are as without corrections.
        let (count, width) = (300, 256)
        var (pixels, expected) = ([Float](repeating: -1, count: 32 * width), [Float](repeating: -1, count: 32 * width))
        var corrected = 0
        for number in 0..<UInt64(count) {
            func sample(_ data: LineData, _ pixels: inout [Float]) -> SequenceLabel {
                data.source.samples.makeSample(number: number, seed: 0, maximumWidth: width, progress: 0.5, into: &pixels)
            }
            let (label, usual) = (sample(data, &pixels), sample(plain, &expected))
            if label.symbols == [8, 8, 8] {
                corrected += 1
                #expect(
                    label.width == 160
                        && (0..<32).allSatisfy { pixels[$0 * width + 160..<($0 + 1) * width].allSatisfy { $0 == 0 } })
                #expect(pixels.contains(1))
            } else {
                #expect(label == usual && pixels == expected)
            }
        }
        #expect(abs(Double(corrected) / Double(count) - 0.5) < 0.12, "\(corrected)")
        // Strips that are too narrow for the corrected lines have none.
        #expect(
            (0..<UInt64(20)).allSatisfy { number in
                var strip = [Float](repeating: 0, count: 32 * 64)
                return data.source.samples.makeSample(number: number, seed: 0, maximumWidth: 64, progress: 0, into: &strip).width
                    <= 64
            })
        let report = try train("run", include.merging(["threads": "2"]) { $1 })
        let corrections = try #require(report.corrections)
        #expect(corrections.count == 2 && corrections.accuracyBefore == 0 && corrections.testAccuracyAfter == report.testAccuracy)
        #expect(corrections.text.hasPrefix("2 corrections: accuracy 0.0000 before, "))
        // A run continues only with the same corrections.
        #expect(throws: RunStopped.self) {
            try TrainingRun(settings(include), output: folder.file("stopped")).run(Stopper(afterSteps: 2))
        }
        try addCorrectedLines(3)
        #expect(throws: (any Error).self) { try TrainingRun(resuming: folder.file("stopped")).run() }
        try FileManager.default.removeItem(atPath: folder.file("corrections/lines/2.pgm"))
        let resumed = try TrainingRun(resuming: folder.file("stopped")).run()
        #expect(try result("stopped") == result("run"))
        #expect(resumed.corrections == corrections)
    }

    @Test("The corrections decide what is trained; what is left out is reported")
    func kindsOfCorrections() throws {
        try addCorrectedLines(1)
        var models = try CorrectedModels(folder: folder.file("corrections/lines"))
        try models.add(.bundled(.numbers))
        let include = ["include": folder.file("corrections")]
        #expect(
            try Corrections.completed(include)
                == include.merging(["recipe": "numbers", "model": "bundled:numbers_reader.h5"]) { $1 })
        // If there are both, digits are learned.
        try FileManager.default.createDirectory(atPath: folder.file("corrections/3"), withIntermediateDirectories: true)
        try folder.addPicture("corrections/3/a.pgm", index: 0)
        #expect(try Corrections.completed(include) == include)
        let digits = Stopper(afterSteps: 1000)
        let values = ["recipe": "seed", "checkpoint-every": "100000"]
        _ = try TrainingRun(settings(include.merging(values) { $1 }), output: folder.file("digits")).run(digits)
        let folderName = folder.file("corrections")
        #expect(
            digits.lines.contains("Left out: 1 corrected line; digits train --recipe numbers --include \(folderName) learns it"))
        let lines = Stopper(afterSteps: 1000)
        _ = try TrainingRun(settings(include), output: folder.file("lines")).run(lines)
        #expect(
            lines.lines.contains("Left out: 1 corrected digit; digits train --include \(folderName) learns it"), "\(lines.lines)")
    }

    @Test(
        "Corrected lines that cannot be trained on",
        arguments: [
            ("12a", "text: digits, marks and ? for other writing expected, got 12a"),
            ("", "text: digits, marks and ? for other writing expected, got nothing"),
            (String(repeating: "1", count: 40), "text: fewer symbols expected for a line of 160x32 pixels, got 40"),
        ])
    func wrongCorrectedLines(text: String, problem: String) throws {
        try addCorrectedLines(1)
        try writeFile(Array(text.utf8), to: folder.file("corrections/lines/0.gt.txt"))
        let include = ["include": folder.file("corrections")]
        let error = #expect(throws: FileError.self) { try LineData(settings(include)) }
        #expect(error == FileError(path: folder.file("corrections/lines/0.pgm"), problem: problem))
        try FileManager.default.removeItem(atPath: folder.file("corrections/lines/0.gt.txt"))
        #expect(throws: FileError.self) { try LineData(settings(include)) }
        try FileManager.default.removeItem(atPath: folder.file("corrections/lines/0.pgm"))
        let none = #expect(throws: FileError.self) { try LineData(settings(include)) }
        #expect(none?.problem == "pictures of corrected lines expected, found none")
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
        #expect(settings.epochs == 110 && settings.batchSize == 64 && settings.averageDecay == 0.999 && settings.seed == 0)
        #expect(!settings.optimizerState)
        let data = try LineData(settings)
        let counts = data.digitCounts
        #expect(counts.training == 54_000 && counts.validation == 6_000 && counts.test == 10_000)
        #expect(data.source.stepsPerEpoch == 250 && data.source.validationCount == 1800)
        #expect(data.source.samplesPerEpoch(batchSize: 64) * settings.epochs == 1_442_210)
        // Another training seed has other validation lines; the test lines stay.
        var other = settings
        other.seed = 5
        #expect(try LineData(other).validation.seed == 6 && LineData(other).test.seed == data.test.seed)
        // Calibration lines are neither training nor validation lines.
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
        // If it is missing, another one is used, and reported.
        #expect(throws: Never.self) { try Recipe.numbers.check(.neon, of: [.generic, .neon]) }
        #expect(Recipe.numbers.note(on: .neon)?.hasPrefix("Computed with neon, not with avx2: ") == true)
        #expect(Recipe.numbers.note(on: .avx2) == nil && Recipe.seed.note(on: .neon) == nil)
        #expect(throws: Never.self) { try Recipe.seed.check(.avx512, of: [.generic, .avx2, .avx512]) }
        // The one in use stays.
        let current = InstructionSet.current
        for other in InstructionSet.available { #expect(InstructionSet.prefer(other) == (other == current)) }
        #expect(InstructionSet.current == current)
    }
}
