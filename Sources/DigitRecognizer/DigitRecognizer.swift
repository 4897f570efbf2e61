import DigitImage
import DigitInput
import DigitKeras
import DigitNN

/// Reads pictures of one digit.
///
/// ```swift
/// let recognizer = try DigitRecognizer()
/// let recognition = try recognizer.recognize(image)
/// print(recognition.digit, recognition.confidence)
/// ```
///
/// It may be used from several threads at once.
public final class DigitRecognizer: Sendable {
    /// The network.
    public let model: Sequential
    /// The conversion of pictures to the model's input.
    public let input: ModelInput
    /// The views of a picture; the network's outputs for them are combined into one answer.
    public let views: [DigitView]
    private let outputScale: OutputScale
    private let predictors: IdlePool<Predictor>

    /// A recognizer with the model for handwriting that comes with the package, `BundledModel.reader`.
    /// - Throws: `RecognizerError` if the package was built without it.
    public convenience init(views: [DigitView] = DigitView.usual) throws(RecognizerError) {
        try self.init(model: try BundledModel.reader.load(), views: views)
    }

    /// A recognizer with the model of a Keras file.
    /// - Parameters:
    ///   - path: the file.
    ///   - inputRange: as for `init(model:inputRange:views:)`.
    ///   - views: the views of a picture, at least one.
    /// - Throws: `RecognizerError` naming the file if it cannot be read or its model is not a classifier of pictures.
    public convenience init(
        contentsOf path: String, inputRange: InputRange? = nil, views: [DigitView] = DigitView.usual
    ) throws(RecognizerError) {
        let model: Sequential
        do throws(KerasError) { model = try Sequential(contentsOf: path) } catch { throw RecognizerError("\(error)") }
        do throws(RecognizerError) {
            try self.init(model: model, inputRange: inputRange, views: views)
        } catch { throw RecognizerError("\(path): \(error)") }
    }

    /// - Parameters:
    ///   - model: takes pictures as `ModelInput` describes and has an output for each class.
    ///   - inputRange: the values for no ink and full ink that it was trained on; nil for those of its first layer, or 0 to 1 if
    ///     that has none.
    ///   - views: the views of a picture, at least one; `[.asWritten]` for Keras's answer to the picture as it is.
    /// - Throws: `RecognizerError` if the model is of another kind.
    public init(model: Sequential, inputRange: InputRange? = nil, views: [DigitView] = DigitView.usual) throws(RecognizerError) {
        precondition(!views.isEmpty, "at least one view expected")
        self.views = views
        do throws(InputError) {
            input = try ModelInput(shape: model.inputShape, range: inputRange ?? InputRange(of: model) ?? .unit)
        } catch { throw RecognizerError("\(error)") }
        guard model.outputShape.rank == 1, model.outputShape.count > 1 else {
            throw RecognizerError("a model with an output for each class expected, its output has shape \(model.outputShape)")
        }
        self.model = model
        outputScale = OutputScale(of: model)
        predictors = IdlePool(Self.makePredictor(of: model))
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

    /// Reads a picture in MNIST's format: bright ink on black, scaled and centered. No other views of it are made.
    /// - Throws: `RecognizerError` if the model's outputs are not numbers.
    public func recognize(normalized image: GrayImage) throws(RecognizerError) -> Recognition {
        try recognize(normalized: [image])[0]
    }

    /// Reads pictures in MNIST's format: bright ink on black, scaled and centered. Many at once take less time than one after the
    /// other.
    /// - Returns: an answer for each picture, in their order.
    /// - Throws: `RecognizerError` if the model's outputs are not numbers.
    public func recognize(normalized images: [GrayImage]) throws(RecognizerError) -> [Recognition] {
        try recognize(views: images.map { [$0] })
    }

    /// Reads digits with several pictures each, such as a digit's views, which are combined into one answer: the most likely
    /// digit has the largest product of probabilities, and the probability that it is a digit at all is the mean over the
    /// pictures.
    /// - Parameter digits: for each digit its pictures, at least one, in MNIST's format.
    /// - Returns: an answer for each digit, in their order.
    /// - Throws: `RecognizerError` if the model's outputs are not numbers.
    public func recognize(views digits: [[GrayImage]]) throws(RecognizerError) -> [Recognition] {
        let values = digits.joined().flatMap { input.values($0) }
        let outputs = outputs(values)
        guard outputs.allSatisfy(\.isFinite) else {
            throw RecognizerError("the model's outputs are not finite numbers; was it trained on another --input-range?")
        }
        var pictures = samples(outputs)[...]
        return digits.map { views in
            let probabilities = ViewConsensus.probabilities(of: pictures.prefix(views.count).map(outputScale.probabilities))
            pictures = pictures.dropFirst(views.count)
            return Recognition(classes: probabilities)
        }
    }

    /// The answers for the model's outputs for some samples, `model.outputShape.count` for each sample.
    public func recognitions(fromOutputs outputs: [Float]) -> [Recognition] {
        samples(outputs).map { Recognition(classes: outputScale.probabilities(of: $0)) }
    }

    /// The probabilities of the model's classes for some samples, from its outputs for each of several views of them.
    package func probabilities(fromViews views: [[Float]]) -> [Float] {
        let views = views.map { samples($0).map(outputScale.probabilities) }
        return (views.first ?? []).indices.flatMap { sample in ViewConsensus.probabilities(of: views.map { $0[sample] }) }
    }

    /// The answers for such probabilities.
    package func recognitions(fromProbabilities probabilities: [Float]) -> [Recognition] {
        samples(probabilities).map { Recognition(classes: $0) }
    }

    /// The model's outputs.
    private func outputs(_ values: [Float]) -> [Float] {
        predictors.withValue(make: { Self.makePredictor(of: model) }) { predictor in
            do { return try predictor.predict(values) } catch {
                preconditionFailure("the input has the model's shape: \(error)")
            }
        }
    }

    /// One sample is too little work to share among threads.
    private static func makePredictor(of model: Sequential) -> Predictor { Predictor(model, threads: 1) }

    /// Splits numbers by samples.
    private func samples(_ numbers: [Float]) -> [[Float]] {
        let classCount = model.outputShape.count
        precondition(numbers.count % classCount == 0, "\(classCount) outputs for each sample, not \(numbers.count)")
        return stride(from: 0, to: numbers.count, by: classCount).map { Array(numbers[$0..<$0 + classCount]) }
    }
}
