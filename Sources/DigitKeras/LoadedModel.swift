import DigitNN
import DigitTensor

/// A model from a Keras file, and what the file says about it.
public struct LoadedModel: Sendable {
    /// The network. It takes images as (height, width, channels), whatever order the file's layers work in.
    public var model: Sequential
    /// The loss that the model was compiled with; nil if there was none or it is none of `Loss`.
    public var loss: Loss?
    /// Keras's name of that loss, such as `sparse_categorical_crossentropy`.
    public var lossName: String?
    /// The optimizer that the model was compiled with; nil if there was none or it is none of `Optimizer`.
    public var optimizer: Optimizer?
    /// What that optimizer does besides its formula.
    public var optimizerOptions = OptimizerOptions()
    /// Keras's name of that optimizer, such as `Adam`.
    public var optimizerName: String?
    /// The metrics that the model was compiled with, as far as they are counted here.
    public var metrics: [KerasMetric] = []
    /// What the optimizer remembers; nil if the file has none that fits.
    public var optimizerState: OptimizerState?
    /// The version of Keras that wrote the file; the oldest files do not say.
    public var kerasVersion: String?
    /// What the model ran on: `tensorflow`, `theano`, …; `.keras` files and the oldest files do not say.
    public var backend: String?
    /// The shape of one input sample as the file gives it: (1, 28, 28) for a model that takes channels first.
    public var kerasInputShape: Shape
    /// Whether the file's model takes (channels, height, width) where `model` takes (height, width, channels).
    public var inputIsChannelsFirst: Bool
    /// The batch size that the file fixes, nil if any will do. The network here takes any.
    public var batchSize: Int?
    /// What the file says and is left out here, a line for each.
    public var notes: [String]
    /// A text that another program than Keras has put beside the model, see `KerasSaveOptions.annotation`.
    public var annotation: String?
    /// Whether the file is of a time when it mattered what a model ran on, and does not say it.
    var hidesBackend = false
}

extension LoadedModel {
    /// What to try where the model's answers are wrong; nil for nothing.
    public var hint: String? {
        hidesBackend
            ? "a file of Keras 1 that does not say whether it ran on Theano; if its answers are wrong, --flip-kernels turns the kernels"
            : nil
    }

    /// What to save with the model so that training continues where it was; nil if the model was not compiled. In the place of an optimizer
    /// or a loss that is not known here there is the usual one, as `notes` say.
    public var training: KerasTraining? {
        guard lossName != nil else { return nil }
        return KerasTraining(
            optimizer: optimizer ?? .adam(), options: optimizerOptions, optimizerState: optimizerState,
            loss: loss ?? .categoricalCrossentropy(),
            labelsAreIndices: lossName == "sparse_categorical_crossentropy", metrics: metrics)
    }
}

/// How a model is trained: what a Keras file keeps besides layers and weights.
public struct KerasTraining: Equatable, Sendable {
    /// The optimizer.
    public var optimizer: Optimizer
    /// What the optimizer does besides its formula.
    public var options: OptimizerOptions
    /// What the optimizer remembers; nil before the first step.
    public var optimizerState: OptimizerState?
    /// The loss.
    public var loss: Loss
    /// Whether Keras is to take labels as class indices (`sparse_categorical_crossentropy`) rather than one-hot rows.
    public var labelsAreIndices: Bool
    /// What Keras is to report besides the loss.
    public var metrics: [KerasMetric]

    /// What a Keras file keeps of training.
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
    /// The same with another step size, which no schedule of the optimizer's changes.
    public func with(learningRate: Double) -> KerasTraining {
        var training = self
        training.optimizer = optimizer.with(learningRate: learningRate)
        training.options.schedule = nil
        return training
    }
}
