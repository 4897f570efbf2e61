import DigitNN
import DigitTensor

/// Finds each layer's weights in a file.
struct WeightAssignment {
    let archive: KerasArchive
    let layers: [DecodedLayer]
    let arrangement: KernelArrangement

    /// Models of one class in the same list.
    private struct Siblings: Hashable {
        let parent: [Int]
        let className: String
    }

    /// The indices of nested models in their lists.
    private let siblings: [Siblings: Set<Int>]

    /// Weights in a file's group that belong together, and the layers that they belong to.
    private struct Bundle {
        let name: String
        /// Indices of `layers`, in the order of the file's list.
        let layers: [Int]
        let weights: [KerasArchive.NamedTensor]
    }

    /// - Parameter origins: all layers of the file, also those that no decoded layer comes from.
    init(archive: KerasArchive, layers: [DecodedLayer], origins: [LayerOrigin], options: KerasLoadOptions) {
        // Random layers store the state of their generator next to weights.
        let groups = archive.groups.map { group in
            KerasArchive.Group(name: group.name, weights: group.weights.filter { !$0.isGeneratorState })
        }
        var archive = archive
        archive.groups = groups.filter { !$0.weights.isEmpty }
        self.archive = archive
        self.layers = layers
        arrangement = KernelArrangement(options: options, backend: archive.backend)
        siblings = origins.reduce(into: [:]) { siblings, origin in
            for level in origin.classNames.indices.dropLast() {
                let key = Siblings(parent: Array(origin.positions[..<level]), className: origin.classNames[level])
                siblings[key, default: []].insert(origin.positions[level])
            }
        }
    }

    /// Each layer's weights in the shapes of its parameters.
    func weights() throws(KerasError) -> [[Tensor]] {
        var weights = [[Tensor]](repeating: [], count: layers.count)
        for bundle in try bundles() {
            for (index, tensors) in try distribute(bundle) { weights[index] = tensors }
        }
        return weights
    }

    // MARK: Groups to layers

    private func bundles() throws(KerasError) -> [Bundle] {
        let weighted = layers.indices.filter { !layers[$0].parameters.isEmpty && layers[$0].origin != nil }
            .sorted { positions($0).lexicographicallyPrecedes(positions($1)) }
        switch archive.layout {
        case .byLayerName: return try bundlesByName(weighted)
        case .byObjectPath: return try bundlesByPath(weighted)
        }
    }

    private func positions(_ index: Int) -> [Int] { layers[index].origin?.positions ?? [] }
    private func names(_ index: Int) -> [String] { layers[index].origin?.names ?? [] }

    /// A nested model has one group with all its weights; Keras 1 gave each of its layers a group.
    private func bundlesByName(_ weighted: [Int]) throws(KerasError) -> [Bundle] {
        var outer: [(name: String, layers: [Int])] = []
        for index in weighted {
            if let last = outer.last?.layers.first, positions(last).first == positions(index).first {
                outer[outer.count - 1].layers.append(index)
            } else {
                outer.append((names(index).first ?? "", [index]))
            }
        }
        let inner = weighted.map { (name: names($0).last ?? "", layers: [$0]) }
        if let bundles = named(outer) ?? named(inner) { return bundles }
        // Names differ, so the order decides, as in Keras.
        for owners in [outer, inner] where owners.count == archive.groups.count {
            return zip(owners, archive.groups).map { Bundle(name: $0.name, layers: $0.layers, weights: $1.weights) }
        }
        let known = Set(archive.groups.map(\.name))
        let missing = outer.first { !known.contains($0.name) }?.name ?? ""
        throw archive.failure(
            "weights of \(outer.count) layers expected, the file has \(archive.groups.count) and none for layer \(missing)")
    }

    private func named(_ owners: [(name: String, layers: [Int])]) -> [Bundle]? {
        let groups = Dictionary(archive.groups.map { ($0.name, $0) }) { first, _ in first }
        var bundles: [Bundle] = []
        for owner in owners {
            guard let group = groups[owner.name] else { return nil }
            bundles.append(Bundle(name: owner.name, layers: owner.layers, weights: group.weights))
        }
        return bundles
    }

