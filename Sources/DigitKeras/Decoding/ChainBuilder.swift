import DigitNN
import DigitTensor

/// A layer made from a configuration, with the requirements on its weights.
struct DecodedLayer {
    let layer: any Layer
    let parameters: [Parameter]
    /// The training settings of the layer in Keras.
    let training: LayerTraining
    /// How the layer's weights differ from today's layout.
    let conventions: WeightConventions
    /// The layer in the file that it comes from; nil for one that was inserted to reorder axes.
    let origin: LayerOrigin?

    /// False if the layer is frozen in Keras.
    var isTrainable: Bool { training.isTrainable }
}

/// Weight layouts of old versions of Keras.
struct WeightConventions {
    /// Whether convolution kernels are (filters, channels, height, width), as Keras 1 wrote them for Theano's order.
    var hasTheanoKernels = false
    /// Whether batch normalization has standard deviations in place of variances, as before Keras 1.
    var hasStandardDeviations = false
}

/// Which layer of the file a decoded layer comes from.
struct LayerOrigin: Hashable {
    /// The index in the file's list of layers, and within a nested model in that model's list.
    let positions: [Int]
    /// Keras's class names, outermost first.
    let classNames: [String]
    /// The names in the file, outermost first.
    let names: [String]
}

/// Builds a chain of layers that work on (height, width, channels), whatever order the file's layers use.
///
/// A Keras layer with `channels_first` sees (channels, height, width). Here its image stays (height, width, channels), and the
/// builder keeps track of that. If a layer depends on Keras's order, such as Flatten, a Permute restores it first.
struct ChainBuilder {
    /// The limit on the layers of all nested models together.
    static let mostLayers = 4096
    /// The limit on the outputs of all layers together for any network: the largest for pictures of 28x28 pixels have a tenth.
    static let smallOutputCount = 1 << 23

    let file: String
    private(set) var inputShape: Shape
    private(set) var layers: [DecodedLayer] = []
    /// For each layer, the layers whose outputs it takes; -1 is the network's input.
    private(set) var sources: [[Int]] = []
    /// The point at which the next layer is added.
    var place: Place
    /// The layer that is being decoded.
    var origin: LayerOrigin?
    var isTrainable = true
    /// The settings of the layer that is being decoded; nil for a layer that only reorders axes.
    var settings: LayerSettings?
    /// The unsupported settings in the file that are ignored, a line for each.
    var notes: [String] = []
    /// A point between layers.
    struct Place {
        /// The layer whose output is there; -1 for the network's input.
        var layer: Int
        /// The shape of what is there.
        var shape: Shape
        /// Whether the image there is transposed relative to Keras's.
        var isTransposed: Bool
    }

    /// The shape of the next layer's input.
    var shape: Shape { place.shape }
    /// Whether the current image is transposed relative to Keras's.
    var isTransposed: Bool { place.isTransposed }

    /// The names used so far, each with the number for the next layer of that name.
    private var usedNames: [String: Int] = [:]
    private var outputCount = 0
    private var parameterCount = 0

    init(inputShape: Shape, isInputChannelsFirst: Bool, file: String) {
        self.file = file
        let isTransposed = isInputChannelsFirst && inputShape.rank == 3 && !Self.isPictureAsItIs(inputShape)
        self.inputShape = isTransposed ? [inputShape[1], inputShape[2], inputShape[0]] : inputShape
        place = Place(layer: -1, shape: self.inputShape, isTransposed: isTransposed)
    }

    /// Whether a shape is that of a picture with its rows first, although the first layer takes it as (channels, height, width): what
    /// is given to the network keeps this order.
    private static func isPictureAsItIs(_ shape: Shape) -> Bool {
        ![1, 3].contains(shape[0]) && ([1, 3].contains(shape[2]) || shape[1] == 1)
    }

    /// Adds a layer that takes the current output.
    mutating func append(_ layer: any Layer, conventions: WeightConventions = WeightConventions()) throws(KerasError) {
        try append(layer, conventions: conventions, origin: origin)
    }

    /// Adds a layer that takes the outputs at several points, the first of them the current one.
    mutating func appendMerge(_ layer: any MergeLayer, of places: [Place]) throws(KerasError) {
        try append(layer, conventions: WeightConventions(), origin: origin, of: places)
    }

    /// - Parameter places: the layer's inputs; nil for the current output.
    private mutating func append(
        _ layer: any Layer, conventions: WeightConventions, origin: LayerOrigin?, of places: [Place]? = nil
    ) throws(KerasError) {
        var layer = layer
        layer.name = uniqueName(layer.name)
        let parameters: [Parameter]
        let output: Shape
        do throws(NetworkError) {
            parameters = try layer.parameters(for: shape)
            output = try layer.outputShape(of: (places ?? [place]).map(\.shape))
        } catch {
            throw KerasError(file: file, problem: error.description)
        }
        sources.append(places?.map(\.layer) ?? [place.layer])
        (place.layer, place.shape) = (layers.count, output)
        try checkCounts(parameters, of: layer)
        let training =
            origin == nil
            ? nil : settings?.training(of: layer, parameters, isTrainable: isTrainable, notes: &notes)
        layers.append(
            DecodedLayer(
                layer: layer, parameters: parameters, training: training ?? LayerTraining(), conventions: conventions,
                origin: origin))
        if shape.rank != 3 { place.isTransposed = false }
    }

    /// Refuses endless layers and outputs out of proportion to the network: with so few weights, no network has that many.
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

    /// Moves the penalty on outputs of the layer before it to the last layer: both are one layer in the file.
    mutating func passOnActivityPenalty() {
        // There may be a Permute between them.
        guard let index = layers.dropLast().lastIndex(where: { $0.origin != nil }) else { return }
        let (layer, activation) = (layers[index], layers[layers.count - 1])
        var training = layer.training
        training.activityRegularizer = nil
        layers[index] = DecodedLayer(
            layer: layer.layer, parameters: layer.parameters, training: training, conventions: layer.conventions,
            origin: layer.origin)
        layers[layers.count - 1] = DecodedLayer(
            layer: activation.layer, parameters: [],
            training: LayerTraining(isTrainable: training.isTrainable, activityRegularizer: layer.training.activityRegularizer),
            conventions: activation.conventions, origin: activation.origin)
    }

    /// The layers of nested models join one chain, in which names must differ.
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

    /// Ensures that the current image is in Keras's order.
    mutating func restoreKerasOrder() throws(KerasError) {
        guard isTransposed else { return }
        try append(Permute([3, 1, 2], name: "to_channels_first"), conventions: WeightConventions(), origin: nil)
        place.isTransposed = false
    }

    /// Ensures that the current image is (height, width, channels) for a layer that takes it in the given format. A layer without
    /// a format, such as Keras 1's ZeroPadding2D, follows those before it.
    mutating func arrangeImage(for format: DataFormat?) throws(KerasError) {
        switch format {
        case nil: break
        case .channelsLast: try restoreKerasOrder()
        case .channelsFirst:
            guard !isTransposed, shape.rank == 3 else { return }
            try append(Permute([2, 3, 1], name: "to_channels_last"), conventions: WeightConventions(), origin: nil)
            place.isTransposed = true
        }
    }
}

extension Shape {
    /// Whether the number of elements is possible in a file.
    var hasReasonableCount: Bool { count(upTo: H5Limits.totalValues) != nil }
}
