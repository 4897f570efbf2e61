import DigitJSON
import DigitNN

extension ModelEncoder {
    /// The configuration of a network that is not a chain.
    /// - Parameter layers: the configurations of the input and, in Keras's order, of the layers.
    func functional(_ layers: [JSON], _ batchShape: JSON) -> JSON {
        let input = named(layers[0], inputName, inbound: [])
        let others = zip(layers.dropFirst(), model.kerasOrder).map { json, index in
            named(json, model.layers[index].name, inbound: [node(ofLayer: index, batchShape)])
        }
        let output = model.layers.last?.name ?? inputName
        let settings: JSON = [
            "name": .string(model.name), "trainable": true, "layers": .array([input] + others),
            "input_layers": [[.string(inputName), 0, 0]], "output_layers": [[.string(output), 0, 0]],
        ]
        return object("Functional", settings, module: "keras.src.models.functional")
    }

    private func named(_ layer: JSON, _ name: String, inbound: [JSON]) -> JSON {
        guard case .object(let members) = layer else { return layer }
        return .object(members + [.init("name", .string(name)), .init("inbound_nodes", .array(inbound))])
    }

    /// The arguments of a layer's call: in HDF5 files in the format of tf.keras, which Keras 3 reads too.
    private func node(ofLayer index: Int, _ batchShape: JSON) -> JSON {
        let tensors = model.sources[index].map { source -> JSON in
            let name = JSON.string(source < 0 ? inputName : model.layers[source].name)
            if style == .hdf5 { return [name, 0, 0, [:]] }
            let shape =
                source < 0 ? batchShape : .array([.null] + model.outputShapes[source].dimensions.map(JSON.integer))
            return [
                "class_name": "__keras_tensor__", "config": ["shape": shape, "dtype": "float32", "keras_history": [name, 0, 0]],
            ]
        }
        if style == .hdf5 { return .array(tensors) }
        return ["args": model.layers[index] is any MergeLayer ? [.array(tensors)] : .array(tensors), "kwargs": [:]]
    }
}

extension Sequential {
    /// The order into which Keras sorts layers, whatever the file's is: those farthest from the output first, and of these in the
    /// order in which a walk from the output reaches them (`map_graph` in Keras 3).
    var kerasOrder: [Int] {
        if isChain { return Array(layers.indices) }
        var depths = [Int](repeating: 0, count: layers.count)
        for index in layers.indices.reversed() {
            for source in sources[index] where source >= 0 { depths[source] = max(depths[source], depths[index] + 1) }
        }
        var (ranks, stack) = ([Int: Int](), [layers.count - 1])
        while let index = stack.popLast() {
            guard index >= 0, ranks[index] == nil else { continue }
            ranks[index] = ranks.count
            stack += sources[index].reversed()
        }
        return layers.indices.sorted { (-depths[$0], ranks[$0] ?? 0) < (-depths[$1], ranks[$1] ?? 0) }
    }
}
