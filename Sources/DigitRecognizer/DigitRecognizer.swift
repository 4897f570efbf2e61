import DigitImage
import DigitKeras
import DigitNN
import Synchronization

/// Reads pictures of one digit.
///
/// ```swift
/// let recognizer = try DigitRecognizer()
/// let recognition = try recognizer.recognize(image)
/// print(recognition.digit, recognition.confidence)
/// ```
///
/// It may be used from several threads, one after the other.
public final class DigitRecognizer: Sendable {
    /// The network.
    public let model: Sequential
    /// How pictures are given to it.
    public let input: ModelInput
    private let outputScale: OutputScale
    private let predictor: Mutex<Predictor>

    /// A recognizer with the model for handwriting that comes with the package, `BundledModel.reader`.
    /// - Throws: `RecognizerError` if the package was built without it.
    public convenience init() throws(RecognizerError) {
        try self.init(model: try BundledModel.reader.load())
    }

    /// A recognizer with the model of a Keras file.
    /// - Throws: `RecognizerError` naming the file if it cannot be read or its model does not take pictures and give classes.
    public convenience init(contentsOf path: String, inputRange: InputRange = .unit) throws(RecognizerError) {
        let model: Sequential
        do throws(KerasError) { model = try Sequential(contentsOf: path) } catch { throw RecognizerError("\(error)") }
        do throws(RecognizerError) {
            try self.init(model: model, inputRange: inputRange)
        } catch { throw RecognizerError("\(path): \(error)") }
    }

    /// - Parameters:
    ///   - model: takes pictures as `ModelInput` says and gives an output for each class.
    ///   - inputRange: the values for no ink and full ink that it was trained on.
    /// - Throws: `RecognizerError` if the model is of another kind.
    public init(model: Sequential, inputRange: InputRange = .unit) throws(RecognizerError) {
        input = try ModelInput(shape: model.inputShape, range: inputRange)
        guard model.outputShape.rank == 1, model.outputShape.count > 1 else {
            throw RecognizerError("a model with an output for each class expected, its output has shape \(model.outputShape)")
        }
        self.model = model
        outputScale = OutputScale(of: model)
        // One sample is too little work to share among threads.
        predictor = Mutex(Predictor(model, threads: 1))
    }

    /// Reads a picture of one digit of any size, dark on bright or bright on dark.
    /// - Throws: `RecognizerError` if there is no ink in it.
    public func recognize(_ image: GrayImage) throws(RecognizerError) -> Recognition {
        let normalized: GrayImage
        do throws(DigitImageError) {
            normalized = try DigitNormalizer().normalize(image)
        } catch { throw RecognizerError("\(error)") }
        return try recognize(normalized: normalized)
    }

    /// Reads a picture that is as MNIST's are: bright ink on black, scaled and centered.
    /// - Throws: `RecognizerError` if the model's outputs are no numbers.
    public func recognize(normalized image: GrayImage) throws(RecognizerError) -> Recognition {
        try recognize(normalized: [image])[0]
    }

    /// Reads pictures that are as MNIST's are: bright ink on black, scaled and centered. Many at once take less time than
    /// one after the other.
    /// - Returns: an answer for each picture, in their order.
    /// - Throws: `RecognizerError` if the model's outputs are no numbers.
    public func recognize(normalized images: [GrayImage]) throws(RecognizerError) -> [Recognition] {
        let values = images.flatMap { input.values($0) }
        let outputs = predictor.withLock { predictor in
            do { return try predictor.predict(values) } catch { preconditionFailure("the input has the model's shape: \(error)") }
        }
        guard outputs.allSatisfy(\.isFinite) else {
            throw RecognizerError("the model's outputs are not finite numbers; was it trained on another --input-range?")
        }
        return recognitions(fromOutputs: outputs)
    }

    /// What the model's outputs for some samples say, `model.outputShape.count` of them for each sample.
    public func recognitions(fromOutputs outputs: [Float]) -> [Recognition] {
        let classCount = model.outputShape.count
        precondition(outputs.count % classCount == 0, "\(classCount) outputs for each sample, not \(outputs.count)")
        return stride(from: 0, to: outputs.count, by: classCount).map { start in
            Recognition(classes: outputScale.probabilities(of: Array(outputs[start..<start + classCount])))
        }
    }
}
