import DigitTensor

/// Sets a random fraction `rate` of the values to 0 in training and scales the rest by 1 / (1 - rate). As Keras's `Dropout`.
public struct Dropout: Layer {
    public static let className = "Dropout"
    public static let defaultName = "dropout"
    public var name: String
    /// The fraction of the values that is dropped, 0 ..< 1.
    public var rate: Float

    /// A dropout with the given rate, 0 ..< 1.
    public init(rate: Float, name: String = "") {
        self.rate = rate
        self.name = name
    }

    public func outputShape(for input: Shape) throws(NetworkError) -> Shape {
        guard rate >= 0, rate < 1 else { throw failure("a rate of at least 0 and below 1 expected, got \(rate)") }
        return input
    }
}

/// Normalizes each channel (the last axis) by the batch's mean and variance in training, by their moving averages otherwise.
/// As Keras's `BatchNormalization` (Ioffe and Szegedy 2015).
public struct BatchNormalization: Layer {
    public static let className = "BatchNormalization"
    public static let defaultName = "batch_normalization"
    public var name: String
    /// The fraction of the moving averages that is kept at each step.
    public var momentum: Float
    /// Added to the variance.
    public var epsilon: Float
    /// Whether a learned offset is added.
    public var center: Bool
    /// Whether a learned factor is applied.
    public var scale: Bool

    /// A batch normalization over the last axis; the defaults are Keras's.
    public init(momentum: Float = 0.99, epsilon: Float = 1e-3, center: Bool = true, scale: Bool = true, name: String = "") {
        self.momentum = momentum
        self.epsilon = epsilon
        self.center = center
        self.scale = scale
        self.name = name
    }

    public func outputShape(for input: Shape) throws(NetworkError) -> Shape {
        guard input.rank > 0 else { throw failure("input of at least one axis expected, got \(input)") }
        return input
    }

    public func parameters(for input: Shape) throws(NetworkError) -> [Parameter] {
        guard let channels = input.dimensions.last else { throw failure("input of at least one axis expected, got \(input)") }
        var parameters: [Parameter] = []
        if scale { parameters.append(Parameter(name: "gamma", shape: [channels], initializer: .ones)) }
        if center { parameters.append(Parameter(name: "beta", shape: [channels], initializer: .zeros)) }
        parameters.append(Parameter(name: "moving_mean", shape: [channels], initializer: .zeros, isTrainable: false))
        parameters.append(Parameter(name: "moving_variance", shape: [channels], initializer: .ones, isTrainable: false))
        return parameters
    }
}
