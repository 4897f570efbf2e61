import DigitTensor

/// The transpose of a convolution: each pixel adds the kernel to the output at its position. As Keras's `Conv2DTranspose`.
///
/// Input (height, width, channels), output (rows, columns, filters); kernel (height, width, filters, channels).
public struct Conv2DTranspose: Layer {
    public static let className = "Conv2DTranspose"
    public static let defaultName = "conv2d_transpose"
    public var name: String
    /// The number of output channels.
    public var filters: Int
    /// The rows and columns of the kernel.
    public var kernelSize: Size2D
    /// The step from one pixel's position in the output to the next one's.
    public var strides: Size2D
    /// The padding at the border.
    public var padding: Padding
    /// Applied to the sum and bias.
    public var activation: Activation
    /// Whether a bias is added.
    public var useBias: Bool
    /// How a new kernel is initialized.
    public var kernelInitializer: Initializer

    /// A transposed convolution; the defaults are Keras's.
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
        try requireImage(input)
        try requirePositive("filters", filters)
        try requirePositive("kernel size", kernelSize.height, kernelSize.width)
        try requirePositive("strides", strides.height, strides.width)
        func size(_ input: Int, _ stride: Int, _ kernel: Int) -> Int {
            input * stride + (padding == .valid ? max(kernel - stride, 0) : 0)
        }
        return [
            size(input[0], strides.height, kernelSize.height), size(input[1], strides.width, kernelSize.width), filters,
        ]
    }

    public func parameters(for input: Shape) throws(NetworkError) -> [Parameter] {
        _ = try outputShape(for: input)
        let kernel = Parameter(
            name: "kernel", shape: [kernelSize.height, kernelSize.width, filters, input[2]], initializer: kernelInitializer)
        return parameters(kernel, bias: filters, useBias: useBias)
    }
}
