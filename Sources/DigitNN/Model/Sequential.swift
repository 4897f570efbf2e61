import DigitTensor

/// A network of layers, a chain unless `sources` says otherwise, with its weights: a value that can be copied, sent between threads, trained and saved.
///
/// ```swift
/// var model = try Sequential(inputShape: [28, 28, 1], seed: 42) {
///     Conv2D(filters: 32, kernelSize: 3, activation: .relu)
///     MaxPooling2D(poolSize: 2)
///     Flatten()
///     Dense(units: 10, activation: .softmax)
/// }
/// ```
public struct Sequential: Sendable {
    /// The network's name; Keras's default is `sequential`.
    public var name: String
    /// The shape of one input sample.
    public let inputShape: Shape
    /// The layers, each with its own name.
    public let layers: [any Layer]
    /// For each layer, the layers whose outputs it takes, all before it; -1 is the network's input. In a chain it is the layer before.
    public let sources: [[Int]]
    /// How each layer is trained besides following the gradient of the loss.
    public private(set) var layerTraining: [LayerTraining]
    /// The shape of each layer's output for one sample.
    public let outputShapes: [Shape]
    /// Each layer's parameters, in the order of Keras's files.
    public private(set) var parameters: [[Parameter]]
    /// Each layer's weights, with the shapes of `parameters`.
    public internal(set) var weights: [[Tensor]]

    /// A network with the given layers and weights.
    /// - Throws: `NetworkError` if shapes do not match, two layers have the same name, or the engine does not support a kind of
    ///   layer.
    public init(
        name: String = "sequential", inputShape: Shape, layers: [any Layer], sources: [[Int]]? = nil,
        training: [LayerTraining]? = nil, weights: [[Tensor]]
    ) throws(NetworkError) {
        try self.init(name: name, inputShape: inputShape, unnamedLayers: layers, sources: sources)
        if let training { try setLayerTraining(training) }
        try setWeights(weights)
    }

    /// Makes a network with new weights, drawn by each parameter's initializer from `seed`.
    /// - Throws: `NetworkError` if shapes do not match, two layers have the same name, or the engine does not support a kind of
    ///   layer.
    public init(
        name: String = "sequential", inputShape: Shape, seed: UInt64, @LayerBuilder layers: () -> [any Layer]
    ) throws(NetworkError) {
        try self.init(name: name, inputShape: inputShape, layers: layers(), seed: seed)
    }

    /// Makes a network with new weights, drawn by each parameter's initializer from `seed`.
    /// - Throws: `NetworkError` if shapes do not match, two layers have the same name, or the engine does not support a kind of
    ///   layer.
    public init(
        name: String = "sequential", inputShape: Shape, layers: [any Layer], sources: [[Int]]? = nil,
        training: [LayerTraining]? = nil, seed: UInt64
    ) throws(NetworkError) {
        try self.init(name: name, inputShape: inputShape, unnamedLayers: layers, sources: sources)
        if let training { try setLayerTraining(training) }
        var random = Philox(seed: seed, stream: .weights)
        weights = parameters.map { $0.map { $0.initializer.tensor(shape: $0.shape, random: &random) } }
    }

    private init(
        name: String, inputShape: Shape, unnamedLayers: [any Layer], sources: [[Int]]?
    ) throws(NetworkError) {
        let isPositive = inputShape.rank > 0 && inputShape.dimensions.allSatisfy { $0 > 0 }
        guard isPositive, inputShape.count(upTo: largestCount) != nil else {
            throw NetworkError(
                "network \(name): an input shape of positive sizes and at most \(largestCount) values expected, got \(inputShape)"
            )
        }
        self.name = name
        self.inputShape = inputShape
        layers = try namedAsKeras(unnamedLayers)
        self.sources = sources ?? layers.indices.map { [$0 - 1] }
        try Self.check(self.sources, layers)
        var shapes: [Shape] = []
        var parameters: [[Parameter]] = []
        for (layer, sources) in zip(layers, self.sources) {
            try layer.requireComputed()
            let inputs = sources.map { $0 < 0 ? inputShape : shapes[$0] }
            var shape = inputs[0]
            parameters.append(try layer.parameters(for: shape))
            for parameter in parameters[parameters.count - 1] where parameter.shape.count(upTo: largestCount) == nil {
                throw layer.failure("a \(parameter.name) of at most \(largestCount) values expected, got \(parameter.shape)")
            }
            shape = try layer.outputShape(of: inputs)
            guard shape.dimensions.allSatisfy({ $0 > 0 }), shape.count(upTo: largestCount) != nil else {
                throw layer.failure("an output of at most \(largestCount) values expected, got \(shape)")
            }
            shapes.append(shape)
        }
        outputShapes = shapes
        self.parameters = parameters
        layerTraining = [LayerTraining](repeating: LayerTraining(), count: layers.count)
        weights = []
    }

