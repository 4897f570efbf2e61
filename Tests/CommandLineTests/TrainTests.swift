import DigitFiles
import DigitKeras
import DigitNN
import Foundation
import TestSupport
import Testing

@Suite struct TrainTests {
    private let folder: Folder
    private let model = "runs/train/mnist_digit_recognizer.h5"

    init() throws {
        folder = try Folder()
        try folder.addMNIST()
    }

    private func train(_ arguments: String..., environment: [String: String] = [:]) throws -> Outcome {
        try digits(["train", "--data", "mnist"] + arguments, in: folder, environment: environment)
    }

    @Test func plainProgressAndResult() throws {
        let outcome = try train("--epochs", "2", "--threads", "1")
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
        let lines = outcome.output.split(separator: "\n").map(String.init)
        #expect(lines.count == 8)
        #expect(lines[0].hasPrefix("Training 225,034 parameters on 320 images · seed 42 · 1 thread · "))
        #expect(lines[1] == "Epoch 1/2")
        #expect(lines[3] == "Epoch 2/2")
        let epoch =
            /5\/5 - [\d.]+s - \d+(\.\d)?ms\/step - loss: \d\.\d{4} - accuracy: 0\.\d{4} - val_loss: \d\.\d{4} - val_accuracy: 0\.\d{4}/
        #expect(lines[2].wholeMatch(of: epoch) != nil, "\(lines[2])")
        #expect(lines[4].wholeMatch(of: epoch) != nil, "\(lines[4])")
        #expect(lines[5].wholeMatch(of: /Test accuracy: 0\.\d{4}  Test loss: \d\.\d{4}/) != nil, "\(lines[5])")
        #expect(lines[6] == "Saved \(model)")
        #expect(lines[7] == "Report runs/train/report.html")
        #expect(!outcome.output.contains("\r") && !outcome.output.contains("\u{1B}"))
        let drawings = ["confusion_matrix", "predictions", "top_losses", "training"].map { "runs/train/\($0).svg" }
        let others = ["args.json", "best.h5", "mnist_digit_recognizer.h5", "report.html", "result.json", "results.csv"]
        let expected = ["runs", "runs/train"] + others.map { "runs/train/\($0)" } + drawings
        // PNGs are made where librsvg is installed.
        #expect(folder.names.filter { $0.hasPrefix("runs") && !$0.hasSuffix(".png") } == expected.sorted())
    }

    @Test func quiet() throws {
        let outcome = try train("--epochs", "1", "--quiet")
        #expect(outcome.output.wholeMatch(of: /Test accuracy: [\d.]+  Test loss: [\d.]+\nSaved .*\n/) != nil)
        #expect(try train("--epochs", "1", "--quiet", "--json").errors.hasPrefix("Test accuracy"))
    }

