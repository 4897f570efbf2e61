import DigitFiles
import DigitKeras
import DigitNN
import DigitRecognizer
import DigitTensor
import DigitTraining
import Foundation
import TestSupport
import Testing

/// Whole runs from their settings to their files.
@Suite struct TrainingRunTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
        try folder.addMNIST(training: 320, test: 50)
    }

    private func settings(_ values: [String: String] = [:]) throws -> TrainingSettings {
        try TrainingSettings(values.merging(["data": folder.file("mnist")]) { $1 })
    }

    @discardableResult
    private func train(_ run: String, _ values: [String: String] = [:]) throws -> TrainingReport {
        try TrainingRun(settings(values), output: folder.file(run)).run()
    }

    private func model(_ run: String) throws -> LoadedModel {
        try KerasModel.load(folder.file("\(run)/mnist_digit_recognizer.h5"))
    }

    @Test func theSameSeedGivesTheSameWeights() throws {
        for (run, values) in [("a", ["threads": "1"]), ("b", ["threads": "2"]), ("c", ["seed": "43"])] {
            try train(run, values.merging(["epochs": "1"]) { $1 })
        }
        #expect(try model("a").model.weights == model("b").model.weights)
        #expect(try model("a").model.weights != model("c").model.weights)
    }

    @Test(arguments: [(Recipe.seed, 10), (.fast, 10), (.robust, 10), (.reader, 11)])
    func recipes(recipe: Recipe, outputs: Int) throws {
        for (run, threads) in [("a", "1"), ("b", "2")] {
            let report = try train(run, ["recipe": recipe.rawValue, "fast-dev-run": "true", "threads": threads])
            #expect(report.epochs.count == 1 && report.recipe == recipe.rawValue)
            #expect(FileManager.default.fileExists(atPath: report.page))
        }
        let (one, other) = try (model("a"), model("b"))
        #expect(one.model.outputShape.count == outputs)
        #expect(one.model.weights == other.model.weights)
        #expect(try RunRecord(of: RunFolder.existing(folder.file("a"))).options.recipe == recipe)
    }

    @Test func goingOnUsesTheOptimizersState() throws {
        try train("first", ["epochs": "1"])
        let start = folder.file("first/mnist_digit_recognizer.h5")
        #expect(try KerasModel.load(start).optimizerState?.iteration == 5)
        try train("second", ["epochs": "1", "model": start])
        try train("both", ["epochs": "2"])
        let (second, both) = try (model("second"), model("both"))
        #expect(second.optimizerState == both.optimizerState)
        #expect(second.model.weights == both.model.weights)
        try train("third", ["epochs": "1", "optimizer-state": "false"])
        #expect(try model("third").optimizerState == nil)
    }

    @Test func validationSplit() throws {
        let report = try train("run", ["epochs": "1", "validation-split": "0.25"])
        #expect(report.trainingCount == 240)
        #expect(report.epochs[0].valLoss != report.testLoss)
    }

    @Test func theFastRecipe() throws {
        let report = try train("run", ["recipe": "fast"])
        #expect(report.epochs.count == 1 && report.learningRate == 0.008)
    }

    @Test func aLossThatIsNoNumberLeavesNothing() throws {
        #expect(throws: TrainingError.self) { try train("run", ["epochs": "3", "learning-rate": "1e30"]) }
        #expect(!folder.has("run"))
    }

    @Test func learnsFromCorrections() throws {
        // Three test images with wrong labels: the untrained network can only learn them here.
        for (index, label) in [(0, 3), (1, 4), (2, 5)] {
            try FileManager.default.createDirectory(
                atPath: folder.file("corrections/\(label)"), withIntermediateDirectories: true)
            try folder.addPicture("corrections/\(label)/\(index).pgm", index: index)
        }
        try train("first", ["epochs": "1"])
        let report = try train(
            "second",
            [
                "model": folder.file("first/mnist_digit_recognizer.h5"), "include": folder.file("corrections"), "epochs": "12",
            ])
        let corrections = try #require(report.corrections)
        #expect(corrections.count == 3)
        #expect(corrections.accuracyBefore < 1 && corrections.accuracyAfter > corrections.accuracyBefore)
        #expect(corrections.testAccuracyAfter == report.testAccuracy)
    }

    @Test("Corrections name their model; one with a class for non-digits learns that class too")
    func correctionsOfTheReader() throws {
        for (index, label) in [(0, "3"), (1, "none")] {
            try FileManager.default.createDirectory(
                atPath: folder.file("corrections/\(label)"), withIntermediateDirectories: true)
            try folder.addPicture("corrections/\(label)/\(index).pgm", index: index)
        }
        var models = try CorrectedModels(folder: folder.file("corrections"))
        #expect(models.models == [])
        try models.add(.bundled(.reader))
        try models.add(.bundled(.reader))
        let values = try Corrections.completed(["include": folder.file("corrections")])
        #expect(values["model"] == "bundled:digit_reader.h5" && values["recipe"] == "reader")
        let report = try train("run", values)
        #expect(report.recipe == "reader" && report.epochs.count == 1)
        let corrections = try #require(report.corrections)
        #expect(corrections.count == 2 && corrections.accuracyBefore == 0)
        // The accuracy is that of the most likely digit, as in `digits evaluate`.
        let test = try IDXFolder(folder.file("mnist")).test()
        let outputs = try model("run").model.predict(test)
        let right = test.labels.enumerated().count { sample, label in
            let digits = outputs[11 * sample..<11 * sample + 10]
            return digits.max() == outputs[11 * sample + Int(label)]
        }
        #expect(report.testAccuracy == Double(right) / Double(test.count) && corrections.testAccuracyAfter == report.testAccuracy)
        // Given options count; two models are ambiguous.
        #expect(try Corrections.completed(["include": "c", "model": bundledModelPath])["model"] == bundledModelPath)
        try models.add(.file("/models/other.h5"))
        #expect(try CorrectedModels(folder: folder.file("corrections")) == models)
        #expect(throws: FileError.self) { try Corrections.completed(["include": folder.file("corrections")]) }
        // A line reader trains with corrected lines.
        let lines = ["include": "c", "model": "\(projectPath)/Models/numbers_reader.h5"]
        #expect(try Corrections.completed(lines)["recipe"] == "numbers")
        let error = #expect(throws: FileError.self) { try Corrections.completed(lines.merging(["recipe": "seed"]) { $1 }) }
        #expect(error?.problem == "a classifier of digits expected with the recipe seed, this network reads lines")
    }
}
