import DigitTensor

/// A layer that only applies an activation function.
public protocol ElementwiseLayer: Layer {
    /// The function.
    var activation: Activation { get }
}

extension ElementwiseLayer {
    public func outputShape(for input: Shape) throws(NetworkError) -> Shape { input }
}

/// An activation function as a layer of its own. As Keras's `Activation`.
public struct ActivationLayer: ElementwiseLayer {
    public static let className = "Activation"
    public static let defaultName = "activation"
    public var name: String
    public var activation: Activation

    /// A layer that applies `activation`.
    public init(_ activation: Activation, name: String = "") {
        self.activation = activation
        self.name = name
    }
}

/// Rectified linear units with Keras's options: below `threshold` the slope is `negativeSlope`, above it values stop at `maxValue`.
public struct ReLU: ElementwiseLayer {
    public static let className = "ReLU"
    public static let defaultName = "re_lu"
    public var name: String
    /// The largest output, or nil for none.
    public var maxValue: Float?
    /// The slope below the threshold.
    public var negativeSlope: Float
    /// Where the output starts to follow the input.
    public var threshold: Float

    /// A rectifier; the defaults are the plain max(x, 0).
    public init(maxValue: Float? = nil, negativeSlope: Float = 0, threshold: Float = 0, name: String = "") {
        self.maxValue = maxValue
        self.negativeSlope = negativeSlope
        self.threshold = threshold
        self.name = name
    }

    public var activation: Activation {
        maxValue == nil && negativeSlope == 0 && threshold == 0
            ? .relu : .limitedReLU(maxValue: maxValue ?? .infinity, negativeSlope: negativeSlope, threshold: threshold)
    }
}

/// x above 0, negativeSlope * x below. As Keras's `LeakyReLU`.
public struct LeakyReLU: ElementwiseLayer {
    public static let className = "LeakyReLU"
    public static let defaultName = "leaky_re_lu"
    public var name: String
    /// The slope below 0.
    public var negativeSlope: Float

    /// A leaky rectifier; Keras's default slope is 0.3.
    public init(negativeSlope: Float = 0.3, name: String = "") {
        self.negativeSlope = negativeSlope
        self.name = name
    }

    public var activation: Activation { .leakyReLU(negativeSlope: negativeSlope) }
}

/// x above 0, alpha * (exp(x) - 1) below. As Keras's `ELU`.
public struct ELU: ElementwiseLayer {
    public static let className = "ELU"
    public static let defaultName = "elu"
    public var name: String
    /// Minus the limit for very negative inputs.
    public var alpha: Float

    /// An exponential linear unit.
    public init(alpha: Float = 1, name: String = "") {
        self.alpha = alpha
        self.name = name
    }

    public var activation: Activation { .elu(alpha: alpha) }
}

/// exp(x) / sum(exp(x)) over the last axis. As Keras's `Softmax` with `axis=-1`.
public struct Softmax: ElementwiseLayer {
    public static let className = "Softmax"
    public static let defaultName = "softmax"
    public var name: String

    /// A softmax over the last axis.
    public init(name: String = "") { self.name = name }

    public var activation: Activation { .softmax }
}

/// x above 0, alpha * x below, with alpha learned. As Keras's `PReLU`.
public struct PReLU: Layer {
    public static let className = "PReLU"
    public static let defaultName = "p_re_lu"
    public var name: String
    /// Axes along which alpha is shared, counted from 1 as Keras does.
    public var sharedAxes: [Int]

    /// A parametric rectifier.
    public init(sharedAxes: [Int] = [], name: String = "") {
        self.sharedAxes = sharedAxes
        self.name = name
    }

    public func outputShape(for input: Shape) throws(NetworkError) -> Shape { input }

    public func parameters(for input: Shape) throws(NetworkError) -> [Parameter] {
        guard sharedAxes.allSatisfy({ (1...max(input.rank, 1)).contains($0) }) else {
            throw failure("shared axes of 1...\(input.rank) expected, got \(Shape(sharedAxes))")
        }
        let shape = Shape(input.dimensions.enumerated().map { sharedAxes.contains($0.offset + 1) ? 1 : $0.element })
        return [Parameter(name: "alpha", shape: shape, initializer: .zeros)]
    }
}
