import CDigits
import DigitKeras
import DigitNN
import DigitTensor

/// A model behind a handle.
final class ModelEntry: Entry, @unchecked Sendable {
    override class var kind: String { "model" }

    /// The network. Changed only through `change`.
    private(set) var model: Sequential
    /// Its training configuration, with the optimizer's state; nil before it is compiled.
    var training: KerasTraining?
    /// The progress of the last training; nil before its first step.
    var progress: (training: EpochReport.Result, validation: EpochReport.Result?)?
    /// The unsupported settings in the model's file that are ignored, a line for each. Set before others see the entry.
    var notes: [String] = []
    /// Whether a training is under way, which works on a copy.
    var isTraining = false
    private var predictors: [Int: Predictor] = [:]
    private var layerOutputs: LayerOutputs?

    init(_ model: Sequential, training: KerasTraining? = nil) {
        self.model = model
        self.training = training
    }

    /// Changes the weights, and drops what was prepared from the old ones.
    func change(_ body: (inout Sequential) throws -> Void) throws {
        try body(&model)
        predictors = [:]
        layerOutputs = nil
    }

    /// Refuses changes that would be lost when the training under way ends.
    func checkIsNotTraining() throws(Failure) {
        if isTraining { throw Failure(DIGITS_BUSY, "the model is being trained; wait until the training ends") }
    }

    /// The network prepared for some samples. One sample is too little work to share among threads.
    func predictor(sampleCount: Int, threads: Int?) -> Predictor {
        let threads = sampleCount == 1 ? 1 : ThreadPool.threadCount(for: threads)
        if let predictor = predictors[threads] { return predictor }
        let predictor = Predictor(model, threads: threads)
        predictors[threads] = predictor
        return predictor
    }

    /// The network prepared for a look inside.
    func outputsOfLayers() -> LayerOutputs {
        if let layerOutputs { return layerOutputs }
        let made = LayerOutputs(model)
        layerOutputs = made
        return made
    }

    override func dropThreads() {
        for predictor in predictors.values { _ = Unmanaged.passRetained(predictor) }
        predictors = [:]
        isTraining = false
    }
}

/// The object of a handle of a model.
func modelEntry(_ handle: digits_model) throws(Failure) -> ModelEntry { try HandleTable.shared.entry(handle) }