    /// Checks that layers take the outputs of earlier layers, and that each but the last is used.
    private static func check(_ sources: [[Int]], _ layers: [any Layer]) throws(NetworkError) {
        guard sources.count == layers.count else {
            throw NetworkError("sources of \(layers.count) layers expected, got \(sources.count)")
        }
        for (index, layer) in layers.enumerated() {
            guard !sources[index].isEmpty, sources[index].allSatisfy({ (-1..<index).contains($0) }) else {
                throw layer.failure("layers before it expected as its sources, got \(sources[index])")
            }
            guard sources[index].count == 1 || layer is any MergeLayer else {
                throw layer.failure("one source expected, got \(sources[index].count)")
            }
            guard index + 1 == layers.count || sources[(index + 1)...].contains(where: { $0.contains(index) }) else {
                throw layer.failure("a layer after it that takes its output expected, got none")
            }
        }
    }

    /// Whether each layer takes the output of the one before it.
    public var isChain: Bool { sources.enumerated().allSatisfy { $0.element == [$0.offset - 1] } }

    /// The shapes of a layer's inputs, for one sample.
    package func inputShapes(ofLayer index: Int) -> [Shape] { sources[index].map { $0 < 0 ? inputShape : outputShapes[$0] } }

    /// The number of layers that take a layer's output.
    func users(ofLayer index: Int) -> Int { sources.joined().count { $0 == index } }

    /// The shape of one output sample.
    public var outputShape: Shape { outputShapes.last ?? inputShape }

    /// The number of all parameters' values.
    public var parameterCount: Int { parameters.joined().reduce(0) { $0 + $1.shape.count } }

    /// The number of values that training changes.
    public var trainableParameterCount: Int { parameters.joined().reduce(0) { $0 + ($1.isTrainable ? $1.shape.count : 0) } }

    /// Sets how each layer is trained besides following the gradient of the loss.
    /// - Throws: `NetworkError` unless there is one for each layer, and each names only parameters that its layer has, in a
    ///   suitable shape.
    public mutating func setLayerTraining(_ training: [LayerTraining]) throws(NetworkError) {
        guard training.count == layers.count else {
            throw NetworkError("network \(name): training of \(layers.count) layers expected, got \(training.count)")
        }
        var applied: [[Parameter]] = []
        for (index, layer) in layers.enumerated() {
            applied.append(try training[index].applied(to: parameters[index], of: layer))
        }
        (parameters, layerTraining) = (applied, training)
    }

    /// Replaces all weights.
    /// - Throws: `NetworkError` naming the first weight that is missing, superfluous or of another shape.
    public mutating func setWeights(_ weights: [[Tensor]]) throws(NetworkError) {
        guard weights.count == layers.count else {
            throw NetworkError("network \(name): weights of \(layers.count) layers expected, got \(weights.count)")
        }
        for (layer, (expected, given)) in zip(layers, zip(parameters, weights)) {
            guard expected.count == given.count else {
                throw NetworkError("layer \(layer.name): \(expected.count) weights expected, got \(given.count)")
            }
            for (parameter, tensor) in zip(expected, given) where parameter.shape != tensor.shape {
                throw NetworkError(
                    "layer \(layer.name): \(parameter.name) of shape \(parameter.shape) expected, got \(tensor.shape)")
            }
        }
        self.weights = weights
    }
}

/// Collects the layers written in braces; `if`, `for` and arrays of layers work too.
@resultBuilder
public enum LayerBuilder {
    public static func buildExpression(_ layer: any Layer) -> [any Layer] { [layer] }
    public static func buildExpression(_ layers: [any Layer]) -> [any Layer] { layers }
    public static func buildBlock(_ parts: [any Layer]...) -> [any Layer] { Array(parts.joined()) }
    public static func buildOptional(_ part: [any Layer]?) -> [any Layer] { part ?? [] }
    public static func buildEither(first part: [any Layer]) -> [any Layer] { part }
    public static func buildEither(second part: [any Layer]) -> [any Layer] { part }
    public static func buildArray(_ parts: [[any Layer]]) -> [any Layer] { Array(parts.joined()) }
}

/// Gives each unnamed layer the name that Keras would: `conv2d`, `conv2d_1`, …
private func namedAsKeras(_ layers: [any Layer]) throws(NetworkError) -> [any Layer] {
    var used = Set(layers.map(\.name).filter { !$0.isEmpty })
    guard used.count == layers.count(where: { !$0.name.isEmpty }) else {
        throw NetworkError("layer names must differ, got \(layers.map(\.name).joined(separator: ", "))")
    }
    var counts: [String: Int] = [:]
    return layers.map { layer in
        guard layer.name.isEmpty else { return layer }
        var named = layer
        let base = type(of: layer).defaultName
        repeat {
            let count = counts[base, default: 0]
            counts[base] = count + 1
            named.name = count == 0 ? base : "\(base)_\(count)"
        } while !used.insert(named.name).inserted
        return named
    }
}
