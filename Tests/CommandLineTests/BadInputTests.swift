import DigitKeras
import DigitNN
import DigitTensor
import Foundation
import TestSupport
import Testing

/// Each mistake gives one line that names the file, what was expected and what came; exit status 1; nothing is left behind.
@Suite struct BadInputTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
        try folder.addMNIST(training: 64, test: 20)
    }

    private func expectFailure(_ arguments: [String], _ message: String, sourceLocation: SourceLocation = #_sourceLocation) throws
    {
        let before = folder.names
        let outcome = try digits(arguments, in: folder)
        #expect(outcome.status == 1, sourceLocation: sourceLocation)
        #expect(outcome.output == "", sourceLocation: sourceLocation)
        #expect(outcome.errorLine?.contains(message) == true, "\(outcome.errors)", sourceLocation: sourceLocation)
        #expect(folder.names == before, sourceLocation: sourceLocation)
    }

    /// Edits one of the data files and expects training and evaluation to refuse it.
    private func expectRefusal(
        _ name: String, _ message: String, sourceLocation: SourceLocation = #_sourceLocation, edit: ([UInt8]) -> [UInt8]
    ) throws {
        try folder.write(edit(try contents(folder.file("mnist/\(name)"))), as: "mnist/\(name)")
        try expectFailure(["train", "--data", "mnist"], "Error: mnist/\(name): \(message)", sourceLocation: sourceLocation)
        guard name.hasPrefix("t10k") else { return }
        try expectFailure(
            ["evaluate", bundledModelPath, "--data", "mnist"], "Error: mnist/\(name): \(message)", sourceLocation: sourceLocation)
    }

    // MARK: Data

    @Test func truncatedImages() throws {
        try expectRefusal("t10k-images-idx3-ubyte", "15696 bytes expected for IDX dimensions 20 x 28 x 28, found 15695") {
            $0.dropLast()
        }
    }

    @Test func oversizedImages() throws {
        try expectRefusal("train-images-idx3-ubyte", "50192 bytes expected for IDX dimensions 64 x 28 x 28, found 50193") {
            $0 + [0]
        }
    }

    @Test func wrongMagic() throws {
        try expectRefusal("t10k-images-idx3-ubyte", "IDX magic 0x00000803 expected, found 0x00000801") {
            [0, 0, 8, 1] + $0.dropFirst(4)
        }
    }

    @Test func aLabelThatIsNoDigit() throws {
        try expectRefusal("t10k-labels-idx1-ubyte", "labels from 0 to 9 expected, found 10 at index 19") { $0.dropLast() + [10] }
    }

    @Test func differentCounts() throws {
        try expectRefusal("train-labels-idx1-ubyte", "64 labels expected, one for each image, found 63") {
            idxHeader(0x801, [63]) + $0.dropFirst(8).dropLast()
        }
    }

    @Test func damagedGzip() throws {
        let packed = try contents("\(projectPath)/Data/MNIST/t10k-labels-idx1-ubyte.gz")
        try expectRefusal("t10k-labels-idx1-ubyte", "") { _ in packed.dropLast(100) }
        try expectRefusal("t10k-labels-idx1-ubyte", "") { _ in packed[..<2000] + [packed[2000] ^ 0xFF] + packed[2001...] }
    }

    @Test func missingData() throws {
        try expectFailure(["train", "--data", "nowhere"], "Error: nowhere: No such file or folder")
        try FileManager.default.removeItem(atPath: folder.file("mnist/train-images-idx3-ubyte"))
        try expectFailure(
            ["train", "--data", "mnist"],
            "Error: mnist: train-images-idx3-ubyte or train-images-idx3-ubyte.gz expected, found neither")
    }

    // MARK: Models

    private func expectRefusal(ofModel name: String, _ message: String, sourceLocation: SourceLocation = #_sourceLocation) throws
    {
        try folder.addPicture("seven.pgm", index: 0)
        for arguments in [
            ["summary", name], ["evaluate", name, "--data", "mnist"], ["predict", "--model", name, "seven.pgm"],
            ["train", "--model", name, "--data", "mnist"],
        ] {
            try expectFailure(arguments, "Error: \(name): \(message)", sourceLocation: sourceLocation)
        }
    }

    /// The bundled model with some text replaced with other text of the same length, wherever it occurs.
    private func write(_ name: String, replacing text: String, with other: String) throws {
        precondition(text.utf8.count == other.utf8.count)
        var bytes = try contents(bundledModelPath)
        var position = 0
        var count = 0
        while let found = bytes[position...].firstRange(of: Array(text.utf8)) {
            bytes.replaceSubrange(found, with: Array(other.utf8))
            (position, count) = (found.upperBound, count + 1)
        }
        #expect(count > 0)
        try folder.write(bytes, as: name)
    }

    @Test func aTextFileAsModel() throws {
        try folder.write(Array("not a model\n".utf8), as: "model.h5")
        try expectRefusal(ofModel: "model.h5", "an HDF5 or .keras file expected, found")
    }

    @Test func anEmptyOrMissingModel() throws {
        try folder.write([], as: "model.h5")
        try expectRefusal(ofModel: "model.h5", "")
        try expectRefusal(ofModel: "nothing.h5", "No such file or directory")
        try expectRefusal(ofModel: "mnist", "the folder of a run expected, found none of mnist_digit_recognizer.h5")
    }

    @Test func aTruncatedModel() throws {
        try folder.write(try contents(bundledModelPath).dropLast(100_000), as: "model.h5")
        try expectRefusal(ofModel: "model.h5", "")
    }

    @Test func unknownLayers() throws {
        try write("model.h5", replacing: #""MaxPooling2D""#, with: #""MaxWading2D!""#)
        try expectRefusal(ofModel: "model.h5", "layer max_pooling2d (MaxWading2D!): this kind of layer is not supported")
    }

    @Test func missingWeights() throws {
        try write("model.h5", replacing: "dense_1/bias", with: "dense_1/bees")
        try expectRefusal(ofModel: "model.h5", "")
    }

    @Test func wrongShapes() throws {
        try write("model.h5", replacing: #""units": 128"#, with: #""units": 127"#)
        try expectRefusal(ofModel: "model.h5", "layer dense: kernel of shape (1600, 127) expected, the file has (1600, 128)")
    }

    @Test func weightsThatAreNoNumbers() throws {
        try folder.addModel("model.h5", input: [28, 28]) { model in
            var weights = model.weights
            weights[1][1] = Tensor(shape: [10], repeating: .nan)
            try model.setWeights(weights)
        }
        try expectRefusal(ofModel: "model.h5", "")
    }

    @Test func modelsThatTakeNoImages() throws {
        try folder.addModel("model.h5", input: [783])
        for arguments in [["evaluate", "model.h5", "--data", "mnist"], ["train", "--model", "model.h5", "--data", "mnist"]] {
            try expectFailure(
                arguments,
                "Error: model.h5: a model that takes square images expected, but 783 inputs of shape (783,) are not square")
        }
        try expectFailure(
            ["predict", "--model", "model.h5", "seven.pgm"], "Error: model.h5: a model that takes square images expected")
    }

    /// Before it trains: the network could not be saved.
    @Test(arguments: ["..", "top_level_model_weights"])
    func aModelWithANameThatCannotBeSaved(name: String) throws {
        let architecture = """
            {"class_name": "Sequential", "config": {"name": "m", "layers": [
            {"class_name": "Flatten", "config": {"name": "f", "batch_input_shape": [null, 28, 28]}},
            {"class_name": "Dense", "config": {"name": "\(name)", "units": 10, "activation": "softmax"}}]}}
            """
        let made = try KerasModel.make(architecture: Array(architecture.utf8), seed: 1)
        #expect(throws: KerasError.self) { try made.save(to: folder.file("model.h5"), training: nil) }
        #expect(!folder.names.contains("model.h5"))
        // A name of the same length, and the file edited.
        let other = String(repeating: "x", count: name.count)
        let renamed = architecture.replacingOccurrences(of: name, with: other)
        try KerasModel.make(architecture: Array(renamed.utf8), seed: 1).save(to: folder.file("model.h5"), training: nil)
        var bytes = try contents(folder.file("model.h5"))
        while let found = bytes.firstRange(of: Array(other.utf8)) { bytes.replaceSubrange(found, with: Array(name.utf8)) }
        try folder.write(bytes, as: "model.h5")
        try expectFailure(
            ["train", "--model", "model.h5", "--data", "mnist"],
            "Error: model.h5: name \"\(name)\" cannot be the name of a group in an HDF5 file of Keras")
    }

    @Test func aModelWithTooManyClasses() throws {
        let model = try Sequential(inputShape: [28, 28], seed: 1) {
            Flatten()
            Dense(units: 258, activation: .softmax)
        }
        try model.save(to: folder.file("model.h5"), training: nil)
        try expectFailure(
            ["train", "--model", "model.h5", "--data", "mnist"],
            "Error: model.h5: a network with at most 257 classes expected, its output has shape (258,)")
    }

    // MARK: Pictures

    @Test func pictures() throws {
        try folder.write([], as: "empty.png")
        try folder.write(Array("P5\n20000 20000\n255\n".utf8), as: "huge.pgm")
        try folder.write(Array("%!PS-Adobe-3.0\n".utf8), as: "page.png")
        try folder.write(Array("P5\n28 28\n255\n".utf8) + [UInt8](repeating: 9, count: 700), as: "short.pgm")
        try folder.write(Array("P5\n28 28\n255\n".utf8) + [UInt8](repeating: 9, count: 784), as: "blank.pgm")
        try expectFailure(["predict", "empty.png"], "Error: empty.png: an image expected, the file is empty (0 bytes)")
        try expectFailure(
            ["predict", "huge.pgm"], "Error: huge.pgm: 20000x20000 pixels are 400 megapixels, at most 100 are read")
        try expectFailure(["predict", "page.png"], "Error: page.png: an image (")
        try expectFailure(["predict", "short.pgm"], "Error: short.pgm: truncated")
        try expectFailure(["predict", "blank.pgm"], "Error: blank.pgm: no ink found")
        try expectFailure(["predict", "mnist"], "Error: mnist: no pictures in this folder")
    }

    // MARK: Output

    @Test("A form file that may have been edited is replaced only by request") func editedForms() throws {
        try folder.write(Array("P5\n120 120\n255\n".utf8) + [UInt8](repeating: 255, count: 14_400), as: "blank.pgm")
        for name in ["blank.form", "other.form", "fields.png"] { try folder.write(Array("edited".utf8), as: name) }
        let refused = "already exists; --force replaces it"
        try expectFailure(["form", "new", "blank.pgm"], "Error: blank.form: \(refused)")
        try expectFailure(["form", "new", "blank.pgm", "--output", "other.form"], "Error: other.form: \(refused)")
        try expectFailure(
            ["form", "new", "blank.pgm", "--output", "new.form", "--annotate", "fields.png"], "Error: fields.png: \(refused)")
        for name in ["blank.form", "other.form", "fields.png"] {
            #expect(try contents(folder.file(name)) == Array("edited".utf8))
        }
        #expect(try digits(["form", "new", "blank.pgm", "--output", "other.form", "--force"], in: folder).status == 0)
        #expect(try contents(folder.file("other.form")) != Array("edited".utf8))
    }

    @Test func outputsThatCannotBeMade() throws {
        try folder.write([], as: "file")
        try expectFailure(["train", "--data", "mnist", "--output", "file/run"], "Error: file/run: Not a directory")
        try expectFailure(["train", "--data", "mnist", "--output", "file"], "Error: file: Not a directory")
        try folder.write([], as: "runs")
        try expectFailure(["train", "--data", "mnist"], "Error: runs/train: Not a directory")
        try expectFailure(
            ["evaluate", bundledModelPath, "--data", "mnist", "--predictions", "nowhere/out.npy"],
            "Error: nowhere/out.npy: No such file or directory")
    }

    @Test(.disabled(if: geteuid() == 0, "root may write everywhere"))
    func outputsThatMayNotBeMade() throws {
        try FileManager.default.createDirectory(
            atPath: folder.file("locked"), withIntermediateDirectories: false, attributes: [.posixPermissions: 0o555])
        try expectFailure(["train", "--data", "mnist", "--output", "locked"], "Error: locked: Permission denied")
        try expectFailure(["train", "--data", "mnist", "--output", "locked/run"], "Error: locked/run: Permission denied")
    }
}
