import DigitData
import DigitFiles
import DigitKeras
import DigitNN
import Foundation
import TestSupport
import Testing

@Suite struct EvaluateTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
        try folder.addMNIST(training: 10, test: 300)
    }

    private func evaluate(_ arguments: String...) throws -> Outcome {
        try digits(["evaluate", "--data", "mnist"] + arguments, in: folder)
    }

    @Test func table() throws {
        let outcome = try evaluate(bundledModelPath)
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 14)
        #expect(lines[0].wholeMatch(of: /Test accuracy: (0\.9\d{3}|1\.0000)  Test loss: 0\.\d{4}  \(300 images\)/) != nil)
        #expect(
            lines[1].wholeMatch(of: /Calibration error: 0\.\d{4}  Error of the surest 98 %: \d\.\d\d %/) != nil)
        #expect(lines[3].hasPrefix("Digit  Precision  Recall "))
        #expect(lines[4].hasPrefix("    0     "))
    }

    @Test func json() throws {
        let object = try evaluate(bundledModelPath, "--json", "--limit", "200").jsonObject
        #expect(Set(object.keys) == ["accuracy", "loss", "count", "ece", "risk_coverage", "per_class", "confusion"])
        #expect(object["count"] as? Int == 200)
        let confusion = object["confusion"] as? [[Int]] ?? []
        #expect(confusion.count == 10 && confusion.allSatisfy { $0.count == 10 })
        #expect(confusion.joined().reduce(0, +) == 200)
        let right = confusion.indices.map { confusion[$0][$0] }.reduce(0, +)
        #expect(object["accuracy"] as? Double == Double(right) / 200)
        let error = object["ece"] as? Double ?? -1
        #expect(error >= 0 && error < 0.05)
        let risks = object["risk_coverage"] as? [[String: Double]] ?? []
        #expect(risks.last?["coverage"] == 1)
        #expect(risks.last?["risk"] == Double(200 - right) / 200)
        #expect(zip(risks, risks.dropFirst()).allSatisfy { $0["confidence"]! >= $1["confidence"]! })
        let classes = object["per_class"] as? [[String: Any]] ?? []
        #expect(classes.count == 10)
        for (label, row) in classes.enumerated() {
            #expect(Set(row.keys) == ["label", "count", "precision", "recall", "f1"])
            #expect(row["recall"] as? Double == Double(confusion[label][label]) / Double(confusion[label].reduce(0, +)))
            #expect(
                row["precision"] as? Double == Double(confusion[label][label]) / Double(confusion.reduce(0) { $0 + $1[label] }))
        }
    }

    @Test func normalizingTakesImagesOfAnySize() throws {
        // The same digits twice as large, dark on bright, in a corner of a larger picture.
        let mnist = try IDXFolder("\(projectPath)/Data/MNIST").test()[0..<300]
        guard case .bytes(let pixels, _, _) = mnist.values else { return }
        var large = [UInt8](repeating: 255, count: 300 * 80 * 70)
        for sample in 0..<300 {
            for y in 0..<56 {
                for x in 0..<56 { large[(sample * 80 + y) * 70 + x] = 255 - pixels[(sample * 28 + y / 2) * 28 + x / 2] }
            }
        }
        try write(folder, "large", images: idxHeader(0x803, [300, 80, 70]) + large, labels: mnist.labels)
        let arguments = ["evaluate", bundledModelPath, "--json", "--data", "large"]
        let normalized = try digits(arguments + ["--normalize"], in: folder).jsonObject["accuracy"] as? Double ?? 0
        #expect(normalized > 0.97)
        let plain = try digits(arguments, in: folder).jsonObject["accuracy"] as? Double ?? 1
        #expect(plain < 0.5)
    }

    @Test func normalizingKeepsImagesWithoutInk() throws {
        try write(folder, "blank", images: idxHeader(0x803, [3, 9, 5]) + [UInt8](repeating: 7, count: 135), labels: [1, 2, 3])
        let outcome = try digits(["evaluate", bundledModelPath, "--json", "--normalize", "--data", "blank"], in: folder)
        #expect(outcome.status == 0)
        #expect(outcome.jsonObject["count"] as? Int == 3)
    }

    private func write(_ folder: Folder, _ name: String, images: [UInt8], labels: [UInt8]) throws {
        try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: true)
        try folder.write(images, as: "\(name)/t10k-images-idx3-ubyte")
        try folder.write(idxHeader(0x801, [labels.count]) + labels, as: "\(name)/t10k-labels-idx1-ubyte")
    }

    @Test func classesThatNeverOccurHaveNoPrecision() throws {
        // A single image: nine classes have no samples.
        let classes = try evaluate(bundledModelPath, "--json", "--limit", "1").jsonObject["per_class"] as? [[String: Any]]
        #expect(classes?.count(where: { $0["recall"] is NSNull }) == 9)
        #expect(try evaluate(bundledModelPath, "--limit", "1").output.contains("–"))
    }

    @Test func predictionsAsNumPy() throws {
        #expect(try evaluate(bundledModelPath, "--limit", "3", "--predictions", "out.npy").status == 0)
        let bytes = try contents(folder.file("out.npy"))
        #expect(bytes.count == 128 + 3 * 10 * 4)
        #expect(String(decoding: bytes[10..<128], as: UTF8.self).contains("'shape': (3, 10)"))
        let values = bytes[128...].withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        #expect(values[7] > 0.99, "the first test image is a 7")
    }

    @Test(arguments: [[784], [28, 28], [28, 28, 1], [1, 28, 28], [28, 28, 3], [3, 28, 28], [14, 14], [32, 32, 1]])
    func inputShapes(shape: [Int]) throws {
        try folder.addModel("model.h5", input: shape)
        let outcome = try evaluate("model.h5", "--json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.jsonObject["count"] as? Int == 300)
    }

    /// The bundled model with a first layer that maps images from 0 to 255, or with dark ink, to what it was trained on.
    @Test(arguments: [("0,255", 1 / 255, 0), ("1,0", -1, 1), ("-1,1", 0.5, 0.5)] as [(String, Float, Float)])
    func inputRanges(range: String, scale: Float, offset: Float) throws {
        let model = try Sequential(contentsOf: bundledModelPath)
        let rescaled = try Sequential(
            inputShape: [28, 28, 1], layers: [Rescaling(scale: scale, offset: offset)] + model.layers,
            weights: [[]] + model.weights)
        try rescaled.save(to: folder.file("rescaled.h5"))
        let expected = try evaluate(bundledModelPath, "--json").jsonObject
        let object = try evaluate("rescaled.h5", "--input-range", range, "--json").jsonObject
        #expect(object["accuracy"] as? Double == expected["accuracy"] as? Double)
        #expect(abs((object["loss"] as? Double ?? 0) - (expected["loss"] as? Double ?? 1)) < 1e-5)
    }

    @Test func theLossIsTheFiles() throws {
        let training = KerasTraining(optimizer: .adam(), loss: .meanSquaredError)
        try folder.addModel("squares.h5", input: [28, 28], training: training)
        try folder.addModel("plain.h5", input: [28, 28])
        let (squares, plain) = try (evaluate("squares.h5", "--json").jsonObject, evaluate("plain.h5", "--json").jsonObject)
        #expect(squares["accuracy"] as? Double == plain["accuracy"] as? Double)
        #expect((squares["loss"] as? Double ?? 1) < 0.5 && (plain["loss"] as? Double ?? 0) > 1)
    }
}

