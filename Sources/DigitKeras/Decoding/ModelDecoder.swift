import DigitNN
import DigitTensor

/// A model whose layers are decoded, but not yet its weights.
struct DecodedModel {
    let name: String
    /// The shape of one input sample here.
    let inputShape: Shape
    /// The shape of one input sample as the file's layers take it.
    let kerasInputShape: Shape
    /// The batch size that the file fixes.
    let batchSize: Int?
    let layers: [DecodedLayer]
    /// Where all layers of the file are in it.
    let origins: [LayerOrigin]
    /// For each layer, the layers whose outputs it takes; -1 is the network's input.
    let sources: [[Int]]
    /// The unsupported settings in the file that are ignored, a line for each.
    let notes: [String]
}

extension DecodedModel {
    /// Decodes the layers of a configuration. `kerasVersion` is nil for the oldest files, which do not have it.
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
        var places: [ChainBuilder.Place] = []
        let input = builder.place
        for leaf in leaves {
            builder.origin = leaf.origin
            builder.isTrainable = leaf.isTrainable
            let sources = leaf.sources.map { $0 < 0 ? input : places[$0] }
            if sources.count > 1 {
                try builder.decodeMerge(settings(leaf.layer), sources: sources)
            } else {
                builder.place = sources[0]
                try builder.decode(settings(leaf.layer))
            }
            places.append(builder.place)
        }
        (builder.origin, builder.settings) = (nil, nil)
        try builder.restoreKerasOrder()
        name = configuration.name
        inputShape = builder.inputShape
        kerasInputShape = shape
        batchSize = configuration.batchInputShape?.first ?? nil
        layers = builder.layers
        origins = leaves.map(\.origin)
        sources = builder.sources
        notes = builder.notes
    }

    private static func inputShape(
        _ configuration: ModelConfiguration, options: KerasLoadOptions, file: String
    ) throws(KerasError) -> Shape {
        func failure(_ problem: String) -> KerasError { KerasError(file: file, problem: "input shape: \(problem)") }
        let found = configuration.batchInputShape.map { Array($0.dropFirst()) }
        if found == nil, options.inputShape == nil { throw failure("the file does not specify it") }
        let fixed = found?.compactMap { $0 }
        guard let sizes = options.inputShape?.dimensions ?? (fixed?.count == found?.count ? fixed : nil) else {
            let text = (found ?? []).map { $0.map(String.init) ?? "None" }.joined(separator: ", ")
            throw failure("fixed sizes expected, found (\(text))")
        }
        guard (1...8).contains(sizes.count), sizes.allSatisfy({ (1...1 << 24).contains($0) }), Shape(sizes).hasReasonableCount
        else {
            throw failure("1 to 8 positive sizes expected, found \(Shape(sizes))")
        }
        return Shape(sizes)
    }

    /// Whether the first layer that depends on the order of axes takes images as (channels, height, width).
    private static func isChannelsFirst(_ layers: [LayerSettings]) throws(KerasError) -> Bool {
        let spatial: Set<String> = [
            "Conv2D", "Convolution2D", "DepthwiseConv2D", "SeparableConv2D", "SeparableConvolution2D", "MaxPooling2D",
            "MaxPool2D",
            "AveragePooling2D", "AvgPool2D", "GlobalMaxPooling2D", "GlobalMaxPool2D", "GlobalAveragePooling2D", "GlobalAvgPool2D",
            "ZeroPadding2D", "Conv2DTranspose", "Cropping2D", "UpSampling2D", "Resizing", "CenterCrop",
        ]
        let ordered: Set<String> = ["Flatten", "Reshape", "Permute", "Dense", "Softmax", "PReLU", "ExpandDims", "TFOpLambda"]
        for layer in layers {
            if spatial.contains(layer.className), let format = try layer.dataFormat() { return format == .channelsFirst }
            if ordered.contains(layer.className) { return false }
        }
        return false
    }
}
