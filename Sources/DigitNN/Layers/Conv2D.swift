import DigitTensor

/// A 2-D convolution (cross-correlation, as everywhere in the field) with an optional bias and activation.
///
/// Input (height, width, channels), output (rows, columns, filters); kernel (height, width, channels, filters).
/// Gives the same results as Keras's `Conv2D` with `data_format="channels_last"`. With groups, the kernel's channels are those of
/// one group.
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
    /// The padding at the border.
    public var padding: Padding
    /// Applied to the sum and bias.
    public var activation: Activation
    /// Whether a bias is added.
    public var useBias: Bool
    /// How a new kernel is initialized.
    public var kernelInitializer: Initializer
    /// The step from one pixel of a window to the next.
    public var dilation: Size2D
    /// The number of groups of channels that are convolved separately, each to its part of the filters.
    public var groups: Int

    /// A convolution; the defaults are Keras's.
    public init(
        filters: Int, kernelSize: Size2D, strides: Size2D = 1, padding: Padding = .valid, activation: Activation = .linear,
        useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform, dilation: Size2D = 1, groups: Int = 1,
        name: String = ""
    ) {
        self.filters = filters
        self.kernelSize = kernelSize
        self.strides = strides
        self.padding = padding
        self.activation = activation
        self.useBias = useBias
        self.kernelInitializer = kernelInitializer
        self.dilation = dilation
        self.groups = groups
        self.name = name
    }

    /// The rows and columns that a window spans.
    var window: Size2D {
        Size2D((kernelSize.height - 1) * dilation.height + 1, (kernelSize.width - 1) * dilation.width + 1)
    }

    /// Whether the window has no gaps and the channels are one group.
    var isPlain: Bool { dilation == 1 && groups == 1 }

    public func outputShape(for input: Shape) throws(NetworkError) -> Shape {
        try requirePositive("filters", filters)
        try requirePositive("kernel size", kernelSize.height, kernelSize.width)
        try requirePositive("dilation", dilation.height, dilation.width)
        try requirePositive("groups", groups)
        let geometry = try geometry(for: input, window: window, strides: strides, padding: padding)
        guard input[2] % groups == 0, filters % groups == 0 else {
            throw failure("groups that divide \(input[2]) channels and \(filters) filters expected, got \(groups)")
        }
        return [geometry.output.height, geometry.output.width, filters]
    }

    public func parameters(for input: Shape) throws(NetworkError) -> [Parameter] {
        _ = try outputShape(for: input)  // Checks the settings and the input.
        let kernel = Parameter(
            name: "kernel", shape: [kernelSize.height, kernelSize.width, input[2] / groups, filters],
            initializer: kernelInitializer)
        return parameters(kernel, bias: filters, useBias: useBias)
    }
}
