import DigitTensor

/// A depthwise convolution followed by a 1x1 convolution that mixes the channels. As Keras's `SeparableConv2D`.
///
/// Input (height, width, channels), output (rows, columns, filters);
/// depthwise kernel (height, width, channels, depthMultiplier), pointwise kernel (1, 1, channels * depthMultiplier, filters).
public struct SeparableConv2D: Layer {
    public static let className = "SeparableConv2D"
    public static let defaultName = "separable_conv2d"
    public var name: String
    /// The number of output channels.
    public var filters: Int
    /// The rows and columns of the depthwise kernel.
    public var kernelSize: Size2D
    /// The step from one window to the next.
    public var strides: Size2D
    /// The padding at the border.
    public var padding: Padding
    /// Depthwise outputs for each input channel.
    public var depthMultiplier: Int
    /// Applied to the sum and bias.
    public var activation: Activation
    /// Whether a bias is added.
    public var useBias: Bool

    /// A separable convolution; the defaults are Keras's.
    public init(
        filters: Int, kernelSize: Size2D, strides: Size2D = 1, padding: Padding = .valid, depthMultiplier: Int = 1,
        activation: Activation = .linear, useBias: Bool = true, name: String = ""
    ) {
        self.filters = filters
        self.kernelSize = kernelSize
        self.strides = strides
        self.padding = padding
        self.depthMultiplier = depthMultiplier
        self.activation = activation
        self.useBias = useBias
        self.name = name
    }

    /// The first half of the computation.
    package var depthwise: DepthwiseConv2D {
        DepthwiseConv2D(
            kernelSize: kernelSize, strides: strides, padding: padding, depthMultiplier: depthMultiplier, useBias: false,
            name: name)
    }

    /// The second half of the computation.
    package var pointwise: Conv2D {
        Conv2D(filters: filters, kernelSize: 1, activation: activation, useBias: useBias, name: name)
    }

    public func outputShape(for input: Shape) throws(NetworkError) -> Shape {
        try requirePositive("filters", filters)
        try requirePositive("depth multiplier", depthMultiplier)
        let geometry = try geometry(for: input, window: kernelSize, strides: strides, padding: padding)
        return [geometry.output.height, geometry.output.width, filters]
    }

    public func parameters(for input: Shape) throws(NetworkError) -> [Parameter] {
        _ = try outputShape(for: input)  // Checks the settings and the input.
        let channels = input[2]
        let depthwise = Parameter(
            name: "depthwise_kernel", shape: [kernelSize.height, kernelSize.width, channels, depthMultiplier],
            initializer: .glorotUniform)
        let pointwise = Parameter(
            name: "pointwise_kernel", shape: [1, 1, channels * depthMultiplier, filters], initializer: .glorotUniform)
        return parameters(depthwise, pointwise, bias: filters, useBias: useBias)
    }
}
