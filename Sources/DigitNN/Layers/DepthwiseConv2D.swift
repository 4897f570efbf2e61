import DigitTensor

/// A convolution of each input channel by itself: channel c gives the outputs c * depthMultiplier ..< (c + 1) * depthMultiplier.
///
/// Input (height, width, channels), output (rows, columns, channels * depthMultiplier);
/// kernel (height, width, channels, depthMultiplier). As Keras's `DepthwiseConv2D`.
public struct DepthwiseConv2D: Layer {
    public static let className = "DepthwiseConv2D"
    public static let defaultName = "depthwise_conv2d"
    public var name: String
    /// The rows and columns of the kernel.
    public var kernelSize: Size2D
    /// The step from one window to the next.
    public var strides: Size2D
    /// The padding at the border.
    public var padding: Padding
    /// The number of outputs for each input channel.
    public var depthMultiplier: Int
    /// Applied to the sum and bias.
    public var activation: Activation
    /// Whether a bias is added.
    public var useBias: Bool

    /// A depthwise convolution; the defaults are Keras's.
    public init(
        kernelSize: Size2D, strides: Size2D = 1, padding: Padding = .valid, depthMultiplier: Int = 1,
        activation: Activation = .linear, useBias: Bool = true, name: String = ""
    ) {
        self.kernelSize = kernelSize
        self.strides = strides
        self.padding = padding
        self.depthMultiplier = depthMultiplier
        self.activation = activation
        self.useBias = useBias
        self.name = name
    }

    public func outputShape(for input: Shape) throws(NetworkError) -> Shape {
        try requirePositive("depth multiplier", depthMultiplier)
        let geometry = try geometry(for: input, window: kernelSize, strides: strides, padding: padding)
        return [geometry.output.height, geometry.output.width, input[2] * depthMultiplier]
    }

    public func parameters(for input: Shape) throws(NetworkError) -> [Parameter] {
        _ = try outputShape(for: input)  // Checks the settings and the input.
        let kernel = Parameter(
            name: "kernel", shape: [kernelSize.height, kernelSize.width, input[2], depthMultiplier], initializer: .glorotUniform)
        return parameters(kernel, bias: input[2] * depthMultiplier, useBias: useBias)
    }
}
