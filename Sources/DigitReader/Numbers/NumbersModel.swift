import DigitDecoding
import DigitImage
import DigitKeras
import DigitNN
import DigitRecognizer
import Synchronization

/// A network that reads lines of numbers, and what is known of its confidences.
///
/// It may be used from several threads.
public final class NumbersModel: Sendable {
    /// The network: input (32, width, 1), output (width / 4, 27 classes of `NumberAlphabet`).
    public let network: Sequential
    /// Makes confidences of its probabilities.
    public let calibration: ConfidenceCalibration
    private let idle = Mutex<[IdlePredictor]>([])

    /// The model that comes with the package, `BundledModel.numbers`.
    /// - Throws: `ReaderError` if the package was built without it.
    public convenience init() throws(ReaderError) {
        let network: Sequential
        do throws(RecognizerError) { network = try BundledModel.numbers.load() } catch { throw ReaderError("\(error)") }
        try self.init(network: network)
    }

    /// The model of a Keras file, as `digits train --recipe numbers` writes it.
    /// - Throws: `ReaderError` naming the file if it cannot be read or its network does not read lines.
    public convenience init(contentsOf path: String) throws(ReaderError) {
        let network: Sequential
        do throws(KerasError) { network = try Sequential(contentsOf: path) } catch { throw ReaderError("\(error)") }
        do throws(ReaderError) { try self.init(network: network) } catch { throw ReaderError("\(path): \(error)") }
    }

    /// - Throws: `ReaderError` if the network does not read lines.
    public init(network: Sequential, calibration: ConfidenceCalibration = .none) throws(ReaderError) {
        let (input, output) = (network.inputShape, network.outputShape)
        guard input.rank == 3, input[0] == LineStrip.height, input[2] == 1, output.rank == 2, output[1] == NumberAlphabet.classCount
        else {
            throw ReaderError(
                "a network that reads lines expected: input (\(LineStrip.height), width, 1), output (width / 4, "
                    + "\(NumberAlphabet.classCount)); this one has input \(input) and output \(output)")
        }
        (self.network, self.calibration) = (network, calibration)
        giveBack(try makePredictor())
    }

    /// Calls `use` with a predictor that no other thread uses meanwhile.
    func withPredictor<Result>(_ use: (SequencePredictor) throws(ReaderError) -> Result) throws(ReaderError) -> Result {
        let predictor = try takePredictor()
        defer { giveBack(predictor) }
        return try use(predictor.predictor)
    }

    private func takePredictor() throws(ReaderError) -> IdlePredictor {
        if let predictor = idle.withLock({ $0.popLast() }) { return predictor }
        return try makePredictor()
    }

    private func makePredictor() throws(ReaderError) -> IdlePredictor {
        // One thread: who has many pictures reads as many at once.
        do throws(NetworkError) { return IdlePredictor(predictor: try SequencePredictor(network, threads: 1)) } catch {
            throw ReaderError("\(error)")
        }
    }

    private func giveBack(_ predictor: IdlePredictor) { idle.withLock { $0.append(predictor) } }

    /// A predictor on its way between threads: who has taken it out of the list is the only one who uses it.
    private struct IdlePredictor: @unchecked Sendable { let predictor: SequencePredictor }
}
