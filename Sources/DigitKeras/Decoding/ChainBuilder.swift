import DigitNN
import DigitTensor

/// A layer made from a configuration, with what its weights must be.
struct DecodedLayer {
    let layer: any Layer
    let parameters: [Parameter]
    /// False if Keras was told to leave the layer's weights as they are.
    let isTrainable: Bool
    /// What is other than today in the layer's weights.
    let conventions: WeightConventions
    /// The layer in the file that it comes from; nil for one that was put in to reorder axes.
    let origin: LayerOrigin?
}

/// How old Kerases kept weights.
struct WeightConventions {
    /// Whether convolution kernels are (filters, channels, height, width), as Keras 1 wrote them for Theano's order.
    var hasTheanoKernels = false
    /// Whether batch normalization has standard deviations in the place of variances, as before Keras 1.
    var hasStandardDeviations = false
}

/// Which layer of the file a decoded layer comes from.
struct LayerOrigin: Hashable {
    /// The place in the file's list of layers, and within a nested model in that model's list.
    let positions: [Int]
    /// Keras's class names, outermost first.
    let classNames: [String]
    /// The names in the file, outermost first.
    let names: [String]
}

/// Builds a chain of layers that work on (height, width, channels), whatever order the file's layers work in.
///
/// A Keras layer with `channels_first` sees (channels, height, width). Here its image stays (height, width, channels), and the
/// builder remembers that. Where a layer depends on Keras's order, such as Flatten, a Permute restores it first.
struct ChainBuilder {
    /// Layers of all nested models together.
    static let mostLayers = 4096
    /// Outputs of all layers together that any network may have: those of the largest for pictures of 28x28 pixels are a tenth.
    static let smallOutputCount = 1 << 23

    let file: String
    private(set) var inputShape: Shape
    private(set) var shape: Shape
    private(set) var layers: [DecodedLayer] = []
    /// Whether the current image is the transposed one of what Keras has.
    private(set) var isTransposed = false
    /// The layer that is being decoded.
    var origin: LayerOrigin?
    var isTrainable = true
    /// The names given so far, each with the number that a next layer of that name gets.
    private var usedNames: [String: Int] = [:]
    private var outputCount = 0
    private var parameterCount = 0

    init(inputShape: Shape, isInputChannelsFirst: Bool, file: String) {
        self.file = file
        let isTransposed = isInputChannelsFirst && inputShape.rank == 3
        self.inputShape = isTransposed ? [inputShape[1], inputShape[2], inputShape[0]] : inputShape
        self.isTransposed = isTransposed
        shape = self.inputShape
    }

    /// Adds a layer that takes the present shape.
    mutating func append(_ layer: any Layer, conventions: WeightConventions = WeightConventions()) throws(KerasError) {
        try append(layer, conventions: conventions, origin: origin)
    }

    private mutating func append(_ layer: any Layer, conventions: WeightConventions, origin: LayerOrigin?) throws(KerasError) {
        var layer = layer
        layer.name = uniqueName(layer.name)
        let parameters: [Parameter]
        do throws(NetworkError) {
            parameters = try layer.parameters(for: shape)
            shape = try layer.outputShape(for: shape)
        } catch {
            throw KerasError(file: file, problem: error.description)
        }
        try checkCounts(parameters, of: layer)
        layers.append(
            DecodedLayer(
                layer: layer, parameters: parameters, isTrainable: isTrainable, conventions: conventions, origin: origin))
        if shape.rank != 3 { isTransposed = false }
    }

    /// Refuses layers without end and outputs that have nothing to do with the network's size: with so few weights, no network has
    /// as many.
    private mutating func checkCounts(_ parameters: [Parameter], of layer: any Layer) throws(KerasError) {
        guard layers.count < Self.mostLayers else {
            throw KerasError(file: file, problem: "model configuration: at most \(Self.mostLayers) layers expected, found more")
        }
        let counts = parameters.map { $0.shape.count(upTo: H5Limits.totalValues) }
        if let outputs = shape.count(upTo: H5Limits.totalValues), !counts.contains(nil),
            let weights = Checked.sum(counts.compactMap { $0 } + [parameterCount]),
            let total = Checked.sum([outputCount, outputs], upTo: Self.smallOutputCount + weights)
        {
            (outputCount, parameterCount) = (total, weights)
            return
        }
        throw KerasError(
            file: file,
            problem:
                "layer \(layer.name): outputs of at most \(Self.smallOutputCount) values and one for each weight expected in all layers together, and weights of at most \(H5Limits.totalValues) values"
        )
    }

    /// The layers of nested models join one chain, where names must differ.
    private mutating func uniqueName(_ name: String) -> String {
        var unique = name
        while usedNames[unique] != nil {
            let count = (usedNames[name] ?? 0) + 1
            usedNames[name] = count
            unique = "\(name)_\(count)"
        }
        usedNames[unique] = 0
        return unique
    }

    /// Makes sure that the current image is in Keras's order.
    mutating func restoreKerasOrder() throws(KerasError) {
        guard isTransposed else { return }
        try append(Permute([3, 1, 2], name: "to_channels_first"), conventions: WeightConventions(), origin: nil)
        isTransposed = false
    }

    /// Makes sure that the current image is (height, width, channels) for a layer that takes it in the given format.
    /// A layer that does not say, as Keras 1's ZeroPadding2D, goes with those before it.
    mutating func arrangeImage(for format: DataFormat?) throws(KerasError) {
        switch format {
        case nil: break
        case .channelsLast: try restoreKerasOrder()
        case .channelsFirst:
            guard !isTransposed, shape.rank == 3 else { return }
            try append(Permute([2, 3, 1], name: "to_channels_last"), conventions: WeightConventions(), origin: nil)
            isTransposed = true
        }
    }
}

extension Shape {
    /// Whether the number of elements is one that a file can have.
    var hasReasonableCount: Bool { count(upTo: H5Limits.totalValues) != nil }
}
