import DigitData
import DigitFiles
import DigitKeras
import DigitNN
import Foundation

/// A new folder that is removed when the last reference to it goes.
package final class Folder {
    package let path: String

    package init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "digits-tests-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of a file in the folder.
    package func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file with Foundation and returns its path.
    @discardableResult
    package func write(_ bytes: [UInt8], as name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
        return file(name)
    }

    /// Whether there is a file of a name, even on another disk that is mounted in the folder: `names` does not look into those.
    package func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }

    /// The files below the folder, hidden ones too, sorted.
    package var names: [String] { (FileManager.default.enumerator(atPath: path)?.allObjects as? [String] ?? []).sorted() }
}

/// The folder of the project.
package let projectPath = URL(fileURLWithPath: #filePath).appending(path: "../../..").standardized.path

/// The folder of MNIST's files.
package let mnistPath = "\(projectPath)/Data/MNIST"

/// The bytes of a file, read by Foundation.
package func contents(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

extension Folder {
    /// The first images of MNIST as IDX files in a folder `mnist`, so that commands have little to do.
    package func addMNIST(training: Int = 320, test: Int = 100) throws {
        try FileManager.default.createDirectory(atPath: file("mnist"), withIntermediateDirectories: true)
        let mnist = try IDXFolder(mnistPath)
        try add(try mnist.test()[0..<test], as: "t10k")
        try add(try mnist.training()[0..<training], as: "train")
    }

    private func add(_ data: Dataset, as half: String) throws {
        guard case .bytes(let pixels, _, _) = data.values else { return }
        try write(idxHeader(0x803, [data.count, 28, 28]) + pixels, as: "mnist/\(half)-images-idx3-ubyte")
        try write(idxHeader(0x801, [data.count]) + data.labels, as: "mnist/\(half)-labels-idx1-ubyte")
    }

    /// Digit `label` of the project's test images as a PGM file.
    package func addPicture(_ name: String, index: Int, isInverted: Bool = false) throws {
        let bytes = try IDXFolder(mnistPath).test()[index..<index + 1]
        guard case .bytes(let pixels, _, _) = bytes.values else { return }
        try write(Array("P5\n28 28\n255\n".utf8) + pixels.map { isInverted ? 255 - $0 : $0 }, as: name)
    }

    /// A network of one dense layer for a given input shape.
    package func addModel(
        _ name: String, input: [Int], training: KerasTraining? = nil, edit: (inout Sequential) throws -> Void = { _ in }
    ) throws {
        var model = try Sequential(inputShape: .init(input), seed: 1) {
            if input.count > 1 { Flatten() }
            Dense(units: 10, activation: .softmax)
        }
        try edit(&model)
        try model.save(to: file(name), training: training)
    }
}

/// A magic number and dimensions, big-endian.
package func idxHeader(_ magic: UInt32, _ dimensions: [Int]) -> [UInt8] {
    ([magic] + dimensions.map { UInt32($0) }).flatMap { number in
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
    }
}

/// The bundled model.
package let bundledModelPath = "\(projectPath)/Models/mnist_digit_recognizer.h5"
