import DigitData
import DigitFiles
import DigitImage
import DigitKeras
import DigitNN
import DigitPhoto
import Foundation
import TestSupport
import Testing

/// Inputs of commands: models with ranges other than 0 to 1, run folders, folders of pictures, tables.
@Suite struct InputTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
        try folder.addMNIST(training: 320, test: 300)
    }

    private func run(_ arguments: String...) throws -> Outcome { try digits(arguments, in: folder) }

    private func accuracy(_ outcome: Outcome) -> Double { outcome.jsonObject["accuracy"] as? Double ?? 0 }

    /// The network of the Keras example with layers before it.
    private func addModel(_ name: String, after layers: [any Layer]) throws {
        let model = try KerasModel.load(bundledModelPath).model
        let longer = try Sequential(
            inputShape: model.inputShape, layers: layers + model.layers, weights: layers.map { _ in [] } + model.weights)
        try longer.save(to: folder.file(name))
    }

    // MARK: Input ranges

    @Test("A model that begins with Rescaling determines its input range")
    func rescaling() throws {
        try addModel("bytes.keras", after: [Rescaling(scale: 1 / 255)])
        let plain = try run("evaluate", bundledModelPath, "--data", "mnist", "--json")
        let outcome = try run("evaluate", "bytes.keras", "--data", "mnist", "--json")
        #expect(accuracy(outcome) == accuracy(plain) && accuracy(plain) > 0.95)
        #expect(outcome.errorLine == "Note: pixels are scaled to 0,255, as the model's first layer says")
        // Dark ink is inverted.
        try addModel("dark.h5", after: [Rescaling(scale: -1 / 255, offset: 1)])
        #expect(accuracy(try run("evaluate", "dark.h5", "--data", "mnist", "--json")) == accuracy(plain))
        // The given range is used, and a better one is suggested.
        let wrong = try run("evaluate", "bytes.keras", "--data", "mnist", "--json", "--input-range", "0,1")
        #expect(accuracy(wrong) < 0.5)
        #expect(
            wrong.errorLine?.wholeMatch(
                of: /Note: accuracy 0\.\d\d on the first 300 images; with --input-range 0,255 it is (0\.9\d|1\.00)/) != nil)
        // Pictures and training follow the same rule.
        try folder.addPicture("a.pgm", index: 0)
        #expect(try run("predict", "--model", "bytes.keras", "a.pgm").output.hasPrefix("7 "))
        let trained = try run(
            "train", "--model", "bytes.keras", "--data", "mnist", "--epochs", "1", "--learning-rate", "1e-9", "--json",
            "--output", "run")
        #expect(abs((trained.jsonObject["test_accuracy"] as? Double ?? 0) - accuracy(plain)) < 1e-9)
    }

    @Test("The model's own metrics are reported, and so is what is left out of the data")
    func metrics() throws {
        let model = try KerasModel.load(bundledModelPath).model
        let metrics = [KerasMetric(.accuracy), KerasMetric(.sparseTopKCategoricalAccuracy(k: 2), name: "top2")]
        let training = KerasTraining(optimizer: .adam(), labelsAreIndices: true, metrics: metrics)
        try model.save(to: folder.file("top.keras"), training: training)
        let outcome = try run("evaluate", "top.keras", "--data", "mnist", "--predictions", "outputs.npy", "--json")
        let found = (outcome.jsonObject["top_k"] as? [[String: Any]])?.first
        #expect(found?["name"] as? String == "top2" && found?["k"] as? Int == 2)
        let expected = try model.evaluate(try IDXFolder(folder.file("mnist")).test()).topKAccuracy(2)
        #expect(found?["accuracy"] as? Double == expected && expected >= accuracy(outcome))
        #expect(try run("evaluate", "top.keras", "--data", "mnist").output.contains("\ntop2: "))
        for name in ["three", "seven"] {
            try FileManager.default.createDirectory(atPath: folder.file("scans/\(name)"), withIntermediateDirectories: true)
        }
        try folder.write([120], as: "scans/three/notes.txt")
        try folder.addPicture("scans/three/0.pgm", index: 1)
        for number in 1..<10 { try folder.addPicture("scans/seven/\(number).pgm", index: 0) }
        let scans = try run("evaluate", "top.keras", "--data", "scans")
        #expect(
            scans.errors.contains("Note: Left out: 1 of the class folders' files")
                && scans.errors.contains("every tenth image is set aside for testing, 1 in all"))
    }

    @Test("Inverted and transposed images are detected too")
    func advice() throws {
        try addModel("inverted.h5", after: [])
        let inverted = try run("evaluate", bundledModelPath, "--data", "mnist", "--input-range", "1,0")
        #expect(inverted.errors.contains(/with --input-range 0,1 it is (0\.9\d|1\.00)/))
        // EMNIST's files under MNIST's names.
        let data = try IDXFolder(folder.file("mnist")).test()
        guard case .bytes(let pixels, _, _) = data.values else { return }
        var turned: [UInt8] = []
        for image in 0..<data.count {
            for place in 0..<784 { turned.append(pixels[image * 784 + place % 28 * 28 + place / 28]) }
        }
        try folder.write(idxHeader(0x803, [data.count, 28, 28]) + turned, as: "mnist/t10k-images-idx3-ubyte")
        let transposed = try run("evaluate", bundledModelPath, "--data", "mnist")
        #expect(transposed.errors.contains(/with rows and columns exchanged it is (0\.9\d|1\.00)/))
        #expect(transposed.errors.contains("emnist-digits-"))
    }

    // MARK: Models

    @Test func theModelThatShips() throws {
        #expect(accuracy(try run("evaluate", "--data", "mnist", "--json")) > 0.97)
        #expect(try run("summary").output == (try run("summary", "\(projectPath)/Models/digit_reader.h5").output))
        #expect(try run("summary").output.contains("softmax") || !(try run("summary").output.isEmpty))
    }

    @Test("The folder of a run stands for its model, its data and its input")
    func runFolders() throws {
        let trained = try run("train", "--data", "mnist", "--epochs", "1", "--json", "--output", "run").jsonObject
        let outcome = try run("evaluate", "run", "--json")
        #expect(accuracy(outcome) == trained["test_accuracy"] as? Double && outcome.jsonObject["count"] as? Int == 300)
        #expect(outcome.errors.hasPrefix("Note: measuring on the run's data: ") && outcome.errors.contains("/mnist\n"))
        #expect(try run("summary", "run").output == (try run("summary", "run/mnist_digit_recognizer.h5").output))
        let again = try run("train", "--model", "run", "--data", "mnist", "--epochs", "1", "--output", "more")
        #expect(again.status == 0)
        #expect(
            try run("evaluate", "mnist").errorLine
                == "Error: mnist: the folder of a run expected, found none of mnist_digit_recognizer.h5, numbers_reader.h5")
    }

    // MARK: Pictures

    @Test func foldersStandardInputAndTop() throws {
        try FileManager.default.createDirectory(atPath: folder.file("scans/below"), withIntermediateDirectories: true)
        try folder.addPicture("scans/a.pgm", index: 0)
        try folder.addPicture("scans/below/b.pgm", index: 1)
        let outcome = try run("predict", "scans")
        #expect(outcome.output.split(separator: "\n").map { $0.prefix(1) } == ["7", "2"])
        let piped = try Program(
            ["/bin/bash", "-c", #""$0" predict - --top 2 < scans/a.pgm"#, Program.digits], in: folder
        ).wait()
        let line = try #require(piped.output.wholeMatch(of: /7 +(\d+\.\d\d) %  \d +(\d+\.\d\d) %  standard input\n/))
        #expect(Double(line.1)! > Double(line.2)!)
        let object = try run("predict", "scans/a.pgm", "--top", "3", "--json").json as? [[String: Any]]
        let top = object?.first?["top"] as? [[String: Any]] ?? []
        #expect(top.count == 3 && top.first?["digit"] as? Int == 7)
        #expect(try run("predict", "scans/a.pgm", "--top", "0").status == 2)
        let empty = try run("predict", "mnist")
        #expect(empty.status == 1 && empty.errorLine == "Error: mnist: no pictures in this folder")
        let table = try run("predict", "scans", "--csv").output.split(separator: "\n")
        #expect(table.first == "file,digit,confidence" && table.last?.hasPrefix("scans/below/b.pgm,2,0.9") == true)
    }

    @Test("predict refuses a page and points to read") func pages() throws {
        let outcome = try run("predict", "\(projectPath)/Docs/pictures/page.jpg")
        #expect(outcome.status == 0)
        #expect(
            outcome.errors.wholeMatch(of: /Note: .*page\.jpg: it seems to show \d+ digits; digits read reads more than one\n/)
                != nil)
        #expect(try run("predict", "\(projectPath)/Docs/pictures/seven.png").errors == "")
    }

    /// A class that a model of eleven has, but its answers do not.
    @Test("Images labeled as non-digits") func labelsOfNoDigit() throws {
        let names = "label," + (0..<784).map { "pixel\($0)" }.joined(separator: ",")
        let row = "10" + String(repeating: ",0", count: 784)
        try folder.write(Array(([names] + Array(repeating: row, count: 10)).joined(separator: "\n").utf8), as: "none.csv")
        let outcome = try run("evaluate", "--data", "none.csv")
        #expect(outcome.status == 0 && outcome.output.hasPrefix("Test accuracy: 0.0000 "), "\(outcome.errors)")
        #expect(outcome.output.contains("\n   10          –  0.0000 "), "\(outcome.output)")
    }

    @Test("A table without labels becomes a submission to Kaggle") func submission() throws {
        let data = try IDXFolder(folder.file("mnist")).test()[0..<300]
        guard case .bytes(let pixels, _, _) = data.values else { return }
        let names = (0..<784).map { "pixel\($0)" }.joined(separator: ",")
        let rows = (0..<data.count).map { image in
            pixels[image * 784..<(image + 1) * 784].map { String($0) }.joined(separator: ",")
        }
        try folder.write(Array(([names] + rows).joined(separator: "\n").utf8), as: "test.csv")
        let outcome = try run("predict", "--csv", "test.csv")
        #expect(outcome.status == 0 && outcome.errors == "")
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.first == "ImageId,Label" && lines.count == 301)
        let right = zip(lines.dropFirst(), data.labels.enumerated()).count { $0 == "\($1.offset + 1),\($1.element)" }
        #expect(right > 290)
        // Each as `evaluate` reads it: as it is.
        let measured = accuracy(try run("evaluate", "--data", "mnist", "--json"))
        #expect(abs(measured - Double(right) / 300) < 1e-9)
        let labelled = (["label,\(names)"] + zip(data.labels, rows).map { "\($0),\($1)" }).joined(separator: "\n")
        try folder.write(Array(labelled.utf8), as: "train.csv")
        let told = try run("predict", "--csv", "train.csv")
        #expect(told.output == outcome.output && told.errors.contains("the column label is left out"))
        #expect(try run("predict", "test.csv").output.hasPrefix("7 "))
        #expect(try run("predict", "--csv", "test.csv", "train.csv").status == 2)
    }
}
