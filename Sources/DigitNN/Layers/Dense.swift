import DigitTensor

/// A fully connected layer: output = activation(input · kernel + bias). As Keras's `Dense`.
///
/// Works on the last axis: input (…, inputs), output (…, units); kernel (inputs, units).
public struct Dense: Layer {
    public static let className = "Dense"
    public static let defaultName = "dense"
    public var name: String
    /// The number of outputs.
    public var units: Int
    /// Applied to the sum and bias.
    public var activation: Activation
    /// Whether a bias is added.
    public var useBias: Bool
    /// How a new kernel is initialized.
    public var kernelInitializer: Initializer

    /// A dense layer; the defaults are Keras's.
    public init(
        units: Int, activation: Activation = .linear, useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform,
        name: String = ""
    ) {
        self.units = units
        self.activation = activation
        self.useBias = useBias
        self.kernelInitializer = kernelInitializer
        self.name = name
    }

    public func outputShape(for input: Shape) throws(NetworkError) -> Shape {
        try requirePositive("units", units)
        guard let inputs = input.dimensions.last, inputs > 0 else {
            throw failure("input of shape (…, inputs) expected, got \(input)")
        }
        return Shape(input.dimensions.dropLast() + [units])
    }

    public func parameters(for input: Shape) throws(NetworkError) -> [Parameter] {
        _ = try outputShape(for: input)  // Checks the settings and the input.
        let kernel = Parameter(name: "kernel", shape: [input[input.rank - 1], units], initializer: kernelInitializer)
        return parameters(kernel, bias: units, useBias: useBias)
    }
}
