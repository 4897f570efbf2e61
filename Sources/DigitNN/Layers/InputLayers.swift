import DigitTensor

/// input * scale + offset. As Keras's `Rescaling`.
public struct Rescaling: Layer {
    public static let className = "Rescaling"
    public static let defaultName = "rescaling"
    public var name: String
    /// The factor.
    public var scale: Float
    /// Added after the factor.
    public var offset: Float

    /// A rescaling by `scale`, then `offset`.
    public init(scale: Float, offset: Float = 0, name: String = "") {
        self.scale = scale
        self.offset = offset
        self.name = name
    }

    public func outputShape(for input: Shape) throws(NetworkError) -> Shape { input }
}

/// A Keras layer that does nothing at inference, and is skipped in training here: `GaussianNoise`, `RandomRotation` and the like.
public struct InferenceIdentity: Layer {
    public static let className = "InferenceIdentity"
    public static let defaultName = "inference_identity"
    public var name: String
    /// The Keras class it stands for.
    public var kerasClassName: String
    /// The Keras configuration as JSON text, kept so that it can be saved unchanged.
    public var kerasConfiguration: String

    /// A stand-in for the Keras layer of the given class.
    public init(kerasClassName: String, kerasConfiguration: String = "{}", name: String = "") {
        self.kerasClassName = kerasClassName
        self.kerasConfiguration = kerasConfiguration
        self.name = name
    }

    public func outputShape(for input: Shape) throws(NetworkError) -> Shape { input }
}
