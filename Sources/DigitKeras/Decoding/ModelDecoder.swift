import DigitNN
import DigitTensor

/// A model whose layers are known but not yet its weights.
struct DecodedModel {
    let name: String
    /// The shape of one input sample here.
    let inputShape: Shape
    /// The shape of one input sample as the file's layers take it.
    let kerasInputShape: Shape
    /// The batch size that the file fixes.
    let batchSize: Int?
    let layers: [DecodedLayer]
}

extension DecodedModel {
    /// Makes layers of a configuration. `kerasVersion` is nil for the oldest files, which do not say.
    init(_ configuration: ModelConfiguration, kerasVersion: String?, options: KerasLoadOptions, file: String) throws(KerasError) {
        let leaves = configuration.leaves()
        guard leaves.count <= ChainBuilder.mostLayers else {
            throw KerasError(
                file: file,
                problem: "model configuration: at most \(ChainBuilder.mostLayers) layers expected, found \(leaves.count)")
        }
        let shape = try Self.inputShape(configuration, options: options, file: file)
        let majorVersion = kerasVersion?.split(separator: ".").first.flatMap { Int($0) } ?? 1
        func settings(_ layer: LayerConfiguration) -> LayerSettings {
            LayerSettings(configuration: layer, file: file, kerasMajorVersion: majorVersion)
        }
        let isChannelsFirst = try Self.isChannelsFirst(leaves.map { settings($0.layer) })
        var builder = ChainBuilder(inputShape: shape, isInputChannelsFirst: isChannelsFirst, file: file)
        for leaf in leaves {
            builder.origin = leaf.origin
            builder.isTrainable = leaf.isTrainable
            try builder.decode(settings(leaf.layer))
        }
        builder.origin = nil
        try builder.restoreKerasOrder()
        name = configuration.name
        inputShape = builder.inputShape
        kerasInputShape = shape
        batchSize = configuration.batchInputShape?.first ?? nil
        layers = builder.layers
    }

    private static func inputShape(
        _ configuration: ModelConfiguration, options: KerasLoadOptions, file: String
    ) throws(KerasError) -> Shape {
        func failure(_ problem: String) -> KerasError { KerasError(file: file, problem: "input shape: \(problem)") }
        let found = configuration.batchInputShape.map { Array($0.dropFirst()) }
        if found == nil, options.inputShape == nil { throw failure("the file does not say it; give one") }
        let fixed = found?.compactMap { $0 }
        guard let sizes = options.inputShape?.dimensions ?? (fixed?.count == found?.count ? fixed : nil) else {
            let text = (found ?? []).map { $0.map(String.init) ?? "None" }.joined(separator: ", ")
            throw failure("fixed sizes expected, found (\(text)); give one")
        }
        guard (1...8).contains(sizes.count), sizes.allSatisfy({ (1...1 << 24).contains($0) }), Shape(sizes).hasReasonableCount
        else {
            throw failure("1 to 8 positive sizes expected, found \(Shape(sizes))")
        }
        return Shape(sizes)
    }

    /// Whether the first layer that cares for the order of axes takes images as (channels, height, width).
    private static func isChannelsFirst(_ layers: [LayerSettings]) throws(KerasError) -> Bool {
        let spatial: Set<String> = [
            "Conv2D", "Convolution2D", "DepthwiseConv2D", "SeparableConv2D", "SeparableConvolution2D", "MaxPooling2D",
            "MaxPool2D",
            "AveragePooling2D", "AvgPool2D", "GlobalMaxPooling2D", "GlobalMaxPool2D", "GlobalAveragePooling2D", "GlobalAvgPool2D",
            "ZeroPadding2D",
        ]
        let ordered: Set<String> = ["Flatten", "Reshape", "Permute", "Dense", "Softmax", "PReLU", "ExpandDims", "TFOpLambda"]
        for layer in layers {
            if spatial.contains(layer.className), let format = try layer.dataFormat() { return format == .channelsFirst }
            if ordered.contains(layer.className) { return false }
        }
        return false
    }
}

extension ModelConfiguration {
    /// A layer that is no model, with where it is.
    struct Leaf {
        let layer: LayerConfiguration
        let origin: LayerOrigin
        /// Whether the layer and all models around it are trainable.
        let isTrainable: Bool
    }

    /// The layers of this model and of those nested in it, in the order that data takes.
    func leaves() -> [Leaf] {
        var leaves: [Leaf] = []
        collectLeaves(into: &leaves, within: LayerOrigin(positions: [], classNames: [], names: []), isTrainable: true)
        return leaves
    }

    private func collectLeaves(into leaves: inout [Leaf], within outer: LayerOrigin, isTrainable: Bool) {
        for layer in layers {
            let origin = LayerOrigin(
                positions: outer.positions + [layer.position], classNames: outer.classNames + [layer.className],
                names: outer.names + [layer.name])
            let layerIsTrainable = isTrainable && layer.values["trainable"]?.bool ?? true
            if let nested = layer.nested {
                nested.collectLeaves(into: &leaves, within: origin, isTrainable: layerIsTrainable)
            } else {
                leaves.append(Leaf(layer: layer, origin: origin, isTrainable: layerIsTrainable))
            }
        }
    }
}