    /// Groups are named by class with a counter. The counters of TensorFlow 2.12 and 2.13 skip numbers, so only their order counts.
    private func bundlesByPath(_ weighted: [Int]) throws(KerasError) -> [Bundle] {
        var families: [(family: String, layers: [Int])] = []
        var places: [String: Int] = [:]
        for index in weighted {
            let family = try family(of: index)
            if let place = places[family] {
                families[place].layers.append(index)
            } else {
                places[family] = families.count
                families.append((family, [index]))
            }
        }
        let groupsOfFamilies = groupsByFamily()
        var bundles: [Bundle] = []
        for (family, owners) in families {
            let groups = (groupsOfFamilies[family] ?? []).sorted { $0.counter < $1.counter }
            guard groups.count >= owners.count else {
                throw archive.failure(
                    "layer \(names(owners[groups.count]).last ?? ""): its weights are missing (\(owners.count) groups \(family) expected, found \(groups.count))"
                )
            }
            guard groups.count == owners.count else {
                throw archive.failure("\(owners.count) groups \(family) expected, found \(groups.count)")
            }
            for (owner, group) in zip(owners, groups) {
                bundles.append(Bundle(name: names(owner).last ?? "", layers: [owner], weights: group.group.weights))
            }
        }
        return bundles
    }

    /// The path of a layer's group without the layer's own counter: `conv2d`, `sequential_1/conv2d`.
    private func family(of index: Int) throws(KerasError) -> String {
        guard let origin = layers[index].origin else { return "" }
        var path: [String] = []
        for level in origin.classNames.indices.dropLast() {
            // A nested model's counter is its index among the models of its class in the same list.
            let key = Siblings(parent: Array(origin.positions[..<level]), className: origin.classNames[level])
            let counter = (siblings[key] ?? []).count { $0 < origin.positions[level] }
            let name = snakeCase(origin.classNames[level])
            path.append(counter == 0 ? name : "\(name)_\(counter)")
        }
        return (path + [snakeCase(origin.classNames.last ?? "")]).joined(separator: "/")
    }

    /// The groups of each family with their counters: `conv2d_1` is number 1 of `conv2d`, or number 0 of `conv2d_1`.
    private func groupsByFamily() -> [String: [(counter: Int, group: KerasArchive.Group)]] {
        var families: [String: [(counter: Int, group: KerasArchive.Group)]] = [:]
        for group in archive.groups {
            families[group.name, default: []].append((0, group))
            guard let end = group.name.lastIndex(of: "_"), let counter = Int(group.name[end...].dropFirst()) else { continue }
            families[String(group.name[..<end]), default: []].append((counter, group))
        }
        return families
    }

    // MARK: Weights to parameters

    /// Weights come layer by layer; those of a nested model with the trainable ones first.
    private func distribute(_ bundle: Bundle) throws(KerasError) -> [(Int, [Tensor])] {
        let slots = bundle.layers.flatMap { index in layers[index].parameters.indices.map { (layer: index, parameter: $0) } }
        let trainable = slots.filter { layers[$0.layer].isTrainable && layers[$0.layer].parameters[$0.parameter].isTrainable }
        let others = slots.filter { !(layers[$0.layer].isTrainable && layers[$0.layer].parameters[$0.parameter].isTrainable) }
        guard slots.count == bundle.weights.count else {
            throw archive.failure(
                "layer \(bundle.name): \(slots.count) weights expected, the file has \(bundle.weights.count)")
        }
        let order = bundle.layers.count > 1 && fits(trainable + others, bundle) ? trainable + others : slots
        var result = bundle.layers.map { ($0, [Tensor?](repeating: nil, count: layers[$0].parameters.count)) }
        for (slot, weight) in zip(order, bundle.weights) {
            guard let place = bundle.layers.firstIndex(of: slot.layer) else { continue }
            result[place].1[slot.parameter] = try arrange(weight, parameter: slot.parameter, of: slot.layer)
        }
        return result.map { ($0.0, $0.1.compactMap { $0 }) }
    }

    private func fits(_ order: [(layer: Int, parameter: Int)], _ bundle: Bundle) -> Bool {
        zip(order, bundle.weights).allSatisfy { slot, weight in
            let layer = layers[slot.layer]
            return arrangement.arrange(weight.tensor, for: layer.parameters[slot.parameter], of: layer) != nil
        }
    }

    private func arrange(_ weight: KerasArchive.NamedTensor, parameter index: Int, of layerIndex: Int) throws(KerasError)
        -> Tensor
    {
        let layer = layers[layerIndex]
        let parameter = layer.parameters[index]
        let name = "layer \(layer.layer.name): \(parameter.name)"
        guard let tensor = arrangement.arrange(weight.tensor, for: parameter, of: layer) else {
            throw archive.failure("\(name) of shape \(parameter.shape) expected, the file has \(weight.tensor.shape)")
        }
        guard arrangement.options.allowsNonFiniteWeights || tensor.scalars.allSatisfy(\.isFinite) else {
            throw archive.failure("\(name): finite numbers expected, found NaN or infinity")
        }
        return tensor
    }
}

extension KerasArchive.NamedTensor {
    /// Whether this is not a weight but the state of a random generator.
    fileprivate var isGeneratorState: Bool {
        name.contains("StateVar") || name.hasSuffix("seed_generator_state") || name.contains("seed_generator/")
    }
}
