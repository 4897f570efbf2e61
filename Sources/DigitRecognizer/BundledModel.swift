import CBundledModels
import DigitKeras
import DigitNN

/// The models that come with the package: `Models/README.md` says how they were made and what they can do.
public enum BundledModel: String, CaseIterable, Sendable {
    /// Reads digits in any handwriting, and recognizes what is not a digit: its eleventh class.
    case reader = "digit_reader.h5"
    /// Reads lines of numbers: digits, marks, and other ink.
    case numbers = "numbers_reader.h5"
    /// The network of the well-known Keras example, trained on MNIST unchanged.
    case mnist = "mnist_digit_recognizer.h5"

    /// The name of its file in `Models`.
    public var name: String { rawValue }

    /// The bytes of its file; empty if the package was built without it.
    public var bytes: [UInt8] {
        let model =
            switch self {
            case .reader: bundled_reader_model()
            case .numbers: bundled_numbers_model()
            case .mnist: bundled_mnist_model()
            }
        return Array(UnsafeBufferPointer(start: model.bytes, count: model.size))
    }

    /// The network. Input (28, 28, 1) with values from 0 (no ink) to 1, output the probabilities of the ten digits and, for
    /// `reader`, of non-digits; for `numbers`, input (32, width, 1) and output (width / 4, 27 symbols).
    /// - Throws: `RecognizerError` if the package was built without the file.
    public func load() throws(RecognizerError) -> Sequential {
        let bytes = bytes
        guard !bytes.isEmpty else { throw RecognizerError("built without a model: Models/\(name) was missing") }
        do throws(KerasError) {
            return try KerasModel.load(bytes: bytes, name: name, options: KerasLoadOptions(includesTraining: false)).model
        } catch { throw RecognizerError("\(error)") }
    }
}
