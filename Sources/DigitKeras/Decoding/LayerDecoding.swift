import DigitNN
import DigitTensor

extension ChainBuilder {
    /// Adds what a configured layer is here: usually one layer, none for an operation without effect.
    mutating func decode(_ settings: LayerSettings) throws(KerasError) {
        self.settings = settings
        noteOthers(settings)
        if try decodeOperation(settings) { return }
        switch settings.className {
        case "Conv2D", "Convolution2D", "AtrousConv2D", "AtrousConvolution2D": try decodeConvolution(settings)
        case "DepthwiseConv2D": try decodeDepthwise(settings)
        case "SeparableConv2D", "SeparableConvolution2D": try decodeSeparable(settings)
        case "MaxPooling2D", "MaxPool2D": try decodePool(settings, isMaximum: true)
        case "AveragePooling2D", "AvgPool2D": try decodePool(settings, isMaximum: false)
        case "GlobalMaxPooling2D", "GlobalMaxPool2D": try decodeGlobalPool(settings, isMaximum: true)
        case "GlobalAveragePooling2D", "GlobalAvgPool2D": try decodeGlobalPool(settings, isMaximum: false)
        case "ZeroPadding2D": try decodePadding(settings)
        case "Flatten": try decodeFlatten(settings)
        case "Reshape": try decodeReshape(settings)
        case "Permute": try decodePermute(settings)
        case "Dense": try decodeDense(settings)
        case "BatchNormalization", "BatchNormalizationV1", "BatchNormalizationV2", "SyncBatchNormalization":
            try decodeBatchNormalization(settings)
        case "PReLU": try decodePReLU(settings)
        case "Dropout": try append(Dropout(rate: try settings.float("rate", "p", default: 0.5), name: settings.name))
        case "Rescaling": try decodeRescaling(settings)
        case "InputLayer": break
        case "LayerNormalization": try decodeLayerNormalization(settings)
        case "GroupNormalization": try decodeGroupNormalization(settings)
        case "Normalization": try decodeNormalization(settings)
        case "Conv2DTranspose", "Convolution2DTranspose": try decodeTransposed(settings)
        case "Conv1D", "Convolution1D": try decodeConvolution1D(settings)
        case "MaxPooling1D", "MaxPool1D", "AveragePooling1D", "AvgPool1D", "GlobalMaxPooling1D", "GlobalMaxPool1D",
            "GlobalAveragePooling1D", "GlobalAvgPool1D":
            try decodePool1D(settings)
        case "Resizing", "CenterCrop", "Cropping2D", "UpSampling2D": try decodeResampling(settings)
        case "Lambda":
            throw settings.failure("it holds Python code, which is not run; put a layer that does the same in its place")
        default:
            if try decodeActivationLayer(settings) { return }
            if try decodeInferenceIdentity(settings) { return }
            throw settings.failure("this kind of layer is not supported")
        }
    }

    /// Adds a layer and then its activation, apart where the activation works along an axis that is elsewhere here.
    mutating func append(
        _ layer: any Layer, activation: Activation, settings: LayerSettings, conventions: WeightConventions = WeightConventions()
    ) throws(KerasError) {
        try append(layer, conventions: conventions)
        if activation == .linear { return }
        try restoreKerasOrder()
        try append(ActivationLayer(activation, name: "\(settings.name)_activation"))
        passOnActivityPenalty()
    }

    /// The activation that a layer can apply itself, and the one that must follow on its own.
    func split(_ activation: Activation) -> (own: Activation, following: Activation) {
        isTransposed && activation == .softmax ? (.linear, activation) : (activation, .linear)
    }

    private mutating func decodeDense(_ settings: LayerSettings) throws(KerasError) {
        try restoreKerasOrder()
        try append(
            Dense(
                units: try settings.integer("units", "output_dim"), activation: try settings.activation(),
                useBias: try settings.bool("use_bias", "bias", default: true),
                kernelInitializer: settings.initializer("kernel_initializer", "init"), name: settings.name))
    }

    private mutating func decodeActivationLayer(_ settings: LayerSettings) throws(KerasError) -> Bool {
        guard let layer = try settings.activationLayer() else { return false }
        if layer.activation == .softmax {
            try restoreKerasOrder()
            let axis = try settings.integers("axis")?.first ?? -1
            guard axis == -1 || axis == shape.rank else {
                throw settings.failure("softmax over axis \(axis) is not supported, only the last")
            }
        }
        try append(layer)
        return true
    }

    private mutating func decodePReLU(_ settings: LayerSettings) throws(KerasError) {
        try restoreKerasOrder()
        try append(PReLU(sharedAxes: try settings.integers("shared_axes") ?? [], name: settings.name))
    }

    private mutating func decodeBatchNormalization(_ settings: LayerSettings) throws(KerasError) {
        let mode = try settings.integer("mode", default: 0)
        guard mode == 0 else { throw settings.failure("mode \(mode) is not supported, only 0") }
        let axes = try settings.integers("axis") ?? [-1]
        guard axes.count == 1 else { throw settings.failure("axis: one axis expected, found \(axes.count)") }
        // Keras counts the batch axis; below 0 it counts from the end.
        let axis = axes[0] < 0 ? axes[0] + shape.rank + 1 : axes[0]
        guard axis == shape.rank || (axis == 1 && shape.rank == 3) else {
            throw settings.failure("axis \(axes[0]) is not supported, only that of the channels")
        }
        if shape.rank == 3 { try arrangeImage(for: axis == 3 ? .channelsLast : .channelsFirst) }
        try append(
            BatchNormalization(
                momentum: try settings.float("momentum", default: 0.99), epsilon: try settings.float("epsilon", default: 1e-3),
                center: try settings.bool("center", default: true), scale: try settings.bool("scale", default: true),
                name: settings.name),
            conventions: WeightConventions(hasStandardDeviations: settings.configuration.isOlderThanKeras1))
    }
}
