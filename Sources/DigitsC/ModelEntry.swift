import CDigits
import DigitKeras
import DigitNN
import DigitTensor

/// A model behind a handle.
final class ModelEntry: Entry, @unchecked Sendable {
    override class var kind: String { "model" }

    /// The network. Changed only through `change`.
    private(set) var model: Sequential
    /// How it is trained, with the optimizer's state; nil before it is compiled.
    var training: KerasTraining?
    /// What the model's file says and is left out, a line for each. Set before others see the entry.
    var notes: [String] = []
    /// Whether a training is under way, which works on a copy.
    var isTraining = false
    private var predictors: [Int: Predictor] = [:]
    private var layerOutputs: LayerOutputs?

    init(_ model: Sequential, training: KerasTraining? = nil) {
        self.model = model
        self.training = training
    }

    /// Changes the weights. What was made ready of the old ones goes.
    func change(_ body: (inout Sequential) throws -> Void) throws {
        try body(&model)
        predictors = [:]
        layerOutputs = nil
    }

    /// Refuses what would be lost when the training that is under way ends.
    func checkIsNotTraining() throws(Failure) {
        if isTraining { throw Failure(DIGITS_BUSY, "the model is being trained; wait for the end") }
    }

    /// The network made ready for some samples. One sample is too little work to share among threads.
    func predictor(sampleCount: Int, threads: Int?) -> Predictor {
        let threads = sampleCount == 1 ? 1 : ThreadPool.threadCount(for: threads)
        if let predictor = predictors[threads] { return predictor }
        let predictor = Predictor(model, threads: threads)
        predictors[threads] = predictor
        return predictor
    }

    /// The network made ready for a look inside.
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

/// What a handle of a model stands for.
func modelEntry(_ handle: digits_model) throws(Failure) -> ModelEntry { try HandleTable.shared.entry(handle) }
