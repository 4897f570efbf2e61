import DigitNN
import DigitTensor

extension ChainBuilder {
    /// Adds the layers for a configured layer: usually one, none for an operation without effect.
    mutating func decode(_ settings: LayerSettings) throws(KerasError) {
        self.settings = settings
        noteOthers(settings)
        if try decodeOperation(settings) { return }
        if let layer = KerasLayer.named(settings.className) { return try layer.append(settings, to: &self) }
        switch settings.className {
        case "Conv2D", "Convolution2D", "AtrousConv2D", "AtrousConvolution2D": try decodeConvolution(settings)
        case "DepthwiseConv2D": try decodeDepthwise(settings)
        case "SeparableConv2D", "SeparableConvolution2D": try decodeSeparable(settings)
        case "Flatten": try decodeFlatten(settings)
        case "BatchNormalization", "BatchNormalizationV1", "BatchNormalizationV2", "SyncBatchNormalization":
            try decodeBatchNormalization(settings)
        case "InputLayer": break
        case "GroupNormalization": try decodeGroupNormalization(settings)
        case "Conv2DTranspose", "Convolution2DTranspose": try decodeTransposed(settings)
        case "Conv1D", "Convolution1D": try decodeConvolution1D(settings)
        case "MaxPooling1D", "MaxPool1D", "AveragePooling1D", "AvgPool1D", "GlobalMaxPooling1D", "GlobalMaxPool1D",
            "GlobalAveragePooling1D", "GlobalAvgPool1D":
            try decodePool1D(settings)
        case "Lambda":
            throw settings.failure("it contains Python code, which is never run; replace it with an equivalent layer")
        default:
            if try decodeActivationLayer(settings) { return }
            if try decodeInferenceIdentity(settings) { return }
            throw settings.failure("this kind of layer is not supported")
        }
    }

    /// Adds a layer and then its activation, separately if the activation works along an axis that is elsewhere here.
    mutating func append(
        _ layer: any Layer, activation: Activation, settings: LayerSettings, conventions: WeightConventions = WeightConventions()
    ) throws(KerasError) {
        try append(layer, conventions: conventions)
        if activation == .linear { return }
        try restoreKerasOrder()
        try append(ActivationLayer(activation, name: "\(settings.name)_activation"))
        passOnActivityPenalty()
    }

    /// The activation that a layer can apply itself, and the one that must follow as a layer of its own.
    func split(_ activation: Activation) -> (own: Activation, following: Activation) {
        isTransposed && activation == .softmax ? (.linear, activation) : (activation, .linear)
    }

    private mutating func decodeActivationLayer(_ settings: LayerSettings) throws(KerasError) -> Bool {
        guard let layer = try settings.activationLayer() else { return false }
        if layer.activation == .softmax {
            try restoreKerasOrder()
            try settings.checkSoftmax(over: settings.values["axis"], rank: shape.rank)
        }
        try append(layer)
        return true
    }
}
