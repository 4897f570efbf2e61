import DigitDecoding
import DigitFiles
import DigitImage
import DigitKeras
import DigitNN
import DigitPhoto
import DigitRecognizer

/// A network that reads lines of numbers, with its calibration.
///
/// It can be used from several threads.
public final class NumbersModel: Sendable {
    /// The network: input (32, width, 1), output (width / 4, 27 classes of `NumberAlphabet`).
    public let network: Sequential
    /// The calibration of its probabilities; nil if its file has none.
    public let calibration: NumberCalibration?
    /// Whether it is the model that comes with the package.
    package let isBundled: Bool
    private let predictors: IdlePool<SequencePredictor>

    /// The model that comes with the package, `BundledModel.numbers`.
    /// - Throws: `ReaderError` if the package was built without it.
    public convenience init() throws(ReaderError) {
        let model = BundledModel.numbers
        guard !model.bytes.isEmpty else { throw ReaderError("built without a model: Models/\(model.name) was missing") }
        try self.init(bytes: model.bytes, name: model.name, isBundled: true)
    }

    /// Loads the model of a Keras file written by `digits train --recipe numbers`.
    /// - Throws: `ReaderError` naming the file if it cannot be read or its network does not read lines.
    public convenience init(contentsOf path: String) throws(ReaderError) {
        let bytes: [UInt8]
        do throws(FileError) { bytes = try readFile(path, limit: defaultFileLimit) } catch { throw ReaderError("\(error)") }
        try self.init(bytes: bytes, name: path)
    }

    private convenience init(bytes: [UInt8], name: String, isBundled: Bool = false) throws(ReaderError) {
        let loaded: LoadedModel
        do throws(KerasError) {
            loaded = try KerasModel.load(bytes: bytes, name: name, options: KerasLoadOptions(includesTraining: false))
        } catch { throw ReaderError("\(error)") }
        do {
            let calibration = try loaded.annotation.map { try NumberCalibration(text: $0) }
            try self.init(network: loaded.model, calibration: calibration, isBundled: isBundled)
        } catch {
            throw ReaderError("\(name): \(error)")
        }
    }

    /// - Throws: `ReaderError` if the network does not read lines.
    public convenience init(network: Sequential, calibration: NumberCalibration? = nil) throws(ReaderError) {
        try self.init(network: network, calibration: calibration, isBundled: false)
    }

    private init(network: Sequential, calibration: NumberCalibration?, isBundled: Bool) throws(ReaderError) {
        guard network.readsNumbers else {
            throw ReaderError(
                "a network that reads lines expected: input (\(LineStrip.height), width, 1), output (width / 4, "
                    + "\(NumberAlphabet.classCount)); this one has input \(network.inputShape) and output \(network.outputShape)")
        }
        (self.network, self.calibration, self.isBundled) = (network, calibration, isBundled)
        predictors = IdlePool(try Self.makePredictor(of: network))
    }

    /// The confidence from which readings are accepted so that, with a probability of 95 %, at most a given fraction of them is
    /// wrong: if they are exchangeable with the lines that the calibration was fitted to (Angelopoulos et al. 2022).
    ///
    /// - Parameters:
    ///   - risk: the fraction, above 0 and below 1.
    ///   - isDigitsOnly: whether wrong marks do not count; the confidence is then `LineReading.digitsConfidence`.
    /// - Returns: nil if no confidence suffices.
    /// - Throws: `ReaderError` if the model's file does not say how far it can be trusted.
    public func leastConfidence(risk: Double, isDigitsOnly: Bool) throws(ReaderError) -> Float? {
        guard let calibration else {
            throw ReaderError("the model's file has no calibration; 'digits calibrate' adds one")
        }
        return (isDigitsOnly ? calibration.digitsRisk : calibration.risk).threshold(risk: risk).map { Float($0.confidence) }
    }

    /// Calls `use` with a predictor that no other thread uses at the same time.
    package func withPredictor<Result>(_ use: (SequencePredictor) throws(ReaderError) -> Result) throws(ReaderError) -> Result {
        try predictors.withValue(make: { () throws(ReaderError) in try Self.makePredictor(of: network) }, use: use)
    }

    private static func makePredictor(of network: Sequential) throws(ReaderError) -> SequencePredictor {
        // One thread: callers with many pictures read as many at once.
        do throws(NetworkError) { return try SequencePredictor(network, threads: 1) } catch { throw ReaderError("\(error)") }
    }
}
