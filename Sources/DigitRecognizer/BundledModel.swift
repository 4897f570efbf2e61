import CBundledModels
import DigitKeras
import DigitNN

/// The model that comes with the package: `Models/README.md` tells how it was made and what it can do.
public enum BundledModel {
    /// The name of its file in `Models`.
    public static let name = "mnist_digit_recognizer.h5"

    /// The bytes of its file.
    public static var bytes: [UInt8] {
        Array(UnsafeBufferPointer(start: bundled_model_bytes(), count: bundled_model_size()))
    }

    /// The network: input (28, 28, 1) with values from 0 (no ink) to 1, output the probabilities of the ten digits.
    /// - Throws: `RecognizerError` if the package was built without the file.
    public static func load() throws(RecognizerError) -> Sequential {
        guard bundled_model_size() > 0 else { throw RecognizerError("built without a model: Models/\(name) was missing") }
        do throws(KerasError) {
            return try KerasModel.load(bytes: bytes, name: name, options: KerasLoadOptions(includesTraining: false)).model
        } catch { throw RecognizerError("\(error)") }
    }
}
