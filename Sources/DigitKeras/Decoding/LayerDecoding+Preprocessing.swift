import DigitNN
import DigitTensor

extension ChainBuilder {
    /// Layers that change data only in training.
    private static let trainingOnly: Set<String> = [
        "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "GaussianNoise", "GaussianDropout", "AlphaDropout",
        "ActivityRegularization", "Identity", "RandomFlip", "RandomRotation", "RandomTranslation", "RandomZoom", "RandomContrast",
        "RandomBrightness", "RandomHeight", "RandomWidth", "RandomShear", "RandomPerspective", "RandomSharpness", "RandomHue",
        "RandomSaturation", "RandomColorJitter", "RandomColorDegeneration", "RandomElasticTransform", "RandomErasing",
        "RandomGaussianBlur", "RandomGrayscale", "RandomInvert", "RandomPosterization", "AugMix", "CutMix", "MixUp",
        "RandAugment",
    ]

    /// Adds a stand-in for a layer that does nothing when a model is used; false for other layers.
    mutating func decodeInferenceIdentity(_ settings: LayerSettings) throws(KerasError) -> Bool {
        let className = settings.className.split(separator: ">").last.map(String.init) ?? settings.className
        if className == "RandomCrop" {
            try requireSize(settings)
        } else if !Self.trainingOnly.contains(className) {
            return false
        } else if !["ActivityRegularization", "Identity"].contains(className) {
            settings.note("it does nothing here, also when the model is trained", &notes)
        }
        try append(
            InferenceIdentity(kerasClassName: className, kerasConfiguration: settings.values.text, name: settings.name))
        return true
    }

    private func requireSize(_ settings: LayerSettings) throws(KerasError) {
        let height = try settings.integer("height")
        let width = try settings.integer("width")
        guard shape.rank == 3 else { throw settings.failure("input of shape (height, width, channels) expected, got \(shape)") }
        // Here an image has its channels last, unless it is in Keras's order and that is channels first.
        let format = try settings.dataFormat()
        let isPlain = isTransposed || format != .channelsFirst
        let size = isPlain ? Size2D(shape[0], shape[1]) : Size2D(shape[1], shape[2])
        guard size == Size2D(height, width) else {
            throw settings.failure(
                "images of \(height)x\(width) pixels expected, got \(size.height)x\(size.width); resizing is not supported")
        }
    }
}
