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
    /// The ways in which pictures are looked at: the mean of what the network says of them is the answer.
    public let views: [DigitView]
    private let outputScale: OutputScale
    private let predictor: Mutex<Predictor>

    /// A recognizer with the model for handwriting that comes with the package, `BundledModel.reader`.
    /// - Throws: `RecognizerError` if the package was built without it.
    public convenience init(views: [DigitView] = DigitView.usual) throws(RecognizerError) {
        try self.init(model: try BundledModel.reader.load(), views: views)
    }

    /// A recognizer with the model of a Keras file.
    /// - Throws: `RecognizerError` naming the file if it cannot be read or its model does not take pictures and give classes.
    public convenience init(
        contentsOf path: String, inputRange: InputRange = .unit, views: [DigitView] = DigitView.usual
    ) throws(RecognizerError) {
        let model: Sequential
        do throws(KerasError) { model = try Sequential(contentsOf: path) } catch { throw RecognizerError("\(error)") }
        do throws(RecognizerError) {
            try self.init(model: model, inputRange: inputRange, views: views)
        } catch { throw RecognizerError("\(path): \(error)") }
    }

    /// - Parameters:
    ///   - model: takes pictures as `ModelInput` says and gives an output for each class.
    ///   - inputRange: the values for no ink and full ink that it was trained on.
    ///   - views: the ways to look at a picture, at least one; `[.asWritten]` for what Keras says of the picture as it is.
    /// - Throws: `RecognizerError` if the model is of another kind.
    public init(model: Sequential, inputRange: InputRange = .unit, views: [DigitView] = DigitView.usual) throws(RecognizerError) {
        precondition(!views.isEmpty, "at least one view expected")
        self.views = views
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
        let seen: [GrayImage]
        do throws(DigitImageError) {
            seen = try DigitNormalizer().normalize(image, views: views)
        } catch { throw RecognizerError("\(error)") }
        return try recognize(views: [seen])[0]
    }

    /// Reads a picture that is as MNIST's are: bright ink on black, scaled and centered. It is looked at as it is, in no other view.
    /// - Throws: `RecognizerError` if the model's outputs are no numbers.
    public func recognize(normalized image: GrayImage) throws(RecognizerError) -> Recognition {
        try recognize(normalized: [image])[0]
    }

    /// Reads pictures that are as MNIST's are: bright ink on black, scaled and centered. Many at once take less time than
    /// one after the other.
    /// - Returns: an answer for each picture, in their order.
    /// - Throws: `RecognizerError` if the model's outputs are no numbers.
    public func recognize(normalized images: [GrayImage]) throws(RecognizerError) -> [Recognition] {
        try recognize(views: images.map { [$0] })
    }

    /// Reads digits of which there are several pictures each, such as a digit's views: the mean of the model's outputs counts.
    /// - Parameter digits: for each digit its pictures, at least one, as MNIST's are.
    /// - Returns: an answer for each digit, in their order.
    /// - Throws: `RecognizerError` if the model's outputs are no numbers.
    public func recognize(views digits: [[GrayImage]]) throws(RecognizerError) -> [Recognition] {
        let values = digits.joined().flatMap { input.values($0) }
        let outputs = predictor.withLock { predictor in
            do { return try predictor.predict(values) } catch { preconditionFailure("the input has the model's shape: \(error)") }
        }
        guard outputs.allSatisfy(\.isFinite) else {
            throw RecognizerError("the model's outputs are not finite numbers; was it trained on another --input-range?")
        }
        let classCount = model.outputShape.count
        var means = [Float](repeating: 0, count: digits.count * classCount)
        var start = 0
        for (digit, views) in digits.enumerated() {
            for _ in views {
                for i in 0..<classCount { means[digit * classCount + i] += outputs[start + i] / Float(views.count) }
                start += classCount
            }
        }
        return recognitions(fromOutputs: means)
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
