import DigitTensor

/// The padding at the ends of a sequence, in Keras's terms.
public enum Padding1D: String, Sendable {
    /// Windows stay inside the sequence.
    case valid
    /// Zeros are added so that stride 1 keeps the length; with an odd number of them, the extra one is at the end.
    case same
    /// Zeros are added before the start, so that no output sees what comes after it.
    case causal
}

/// A convolution over a sequence. As Keras's `Conv1D` with `data_format="channels_last"`.
///
/// Input (steps, channels), output (steps, filters); kernel (size, channels / groups, filters).
public struct Conv1D: Layer {
    public static let className = "Conv1D"
    public static let defaultName = "conv1d"
    public var name: String
    /// The number of output channels.
    public var filters: Int
    /// The length of the kernel.
    public var kernelSize: Int
    /// The step from one window to the next.
    public var stride: Int
    /// The padding at the ends.
    public var padding: Padding1D
    /// The step from one value of a window to the next.
    public var dilation: Int
    /// The number of groups of channels that are convolved separately.
    public var groups: Int
    /// Applied to the sum and bias.
    public var activation: Activation
    /// Whether a bias is added.
    public var useBias: Bool
    /// How a new kernel is initialized.
    public var kernelInitializer: Initializer

    /// A convolution; the defaults are Keras's.
    public init(
        filters: Int, kernelSize: Int, stride: Int = 1, padding: Padding1D = .valid, dilation: Int = 1, groups: Int = 1,
        activation: Activation = .linear, useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform, name: String = ""
    ) {
        self.filters = filters
        self.kernelSize = kernelSize
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
        self.groups = groups
        self.activation = activation
        self.useBias = useBias
        self.kernelInitializer = kernelInitializer
        self.name = name
    }

    /// Zeros before the start.
    var leading: Int { padding == .causal ? (kernelSize - 1) * dilation : 0 }

    /// The same as a convolution of a one-row image with the leading zeros.
    var image: Conv2D {
        Conv2D(
            filters: filters, kernelSize: Size2D(1, kernelSize), strides: Size2D(1, stride),
            padding: padding == .same ? .same : .valid, activation: activation, useBias: useBias,
            kernelInitializer: kernelInitializer, dilation: Size2D(1, dilation), groups: groups, name: name)
    }

    /// A sequence as a one-row image.
    func row(_ input: Shape, leading: Int = 0) throws(NetworkError) -> Shape {
        guard input.rank == 2 else { throw failure("input of shape (steps, channels) expected, got \(input)") }
        return [1, input[0] + leading, input[1]]
    }

    public func outputShape(for input: Shape) throws(NetworkError) -> Shape {
        try requirePositive("kernel size", kernelSize)
        try requirePositive("dilation", dilation)
        let output = try image.outputShape(for: try row(input, leading: leading))
        return [output[1], output[2]]
    }

    public func parameters(for input: Shape) throws(NetworkError) -> [Parameter] {
        _ = try outputShape(for: input)
        return try image.parameters(for: try row(input, leading: leading)).map { parameter in
            guard parameter.name == "kernel" else { return parameter }
            return Parameter(
                name: "kernel", shape: Shape(Array(parameter.shape.dimensions.dropFirst())), initializer: parameter.initializer)
        }
    }
}

/// A pool over a sequence: the largest value or the mean of each window and channel. As Keras's `MaxPooling1D` and
/// `AveragePooling1D`.
public struct Pooling1D: Layer {
    public static let className = "MaxPooling1D"
    public static let defaultName = "max_pooling1d"
    public var name: String
    /// Whether the mean is taken, not the largest value.
    public var isAverage: Bool
    /// The length of a window; nil for the whole sequence, as Keras's `GlobalMaxPooling1D` and `GlobalAveragePooling1D`.
    public var poolSize: Int?
    /// The step from one window to the next.
    public var stride: Int
    /// The padding at the ends.
    public var padding: Padding
    /// Whether a pool over the whole sequence keeps the axis, as (1, channels).
    public var keepDimensions: Bool

    /// A pool; without `stride`, windows do not overlap.
    public init(
        isAverage: Bool = false, poolSize: Int? = 2, stride: Int? = nil, padding: Padding = .valid, keepDimensions: Bool = false,
        name: String = ""
    ) {
        self.isAverage = isAverage
        self.poolSize = poolSize
        self.stride = stride ?? poolSize ?? 1
        self.padding = padding
        self.keepDimensions = keepDimensions
        self.name = name
    }

    /// Keras's class.
    package var kerasClassName: String { (poolSize == nil ? "Global" : "") + (isAverage ? "Average" : "Max") + "Pooling1D" }

    /// The windows in a one-row image.
    func geometry(for input: Shape) throws(NetworkError) -> WindowGeometry {
        guard input.rank == 2 else { throw failure("input of shape (steps, channels) expected, got \(input)") }
        return try geometry(
            for: [1, input[0], input[1]], window: Size2D(1, poolSize ?? input[0]), strides: Size2D(1, stride),
            padding: poolSize == nil ? .valid : padding)
    }

    public func outputShape(for input: Shape) throws(NetworkError) -> Shape {
        let output = try geometry(for: input).output
        return poolSize == nil && !keepDimensions ? [input[1]] : [output.width, input[1]]
    }
}
