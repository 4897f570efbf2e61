import DigitNN
import DigitTensor

/// A model from a Keras file, and what the file says about it.
public struct LoadedModel: Sendable {
    /// The network. It takes images as (height, width, channels), whatever order the file's layers work in.
    public var model: Sequential
    /// The loss that the model was compiled with; nil if there was none or it is not a `Loss`.
    public var loss: Loss?
    /// Keras's name of that loss, such as `sparse_categorical_crossentropy`.
    public var lossName: String?
    /// The optimizer that the model was compiled with; nil if there was none or it is not an `Optimizer`.
    public var optimizer: Optimizer?
    /// What that optimizer does besides its formula.
    public var optimizerOptions = OptimizerOptions()
    /// Keras's name of that optimizer, such as `Adam`.
    public var optimizerName: String?
    /// The supported metrics that the model was compiled with.
    public var metrics: [KerasMetric] = []
    /// The optimizer's state; nil if the file has none that fits.
    public var optimizerState: OptimizerState?
    /// The version of Keras that wrote the file; the oldest files do not have it.
    public var kerasVersion: String?
    /// The backend: `tensorflow`, `theano`, …; `.keras` files and the oldest files do not have it.
    public var backend: String?
    /// The shape of one input sample as in the file: (1, 28, 28) for a model that takes channels first.
    public var kerasInputShape: Shape
    /// Whether the file's model takes (channels, height, width) where `model` takes (height, width, channels).
    public var inputIsChannelsFirst: Bool
    /// The batch size that the file fixes, nil for any. The network here takes any.
    public var batchSize: Int?
    /// The unsupported settings in the file that are ignored, a line for each.
    public var notes: [String]
    /// A text that a program other than Keras has stored with the model, see `KerasSaveOptions.annotation`.
    public var annotation: String?
    /// Whether the file is from a time when the backend mattered, and does not name it.
    var hidesBackend = false
}

extension LoadedModel {
    /// What to try if the model's answers are wrong; nil for nothing.
    public var hint: String? {
        hidesBackend
            ? "a file of Keras 1 that does not say whether it ran on Theano; if its answers are wrong, try --flip-kernels"
            : nil
    }

    /// What to save with the model so that training can continue; nil if the model was not compiled. An unsupported optimizer or
    /// loss is replaced with the default one, as `notes` say.
    public var training: KerasTraining? {
        guard lossName != nil else { return nil }
        return KerasTraining(
            optimizer: optimizer ?? .adam(), options: optimizerOptions, optimizerState: optimizerState,
            loss: loss ?? .categoricalCrossentropy(),
            labelsAreIndices: lossName == "sparse_categorical_crossentropy", metrics: metrics)
    }
}

/// A model's training configuration and state: what a Keras file holds besides layers and weights.
public struct KerasTraining: Equatable, Sendable {
    /// The optimizer.
    public var optimizer: Optimizer
    /// What the optimizer does besides its formula.
    public var options: OptimizerOptions
    /// The optimizer's state; nil before the first step.
    public var optimizerState: OptimizerState?
    /// The loss.
    public var loss: Loss
    /// Whether Keras is to take labels as class indices (`sparse_categorical_crossentropy`) rather than one-hot rows.
    public var labelsAreIndices: Bool
    /// The metrics for Keras to report besides the loss.
    public var metrics: [KerasMetric]

    /// The training configuration and state for a Keras file.
    public init(
        optimizer: Optimizer, options: OptimizerOptions = OptimizerOptions(), optimizerState: OptimizerState? = nil,
        loss: Loss = .categoricalCrossentropy(),
        labelsAreIndices: Bool = false, metrics: [KerasMetric] = [KerasMetric(.accuracy)]
    ) {
        self.optimizer = optimizer
        self.options = options
        self.optimizerState = optimizerState
        self.loss = loss
        self.labelsAreIndices = labelsAreIndices
        self.metrics = metrics
    }
}

extension KerasTraining {
    /// The same with another learning rate, which no schedule of the optimizer changes.
    public func with(learningRate: Double) -> KerasTraining {
        var training = self
        training.optimizer = optimizer.with(learningRate: learningRate)
        training.options.schedule = nil
        return training
    }
}