    @Test func lossWithoutSmoothedLabels() throws {
        let outcome = try train("--recipe", "fast", "--fast-dev-run", "--output", "fast", "--json")
        let printed = try #require(
            outcome.errors.firstMatch(of: /Test loss: (\d\.\d{4}) \((\d\.\d{4}) without label smoothing\)\n/))
        let loss = try #require(outcome.jsonObject["unsmoothed_test_loss"] as? Double)
        #expect(Double(printed.2) == (loss * 1e4).rounded() / 1e4)
        // The definition, on the outputs that `evaluate` writes: the mean of -log of the right class's probability.
        let arguments = [
            "evaluate", "fast/mnist_digit_recognizer.h5", "--data", "mnist", "--predictions", "outputs.npy", "--json",
        ]
        #expect(try digits(arguments, in: folder).status == 0)
        let outputs = try outputs(in: folder.file("outputs.npy"))
        let labels = try IDXFolder(folder.file("mnist")).test().labels
        let losses = labels.enumerated().map { (sample: Int, label: UInt8) -> Double in
            -log(Double(outputs[10 * sample + Int(label)]))
        }
        #expect(abs(losses.reduce(0, +) / Double(labels.count) - loss) < 1e-5)
        // The seed recipe has no label smoothing.
        #expect(!(try train("--fast-dev-run", "--output", "seed").output.contains("smoothing")))
    }

    /// The float32 values of a NumPy file.
    private func outputs(in path: String) throws -> [Float] {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        let start = 10 + Int(bytes[8]) + 256 * Int(bytes[9])
        return stride(from: start, to: bytes.count, by: 4).map { (place: Int) -> Float in
            var word: UInt32 = 0
            for byte in bytes[place..<place + 4].reversed() { word = word << 8 | UInt32(byte) }
            return Float(bitPattern: word)
        }
    }

    @Test func fastDevelopmentRunIsOneEpoch() throws {
        for recipe in ["seed", "fast", "robust"] {
            let outcome = try train("--recipe", recipe, "--fast-dev-run", "--output", recipe, "--json")
            #expect((outcome.jsonObject["epochs"] as? [Any])?.count == 1)
        }
    }

    @Test func json() throws {
        let outcome = try train("--epochs", "2", "--json", "--seed", "7", "--threads", "2")
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("Epoch 2/2\n"))
        let object = outcome.jsonObject
        #expect(
            Set(object.keys) == [
                "epochs", "test_accuracy", "test_loss", "model", "output", "seconds", "threads", "instruction_set", "seed",
                "recipe",
                "batch_size", "learning_rate", "parameters", "training_count", "test_count",
            ])
        let epochs = object["epochs"] as? [[String: Any]] ?? []
        #expect(epochs.count == 2)
        #expect(epochs.allSatisfy { Set($0.keys) == ["epoch", "seconds", "loss", "accuracy", "val_loss", "val_accuracy"] })
        #expect(epochs.last?["epoch"] as? Int == 2)
        #expect(epochs.last?["val_accuracy"] as? Double == object["test_accuracy"] as? Double)
        #expect(object["seed"] as? Int == 7)
        #expect(object["threads"] as? Int == 2)
        #expect(object["model"] as? String == model)
        #expect(object["output"] as? String == "runs/train")
        // The reported figures are those of the saved model.
        let evaluation = try digits(["evaluate", model, "--data", "mnist", "--json"], in: folder).jsonObject
        #expect(evaluation["accuracy"] as? Double == object["test_accuracy"] as? Double)
        #expect(abs((evaluation["loss"] as? Double ?? -1) - (object["test_loss"] as? Double ?? -2)) < 1e-6)
    }

    @Test func runsAreNumberedAndNeverWrittenOver() throws {
        for name in ["train", "train2", "train3"] {
            #expect(try train("--epochs", "1", "--json", "--quiet").jsonObject["output"] as? String == "runs/\(name)")
        }
        #expect(try train("--epochs", "1", "--output", "mine/deep", "--json").jsonObject["output"] as? String == "mine/deep")
        let before = try contents(folder.file("mine/deep/mnist_digit_recognizer.h5"))
        let again = try train("--epochs", "1", "--seed", "3", "--output", "mine/deep")
        #expect(again.status == 1)
        #expect(
            again.errorLine
                == "Error: mine/deep/mnist_digit_recognizer.h5: already exists, and a run is never overwritten; choose another --output"
        )
        #expect(try contents(folder.file("mine/deep/mnist_digit_recognizer.h5")) == before)
    }

    @Test func aLossThatIsNoNumber() throws {
        let outcome = try train("--epochs", "3", "--learning-rate", "1e30")
        #expect(outcome.status == 1)
        #expect(outcome.errorLine?.hasPrefix("Error: the loss became NaN or infinite at step ") == true)
        #expect(!folder.names.contains { $0.hasPrefix("runs") })
    }

    @Test func dataOfTheProgram() throws {
        try FileManager.default.createDirectory(atPath: folder.file("home/Data"), withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: folder.file("mnist"), toPath: folder.file("home/Data/MNIST"))
        let arguments = ["train", "--epochs", "1", "--json", "--quiet"]
        #expect(
            try digits(arguments, in: folder, environment: ["DIGITS_HOME": "home"]).jsonObject["training_count"] as? Int == 320)
        let missing = try digits(arguments, in: folder, environment: ["DIGITS_HOME": "elsewhere"])
        #expect(missing.status == 1)
        #expect(missing.errorLine == "Error: elsewhere/Data/MNIST: no such folder; DIGITS_HOME or --data DIR may name another")
    }
}
