import DigitTensor

/// A 2-D convolution (cross-correlation, as everywhere in the field) with an optional bias and activation.
///
/// Input (height, width, channels), output (rows, columns, filters); kernel (height, width, channels, filters).
/// Same results as Keras's `Conv2D` with `data_format="channels_last"`, `dilation_rate=1`, `groups=1`.
public struct Conv2D: Layer {
    public static let className = "Conv2D"
    public static let defaultName = "conv2d"
    public var name: String
    /// The number of output channels.
    public var filters: Int
    /// The rows and columns of the kernel.
    public var kernelSize: Size2D
    /// The step from one window to the next.
    public var strides: Size2D
    /// What happens at the border.
    public var padding: Padding
    /// Applied to the sum and bias.
    public var activation: Activation
    /// Whether a bias is added.
    public var useBias: Bool
    /// How a new kernel is filled.
    public var kernelInitializer: Initializer

    /// A convolution; the defaults are Keras's.
    public init(
        filters: Int, kernelSize: Size2D, strides: Size2D = 1, padding: Padding = .valid, activation: Activation = .linear,
        useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform, name: String = ""
    ) {
        self.filters = filters
        self.kernelSize = kernelSize
        self.strides = strides
        self.padding = padding
        self.activation = activation
        self.useBias = useBias
        self.kernelInitializer = kernelInitializer
        self.name = name
    }

    public func outputShape(for input: Shape) throws(NetworkError) -> Shape {
        try requirePositive("filters", filters)
        let geometry = try geometry(for: input, window: kernelSize, strides: strides, padding: padding)
        return [geometry.output.height, geometry.output.width, filters]
    }

    public func parameters(for input: Shape) throws(NetworkError) -> [Parameter] {
        _ = try outputShape(for: input)  // Checks the settings and the input.
        let kernel = Parameter(
            name: "kernel", shape: [kernelSize.height, kernelSize.width, input[2], filters], initializer: kernelInitializer)
        return useBias ? [kernel, Parameter(name: "bias", shape: [filters], initializer: .zeros)] : [kernel]
    }
}
