import DigitFiles
import DigitKeras
import DigitNN
import Foundation
import Testing

/// For `Scripts/keras/check`, which makes models with a real Keras: reads those of a folder, writes their predictions here, and
/// saves each model again in both formats, for Keras to read.
@Suite struct ResaveTests {
    static let folder = ProcessInfo.processInfo.environment["DIGITS_KERAS_FOLDER"]

    @Test(.enabled(if: folder != nil))
    func readsPredictsAndWrites() throws {
        let folder = try #require(Self.folder)
        let index = try parseJSON(try readFile(folder + "/index.json", limit: 1 << 24), "index", file: "index.json")
        for entry in try #require(index.array) {
            let file = try #require(entry["file"]?.string)
            let loaded = try KerasModel.load(folder + "/" + file)
            let inputs = try floats(folder + "/" + (try #require(entry["inputs"]?.string)))
            let outputs = try Predictor(loaded.model).predict(inputs)
            try writeFile(outputs.withUnsafeBytes { Array($0) }, to: "\(folder)/\(file).outputs")
            for (format, suffix) in [(KerasSaveOptions.Format.hdf5, "h5"), (.keras, "keras")]
            where !loaded.model.hasOldHardSigmoid {
                for (trainer, name) in [(KerasSaveOptions.Trainer.keras3, "keras3"), (.tensorFlow, "tensorflow")] {
                    try loaded.model.save(
                        to: "\(folder)/\(file).\(name).\(suffix)", training: loaded.training,
                        options: KerasSaveOptions(format: format, trainer: trainer))
                }
            }
        }
    }

    private func floats(_ path: String) throws -> [Float] {
        let bytes = try readFile(path, limit: 1 << 28)
        return stride(from: 0, to: bytes.count, by: 4).map { start in
            Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) })
        }
    }
}
