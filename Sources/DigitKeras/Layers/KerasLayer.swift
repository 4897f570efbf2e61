import DigitJSON
import DigitNN

/// A kind of layer in Keras's files: its class names, and how its settings are read and written.
///
/// Layers that need more than that, such as those with an activation of their own, are in `ChainBuilder.decode` and
/// `ModelEncoder.configuration(ofLayerAt:)`.
struct KerasLayer: Sendable {
    /// The order of the axes in which a layer takes an image.
    enum Arrangement {
        /// As output by the layer before it.
        case any
        /// In Keras's order, so that its axes have Keras's numbers.
        case kerasOrder
        /// (height, width, channels) here, whatever it is in Keras.
        case image
    }

    /// Keras's class names; files are written with the first, which is the layer's `className`.
    let names: [String]
    private let kind: ObjectIdentifier
    private let arrangement: Arrangement
    private let read: @Sendable (LayerSettings) throws(KerasError) -> any Layer
    private let write: @Sendable (any Layer, ModelEncoder) throws(KerasError) -> [JSON.Member]?

    /// - Parameters:
    ///   - kind: the layer's type.
    ///   - names: its names in other versions of Keras.
    ///   - arrangement: the order of the axes that it takes.
    ///   - read: makes a layer from settings.
    ///   - write: the settings of a layer, in Keras's format.
    init<Kind: Layer>(
        _ kind: Kind.Type, or names: String..., takes arrangement: Arrangement,
        read: @escaping @Sendable (LayerSettings) throws(KerasError) -> Kind,
        write: @escaping @Sendable (Kind, ModelEncoder) throws(KerasError) -> [JSON.Member]
    ) {
        self.names = [Kind.className] + names
        self.kind = ObjectIdentifier(kind)
        self.arrangement = arrangement
        self.read = { settings throws(KerasError) in try read(settings) }
        self.write = { layer, encoder throws(KerasError) in
            guard let layer = layer as? Kind else { return nil }
            return try write(layer, encoder)
        }
    }

    private static let byName = Dictionary(uniqueKeysWithValues: all.flatMap { layer in layer.names.map { ($0, layer) } })
    private static let byKind = Dictionary(uniqueKeysWithValues: all.map { ($0.kind, $0) })

    /// The kind of layer with the given class name in a file; nil if it is not in the table.
    static func named(_ className: String) -> KerasLayer? { byName[className] }

    /// Keras's settings of a layer; nil if it is not in the table.
    static func settings(of layer: any Layer, _ encoder: ModelEncoder) throws(KerasError) -> [JSON.Member]? {
        try byKind[ObjectIdentifier(type(of: layer))]?.write(layer, encoder)
    }

    /// Appends the layer with the given settings.
    func append(_ settings: LayerSettings, to chain: inout ChainBuilder) throws(KerasError) {
        switch arrangement {
        case .any: break
        case .kerasOrder: try chain.restoreKerasOrder()
        case .image: try chain.arrangeImage(for: try settings.dataFormat())
        }
        var layer = try read(settings)
        layer.name = settings.name
        try chain.append(layer)
    }
}
