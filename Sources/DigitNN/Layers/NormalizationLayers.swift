import DigitTensor

/// Normalizes each sample over some axes: by the mean and variance of the values there. As Keras's `LayerNormalization` (Ba, Kiros and
/// Hinton 2016).
public struct LayerNormalization: Layer {
    public static let className = "LayerNormalization"
    public static let defaultName = "layer_normalization"
    public var name: String
    /// The axes, counted from 1 as Keras does (0 is the batch), or from -1 at the end.
    public var axes: [Int]
    /// Added to the variance.
    public var epsilon: Float
    /// Whether a learned offset is added.
    public var center: Bool
    /// Whether a learned factor is applied.
    public var scale: Bool

    /// A normalization over `axes`; the defaults are Keras's.
    public init(axes: [Int] = [-1], epsilon: Float = 1e-3, center: Bool = true, scale: Bool = true, name: String = "") {
        self.axes = axes
        self.epsilon = epsilon
        self.center = center
        self.scale = scale
        self.name = name
    }

    /// The axes among those of a sample, from 0.
    func places(in shape: Shape) -> [Int] { axes.map { $0 < 0 ? $0 + shape.rank : $0 - 1 } }

    public func outputShape(for input: Shape) throws(NetworkError) -> Shape {
        let places = places(in: input)
        guard !places.isEmpty, places.allSatisfy({ (0..<input.rank).contains($0) }), places == Array(Set(places)).sorted() else {
            throw failure("axes of \(input) in rising order expected, got \(axes)")
        }
        return input
    }

    public func parameters(for input: Shape) throws(NetworkError) -> [Parameter] {
        _ = try outputShape(for: input)
        let shape = Shape(places(in: input).map { input[$0] })
        return (scale ? [Parameter(name: "gamma", shape: shape, initializer: .ones)] : [])
            + (center ? [Parameter(name: "beta", shape: shape, initializer: .zeros)] : [])
    }
}

/// Normalizes groups of channels of each sample. As Keras's `GroupNormalization` over the last axis (Wu and He 2018).
public struct GroupNormalization: Layer {
    public static let className = "GroupNormalization"
    public static let defaultName = "group_normalization"
    public var name: String
    /// The number of groups; -1 for one for each channel.
    public var groups: Int
    /// Added to the variance.
    public var epsilon: Float
    /// Whether a learned offset is added.
    public var center: Bool
    /// Whether a learned factor is applied.
    public var scale: Bool

    /// A normalization of `groups` groups of channels; the defaults are Keras's.
    public init(groups: Int = 32, epsilon: Float = 1e-3, center: Bool = true, scale: Bool = true, name: String = "") {
        self.groups = groups
        self.epsilon = epsilon
        self.center = center
        self.scale = scale
        self.name = name
    }

    public func outputShape(for input: Shape) throws(NetworkError) -> Shape {
        guard let channels = input.dimensions.last, groups == -1 || (groups > 0 && channels % groups == 0) else {
            throw failure("a number of groups that divides the channels of \(input) expected, got \(groups)")
        }
        return input
    }

    public func parameters(for input: Shape) throws(NetworkError) -> [Parameter] {
        _ = try outputShape(for: input)
        let shape: Shape = [input[input.rank - 1]]
        return (scale ? [Parameter(name: "gamma", shape: shape, initializer: .ones)] : [])
            + (center ? [Parameter(name: "beta", shape: shape, initializer: .zeros)] : [])
    }
}

/// (input - mean) / deviation, or its inverse, with statistics that are known before training. As Keras's `Normalization`.
public struct Normalization: Layer {
    public static let className = "Normalization"
    public static let defaultName = "normalization"
    public var name: String
    /// The axes that have a mean and variance for each of their positions, counted from 1 as Keras does, or from -1; none for a
    /// single one.
    public var axes: [Int]
    /// The means, one or as many as there are positions; nil if they are weights, as set by Keras's `adapt`.
    public var mean: [Float]?
    /// The variances, as many as means.
    public var variance: [Float]?
    /// Whether it is the inverse: input * deviation + mean.
    public var invert: Bool

    /// A normalization; the defaults are Keras's.
    public init(axes: [Int] = [-1], mean: [Float]? = nil, variance: [Float]? = nil, invert: Bool = false, name: String = "") {
        self.axes = axes
        self.mean = mean
        self.variance = variance
        self.invert = invert
        self.name = name
    }

    /// The axes among those of a sample, from 0 and rising.
    func places(in shape: Shape) -> [Int] { axes.map { $0 < 0 ? $0 + shape.rank : $0 - 1 }.sorted() }

    public func outputShape(for input: Shape) throws(NetworkError) -> Shape {
        let places = places(in: input)
        guard places.allSatisfy({ (0..<input.rank).contains($0) }), Set(places).count == places.count else {
            throw failure("axes of \(input) expected, got \(axes)")
        }
        let count = places.reduce(1) { $0 * input[$1] }
        guard mean?.count == variance?.count, mean == nil || mean?.count == 1 || mean?.count == count else {
            throw failure(
                "1 or \(count) means and as many variances expected, got \(mean?.count ?? 0) and \(variance?.count ?? 0)")
        }
        return input
    }

    public func parameters(for input: Shape) throws(NetworkError) -> [Parameter] {
        _ = try outputShape(for: input)
        if mean != nil { return [] }
        let shape = Shape(places(in: input).map { input[$0] })
        return [
            Parameter(name: "mean", shape: shape, initializer: .zeros, isTrainable: false),
            Parameter(name: "variance", shape: shape, initializer: .ones, isTrainable: false),
            Parameter(name: "count", shape: [], initializer: .zeros, isTrainable: false),
        ]
    }
}
