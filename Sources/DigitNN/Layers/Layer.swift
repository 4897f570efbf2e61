import DigitTensor

/// A layer of a network as a plain value: its kind, its input and output shapes, its parameters. How it is computed is up to the
/// engine (`ComputedLayer`): a network takes the kinds that the engine knows, and types of your own that conform to
/// `ElementwiseLayer`.
public protocol Layer: Sendable {
    /// The layer's name, unique in its network. Empty until a `Sequential` assigns one as Keras would.
    var name: String { get set }

    /// Keras's class name, such as `Conv2D`.
    static var className: String { get }

    /// Keras's automatic name, such as `conv2d`; later layers of the class get `conv2d_1` and so on.
    static var defaultName: String { get }

    /// The shape of one output sample for one input sample, both without the batch axis.
    /// - Throws: `NetworkError` if the layer cannot take the input.
    func outputShape(for input: Shape) throws(NetworkError) -> Shape

    /// The layer's parameters in the order of Keras's files.
    /// - Throws: `NetworkError` if the layer cannot take the input.
    func parameters(for input: Shape) throws(NetworkError) -> [Parameter]
}

extension Layer {
    /// Most layers have no parameters.
    public func parameters(for input: Shape) throws(NetworkError) -> [Parameter] { [] }

    /// The Keras class of this layer: a layer may stand for several.
    package var kerasClass: String {
        (self as? InferenceIdentity)?.kerasClassName ?? (self as? ElementwiseMerge)?.operation.rawValue
            ?? (self as? Pooling1D)?.kerasClassName ?? Self.className
    }

    /// An error that names this layer.
    func failure(_ problem: String) -> NetworkError {
        NetworkError("layer \(name.isEmpty ? Self.defaultName : name) (\(Self.className)): \(problem)")
    }

    /// Checks that a sample is an image: height, width, channels.
    func requireImage(_ input: Shape) throws(NetworkError) {
        guard input.rank == 3, input.dimensions.allSatisfy({ $0 > 0 && $0 <= largestSize }) else {
            throw failure("input of shape (height, width, channels) expected, got \(input)")
        }
    }

    /// Checks a setting that must be positive, and not so large that products of a few sizes overflow.
    func requirePositive(_ label: String, _ values: Int...) throws(NetworkError) {
        for value in values where value < 1 { throw failure("\(label) must be at least 1, got \(value)") }
        for value in values where value > largestSize { throw failure("\(label) must be at most \(largestSize), got \(value)") }
    }

    /// Kernels, followed by a bias of `count` values if the layer has one.
    func parameters(_ kernels: Parameter..., bias count: Int, useBias: Bool) -> [Parameter] {
        useBias ? kernels + [Parameter(name: "bias", shape: [count], initializer: .zeros)] : kernels
    }

    /// The number of a sample's elements, checked.
    func elementCount(_ input: Shape) throws(NetworkError) -> Int {
        guard let count = input.count(upTo: largestCount) else {
            throw failure("input of at most \(largestCount) values expected, got \(input)")
        }
        return count
    }
}

/// The largest size of an axis, a window or a step.
let largestSize = 1 << 24
/// The most values of a sample anywhere in a network, and of a parameter.
let largestCount = 1 << 28

/// One parameter tensor of a layer.
public struct Parameter: Equatable, Sendable {
    /// Keras's name: `kernel`, `bias`, `gamma`, …
    public let name: String
    /// Keras's layout: convolution kernels are (height, width, input channels, filters), dense kernels (inputs, units).
    public let shape: Shape
    /// How a new network initializes it.
    public let initializer: Initializer
    /// False for the moving statistics of batch normalization.
    package let hasGradient: Bool
    /// Whether its layer is frozen.
    public internal(set) var isFrozen = false
    /// A penalty on it that is added to the loss.
    public internal(set) var regularizer: Regularizer?
    /// The constraint applied after each step.
    public internal(set) var constraint: Constraint?

    /// Whether training changes it by a gradient.
    public var isTrainable: Bool { hasGradient && !isFrozen }

    /// A parameter; trainable by default.
    public init(name: String, shape: Shape, initializer: Initializer, isTrainable: Bool = true) {
        self.name = name
        self.shape = shape
        self.initializer = initializer
        hasGradient = isTrainable
    }
}

/// Height and width, of a kernel, a stride or a pool window.
public struct Size2D: Hashable, Sendable, ExpressibleByIntegerLiteral, CustomStringConvertible {
    /// Rows.
    public var height: Int
    /// Columns.
    public var width: Int

    /// A size of `height` rows and `width` columns.
    public init(_ height: Int, _ width: Int) {
        self.height = height
        self.width = width
    }

    /// A square, written as one number: `kernelSize: 3`.
    public init(integerLiteral value: Int) { self.init(value, value) }

    /// `(3, 3)`.
    public var description: String { "(\(height), \(width))" }
}
