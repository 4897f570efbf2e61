import DigitJSON
import DigitTensor

extension KerasArchive {
    /// Reads an HDF5 file of any Keras version.
    init(hdf5 bytes: [UInt8], name: String) throws(KerasError) {
        let root = try H5File(bytes: bytes, name: name).root
        let modelWeights = try root.group("model_weights")
        let weights = modelWeights ?? root
        let isByLayerName = try weights.hasLayerNames()
        self.init(file: name, layout: isByLayerName ? .byLayerName : .byObjectPath, groups: [], optimizer: [])
        modelConfiguration = try root.json(attribute: "model_config")
        trainingConfiguration = try root.json(attribute: "training_config")
        kerasVersion = try root.string(attribute: "keras_version")
        if kerasVersion == nil { kerasVersion = try weights.string(attribute: "keras_version") }
        backend = try root.string(attribute: "backend")
        if backend == nil { backend = try weights.string(attribute: "backend") }
        annotation = try root.string(attribute: Self.annotationName)
        if isByLayerName {
            groups = try weights.groupsByLayerName()
            optimizer = try root.group("optimizer_weights")?.namedWeights() ?? []
        } else {
            let tree = try root.objectTree()
            guard !tree.groups.isEmpty else {
                throw KerasError(file: name, problem: "a Keras model expected, the HDF5 file has neither layer_names nor layers")
            }
            groups = tree.groups
            optimizer = tree.optimizer
        }
    }
}

extension H5Group {
    fileprivate func json(attribute name: String) throws(KerasError) -> JSON? {
        guard let text = try string(attribute: name) else { return nil }
        return try parseJSON(Array(text.utf8), name, file: file.name)
    }

    fileprivate func hasLayerNames() throws(KerasError) -> Bool {
        if try names(attribute: "layer_names") != nil { return true }
        return try integer(attribute: "nb_layers") != nil
    }

    /// A list of names. Keras splits one that is too long for an attribute: `weight_names0`, `weight_names1`, …
    private func names(attribute name: String) throws(KerasError) -> [String]? {
        if let whole = try strings(attribute: name) { return whole }
        var names: [String] = []
        var part = 0
        while part < 4096, let more = try strings(attribute: "\(name)\(part)") {
            names += more
            part += 1
        }
        return part == 0 ? nil : names
    }

    /// The weights of each layer, in the order of `layer_names`.
    fileprivate func groupsByLayerName() throws(KerasError) -> [KerasArchive.Group] {
        guard let layerNames = try names(attribute: "layer_names") else { return try groupsByNumber() }
        var groups: [KerasArchive.Group] = []
        for name in layerNames {
            guard let group = try group(name) else { throw file.failure("layer \(name): the group of its weights is missing") }
            groups.append(KerasArchive.Group(name: name, weights: try group.namedWeights()))
        }
        return groups
    }

    /// The weights of each layer in the format of the first versions of Keras: `layer_0/param_0` and so on.
    private func groupsByNumber() throws(KerasError) -> [KerasArchive.Group] {
        let layerCount = try integer(attribute: "nb_layers") ?? 0
        var groups: [KerasArchive.Group] = []
        for layer in 0..<max(0, min(layerCount, H5Limits.names)) {
            let name = "layer_\(layer)"
            guard let group = try group(name) else { throw file.failure("\(name): the group of its weights is missing") }
            let count = try group.integer(attribute: "nb_params") ?? 0
            let names = (0..<max(0, min(count, H5Limits.names))).map { "param_\($0)" }
            groups.append(KerasArchive.Group(name: name, weights: try group.weights(named: names)))
        }
        return groups
    }

    /// The arrays that `weight_names` lists, in that order.
    fileprivate func namedWeights() throws(KerasError) -> [KerasArchive.NamedTensor] {
        try weights(named: try names(attribute: "weight_names") ?? [])
    }

    private func weights(named names: [String]) throws(KerasError) -> [KerasArchive.NamedTensor] {
        var weights: [KerasArchive.NamedTensor] = []
        for name in names {
            guard let dataset = try dataset(name) else { throw file.failure("\(path): weight \(name) is missing") }
            weights.append(try dataset.named(name))
        }
        return weights
    }
}

extension H5Dataset {
    /// The values under the name that the file uses.
    func named(_ name: String) throws(KerasError) -> KerasArchive.NamedTensor {
        let (tensor, integer) = try contents()
        return KerasArchive.NamedTensor(name: name, tensor: tensor, integer: integer)
    }
}
