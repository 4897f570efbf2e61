import Foundation
import TestSupport
import Testing

/// The commands around a training: the search for a learning rate, the comparison of runs, and learning from corrections.
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
        // A constant ratio from step to step: 29 of them lead from 1e-5 to 1.
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
}
