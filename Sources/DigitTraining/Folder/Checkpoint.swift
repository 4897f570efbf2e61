import DigitFiles
import DigitKeras
import DigitNN
import DigitTensor
import DigitText

/// A training on disk: a `.keras` file with the model, the optimizer and its state, which Keras can open too, and two more
/// members, `digits/training.json` with the position and `digits/average.f32` with the averaged weights.
///
/// The zip's checksums detect damage.
package struct Checkpoint: Sendable {
    private static let recordName = "digits/training.json"
    private static let averageName = "digits/average.f32"
    private static let currentFormat = 1

    /// The network, with the weights of `state`.
    package let model: Sequential
    /// The optimizer and the loss.
    package let training: KerasTraining
    /// The state of the training.
    package let state: TrainingState
    /// The fingerprint of the data that it learns from.
    package let fingerprint: String

    /// The state that is stored as JSON.
    private struct Record: Codable {
        var format: Int
        var history: [EpochRecord]
        var step: Int
        var lossSum: Double
        var rightCount: Int
        var seconds: Double
        var fingerprint: String

        /// Checks the numbers, from which sums and durations are computed.
        func check(epochs: Int, _ path: String) throws(FileError) {
            try require(history.count, "history: the number of epochs", in: 0...epochs, path)
            for (index, epoch) in history.enumerated() {
                try require(epoch.epoch, "history[\(index)].epoch", in: index + 1...index + 1, path)
                try epoch.check("history[\(index)].", path)
            }
            try require(step, "step", in: 0...largestCount, path)
            try require(lossSum.magnitude, "loss_sum", in: 0...Double.greatestFiniteMagnitude, path)
            try require(rightCount, "right_count", in: 0...largestCount, path)
            try require(seconds, "seconds", in: 0...longestTime, path)
        }
    }

    /// A checkpoint of a training under way.
    /// - Parameter settings: how the model is compiled, except for the optimizer's state.
    package init(_ training: Training, settings: KerasTraining, fingerprint: String) {
        state = training.state
        var model = training.model
        do { try model.setWeights(state.weights) } catch { preconditionFailure("a training's weights fit its network: \(error)") }
        self.model = model
        var settings = settings
        settings.optimizerState = state.optimizer
        self.training = settings
        self.fingerprint = fingerprint
    }

    /// The bytes of a file; `name` is for messages.
    package func bytes(name: String) throws(KerasError) -> [UInt8] {
        let record = Record(
            format: Self.currentFormat, history: state.history.map(EpochRecord.init), step: state.step, lossSum: state.lossSum,
            rightCount: state.rightCount, seconds: state.elapsed.inSeconds, fingerprint: fingerprint)
        var attachments = [ZipWriter.Member(name: Self.recordName, bytes: prettyJSON(record))]
        if let averaged = state.averagedWeights {
            attachments.append(ZipWriter.Member(name: Self.averageName, bytes: littleEndianBytes(averaged)))
        }
        return try model.kerasFile(name: name, training: training, attachments: attachments)
    }

    /// Reads a file's bytes.
    /// - Parameter epochs: the number of epochs of the whole training.
    /// - Throws: `FileError` if it is damaged or not a checkpoint of this version.
    package init(bytes: [UInt8], name: String, epochs: Int) throws(FileError) {
        let archive = try ZipReader(bytes: bytes, name: name)
        guard let text = try archive.member(Self.recordName) else {
            throw FileError(path: name, problem: "a checkpoint expected, the file has no \(Self.recordName)")
        }
        let record: Record = try parseJSON(text, name)
        guard record.format == Self.currentFormat else {
            throw FileError(path: name, problem: "a checkpoint of format \(Self.currentFormat) expected, found \(record.format)")
        }
        try record.check(epochs: epochs, name)
        let loaded: LoadedModel
        do throws(KerasError) {
            loaded = try KerasModel.load(bytes: bytes, name: name)
        } catch { throw FileError(path: error.file, problem: error.problem) }
        guard let training = loaded.training, let optimizer = training.optimizerState else {
            throw FileError(path: name, problem: "a checkpoint expected, the file has no state of an optimizer")
        }
        var averaged: [[Tensor]]?
        if let bytes = try archive.member(Self.averageName) {
            guard let tensors = tensors(bytes, like: loaded.model) else {
                throw FileError(
                    path: name,
                    problem: "\(4 * loaded.model.parameterCount) bytes of averaged weights expected, found \(bytes.count)")
            }
            averaged = tensors
        }
        model = loaded.model
        self.training = training
        fingerprint = record.fingerprint
        state = TrainingState(
            history: record.history.map { $0.report(epochs: epochs) }, step: record.step, lossSum: record.lossSum,
            rightCount: record.rightCount, elapsed: .seconds(record.seconds), weights: loaded.model.weights,
            averagedWeights: averaged, optimizer: optimizer)
    }
}

/// The values of all tensors, one after the other.
private func littleEndianBytes(_ tensors: [[Tensor]]) -> [UInt8] {
    let words = tensors.joined().flatMap { $0.scalars.map(\.bitPattern.littleEndian) }
    return words.withUnsafeBytes { Array($0) }
}

/// Tensors with a network's shapes from their bytes; nil if there are more or fewer.
private func tensors(_ bytes: [UInt8], like model: Sequential) -> [[Tensor]]? {
    guard bytes.count == 4 * model.parameterCount else { return nil }
    var position = 0
    return bytes.withUnsafeBytes { bytes in
        model.weights.map { layer in
            layer.map { tensor in
                let scalars = (0..<tensor.shape.count).map { index in
                    Float(
                        bitPattern: UInt32(
                            littleEndian: bytes.loadUnaligned(fromByteOffset: position + 4 * index, as: UInt32.self)))
                }
                position += 4 * scalars.count
                return Tensor(shape: tensor.shape, scalars: scalars)
            }
        }
    }
}
