import DigitJSON

/// Sorts the layers that a functional model's output depends on, each after those whose outputs it takes, otherwise in the file's
/// order.
func functionalGraph(_ entries: [LayerEntry], outputs: JSON?, file: String) throws(KerasError) -> [LayerEntry] {
    func failure(_ problem: String) -> KerasError { KerasError(file: file, problem: "model configuration: \(problem)") }
    var byName: [String: LayerEntry] = [:]
    for entry in entries {
        var entry = entry
        let calls = (entry.json["inbound_nodes"]?.kerasArray ?? []).map(LayerCall.init(node:))
        guard calls.count <= 1 else {
            throw failure(
                "layer \(entry.graphName) is used \(calls.count) times; only models that use each layer once can be read")
        }
        entry.layer.call = calls.first
        entry.layer.inputs = calls.first?.inputs ?? []
        byName[entry.graphName] = entry
    }
    // Depth first, with an explicit stack: files decide how deep.
    var (ordered, finished, begun) = ([LayerEntry](), Set<String>(), Set<String>())
    var stack = [try outputLayer(outputs, entries: entries, file: file)]
    while let name = stack.last {
        // A layer may be an input any number of times; its own inputs are looked at twice.
        if finished.contains(name) {
            stack.removeLast()
            continue
        }
        guard let entry = byName[name] else { throw failure("layer \(name) is missing") }
        let open = (entry.layer.inputs ?? []).filter { !finished.contains($0) }
        if begun.insert(name).inserted, !open.isEmpty {
            stack += open.reversed()
        } else {
            stack.removeLast()
            guard open.isEmpty else { throw failure("the layers form a cycle at \(name)") }
            finished.insert(name)
            ordered.append(entry)
        }
    }
    let inputs = ordered.count { $0.layer.inputs?.isEmpty ?? true }
    guard inputs == 1 else { throw failure("a model with one input expected, found \(inputs)") }
    // The file's order, if it is a valid order of computation.
    let inOrder = ordered.sorted { $0.layer.position < $1.layer.position }
    var seen = Set<String>()
    let fits = inOrder.allSatisfy { entry in
        defer { seen.insert(entry.graphName) }
        return (entry.layer.inputs ?? []).allSatisfy(seen.contains)
    }
    // The output must be the last.
    return fits && inOrder.last?.graphName == ordered.last?.graphName ? inOrder : ordered
}

extension LayerEntry {
    /// The name by which others refer to the layer.
    var graphName: String { json["name"]?.string ?? layer.name }
}

extension ModelConfiguration {
    /// A layer that is not a model, with its location.
    struct Leaf {
        let layer: LayerConfiguration
        let origin: LayerOrigin
        /// Whether the layer and all enclosing models are trainable.
        let isTrainable: Bool
        /// The leaves whose outputs it takes; -1 is the model's input.
        let sources: [Int]
    }

    /// The layers of this model and of those nested in it, in the order of computation.
    func leaves() -> [Leaf] {
        var leaves: [Leaf] = []
        _ = collectLeaves(
            into: &leaves, within: LayerOrigin(positions: [], classNames: [], names: []), isTrainable: true, input: -1)
        return leaves
    }

    /// - Returns: the leaf that makes the model's output.
    private func collectLeaves(
        into leaves: inout [Leaf], within outer: LayerOrigin, isTrainable: Bool, input: Int
    ) -> Int {
        var (last, made) = (input, [String: Int]())
        for layer in layers {
            let origin = LayerOrigin(
                positions: outer.positions + [layer.position], classNames: outer.classNames + [layer.className],
                names: outer.names + [layer.name])
            let layerIsTrainable = isTrainable && layer.values["trainable"]?.kerasBool ?? true
            // Values that no layer here makes come from an input layer.
            let sources = layer.inputs.map { $0.isEmpty ? [input] : $0.map { made[$0] ?? input } } ?? [last]
            if let nested = layer.nested {
                last = nested.collectLeaves(
                    into: &leaves, within: origin, isTrainable: layerIsTrainable, input: sources[0])
            } else {
                leaves.append(Leaf(layer: layer, origin: origin, isTrainable: layerIsTrainable, sources: sources))
                last = leaves.count - 1
            }
            made[layer.graphName] = last
        }
        return last
    }
}