@Suite struct PredictTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
        // MNIST's first test images are 7, 2, 1, 0, 4.
        for index in 0..<5 { try folder.addPicture("\(index).pgm", index: index, isInverted: index % 2 == 1) }
    }

    @Test func lines() throws {
        let outcome = try digits(["predict", "0.pgm", "1.pgm", "2.pgm", "3.pgm", "4.pgm"], in: folder)
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.map { $0.prefix(1) } == ["7", "2", "1", "0", "4"])
        #expect(lines.allSatisfy { $0.wholeMatch(of: /\d   ?[ \d]\d\d\.\d\d %  \d\.pgm/) != nil }, "\(lines)")
    }

    @Test func json() throws {
        let outcome = try digits(["predict", "--json", "0.pgm", "1.pgm"], in: folder)
        let elements = outcome.json as? [[String: Any]] ?? []
        #expect(elements.map { $0["digit"] as? Int } == [7, 2])
        #expect(elements.map { $0["file"] as? String } == ["0.pgm", "1.pgm"])
        for element in elements {
            #expect(Set(element.keys) == ["file", "digit", "confidence", "probabilities", "is_digit"])
            let probabilities = element["probabilities"] as? [Double] ?? []
            #expect(probabilities.count == 10)
            #expect(abs(probabilities.reduce(0, +) - 1) < 1e-5)
            let isDigit = element["is_digit"] as? Double ?? 0
            #expect(abs((element["confidence"] as? Double ?? 0) - isDigit * (probabilities.max() ?? 0)) < 1e-5)
        }
    }

    @Test func aBrokenFileDoesNotStopTheOthers() throws {
        try folder.write([], as: "empty.png")
        let outcome = try digits(["predict", "--json", "0.pgm", "empty.png", "missing.png", "2.pgm"], in: folder)
        #expect(outcome.status == 1)
        #expect((outcome.json as? [[String: Any]])?.map { $0["digit"] as? Int } == [7, 1])
        let lines = outcome.errors.split(separator: "\n")
        #expect(
            lines == [
                "Error: empty.png: an image expected, the file is empty (0 bytes)",
                "Error: missing.png: No such file or directory",
            ])
    }

    @Test func anotherModel() throws {
        try folder.addModel("flat.h5", input: [784])
        let outcome = try digits(["predict", "--model", "flat.h5", "--input-range", "-1,1", "0.pgm"], in: folder)
        #expect(outcome.status == 0)
    }
}

@Suite struct SummaryTests {
    @Test func table() throws {
        let outcome = try digits(["summary", bundledModelPath], in: Folder())
        #expect(outcome.status == 0)
        for text in ["Model: \"sequential\"", "conv2d_1 (Conv2D)", "(None, 11, 11, 64)", "204,928", "Total params: 225,034"] {
            #expect(outcome.output.contains(text))
        }
        #expect(try digits(["summary", "--plan", bundledModelPath], in: Folder()).output.hasPrefix(outcome.output))
    }

    @Test func noLayers() throws {
        let folder = try Folder()
        try Sequential(inputShape: [4], layers: [], seed: 1).save(to: folder.file("model.h5"))
        let plan = try digits(["summary", "--plan", "model.h5"], in: folder)
        #expect(plan.status == 0 && plan.output.contains("Computed as:\ninput: "))
        #expect(try digits(["summary", "--json", "model.h5"], in: folder).jsonObject["parameters"] as? Int == 0)
    }

    @Test func json() throws {
        let object = try digits(["summary", "--json", bundledModelPath], in: Folder()).jsonObject
        #expect(object["parameters"] as? Int == 225_034)
        #expect(object["input_shape"] as? [Int] == [28, 28, 1])
        let layers = object["layers"] as? [[String: Any]] ?? []
        #expect(layers.map { $0["class"] as? String }.first == "Conv2D")
        #expect(layers.compactMap { $0["parameters"] as? Int }.reduce(0, +) == 225_034)
        #expect(layers.last?["output_shape"] as? [Int] == [10])
    }
}
