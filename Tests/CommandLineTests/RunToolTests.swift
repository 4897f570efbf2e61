import Foundation
import Testing

/// The commands around a training: the search for a step size, the comparison of runs, and learning from corrections.
@Suite struct RunToolTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
        try folder.addMNIST()
    }

    private func run(_ arguments: String...) throws -> Outcome { try digits(arguments, in: folder) }

    @Test func findsALearningRate() throws {
        let outcome = try run("lr-find", "--data", "mnist", "--steps", "30", "--from", "1e-5", "--to", "1", "--json")
        #expect(outcome.status == 0)
        let object = outcome.jsonObject
        let rates = try #require(object["rates"] as? [Double])
        let losses = try #require(object["losses"] as? [Double])
        #expect(rates.count == losses.count && rates.count > 5)
        #expect(abs(rates[0] - 1e-5) < 1e-12)
        // The same ratio from step to step, of which 29 lead from 1e-5 to 1.
        let ratio = pow(1e5, 1.0 / 29)
        for (rate, next) in zip(rates, rates.dropFirst()) { #expect(abs(next / rate - ratio) < 1e-6) }
        // An untrained network knows nothing: its loss is about that of ten equal chances.
        #expect(abs(losses[0] - log(10)) < 0.3)
        let suggestion = try #require(object["suggestion"] as? Double)
        #expect(rates[0] < suggestion && suggestion < 1)
        let picture = try #require(try? String(contentsOfFile: folder.file("lr_find.svg"), encoding: .utf8))
        #expect(picture.contains("<svg") && picture.contains("learning rate"))
    }

    @Test func comparesRuns() throws {
        let results = try [("a", "1"), ("b", "2")].map { name, epochs in
            try run("train", "--data", "mnist", "--epochs", epochs, "--quiet", "--json", "--output", name).jsonObject
        }
        let outcome = try run("compare", "a", "b", "--json")
        #expect(outcome.status == 0)
        let rows = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
        #expect(rows.map { $0["run"] as? String } == ["a", "b"])
        #expect(rows.map { $0["epochs"] as? Int } == [1, 2])
        #expect(rows.map { $0["test_accuracy"] as? Double } == results.map { $0["test_accuracy"] as? Double })
        #expect(folder.names.contains("compare.svg"))
        let missing = try run("compare", "a", "nowhere")
        #expect(missing.status == 1)
        #expect(missing.errorLine?.contains("nowhere") == true)
    }

    @Test func learnsFromCorrections() throws {
        // Three test images under labels that are not theirs: the untrained network can only learn them here.
        for (index, label) in [(0, 3), (1, 4), (2, 5)] {
            try FileManager.default.createDirectory(
                atPath: folder.file("corrections/\(label)"), withIntermediateDirectories: true)
            try folder.addPicture("corrections/\(label)/\(index).pgm", index: index)
        }
        #expect(try run("train", "--data", "mnist", "--epochs", "1", "--quiet", "--output", "first").status == 0)
        let outcome = try run(
            "train", "--data", "mnist", "--model", "first/mnist_digit_recognizer.h5", "--include", "corrections", "--epochs",
            "12",
            "--quiet", "--json", "--output", "second")
        #expect(outcome.status == 0)
        let corrections = try #require(outcome.jsonObject["corrections"] as? [String: Any], "\(outcome.jsonObject.keys)")
        #expect(corrections["count"] as? Int == 3)
        let before = try #require(corrections["accuracy_before"] as? Double)
        let after = try #require(corrections["accuracy_after"] as? Double)
        #expect(before < 1 && after > before)
        #expect(corrections["test_accuracy_before"] is Double && corrections["test_accuracy_after"] is Double)
    }
}
