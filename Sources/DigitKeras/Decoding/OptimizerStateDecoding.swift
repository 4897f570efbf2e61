import DigitNN
import DigitTensor

/// Decodes an optimizer's state in the orders in which Keras's versions write it:
///
/// - Keras 1 to 2.3 and TensorFlow up to 2.10: iteration, all momentums, all velocities (RMSprop without the iteration);
/// - TensorFlow from 2.11: iteration, then for each weight its momentum and velocity;
/// - Keras 3: iteration, learning rate, then the same; RMSprop's kinds of slots one after the other.
struct OptimizerStateDecoder {
    let archive: KerasArchive
    let layers: [DecodedLayer]
    let arrangement: KernelArrangement
    let optimizer: Optimizer
    let options: OptimizerOptions
    /// Whether the optimizer is wrapped in a `LossScaleOptimizer`, which has variables of its own.
    var isLossScaled = false

    private struct Weight {
        let layer: Int
        let parameter: Int
    }

    /// The state, nil if the file has none that fits the optimizer.
    func state() -> OptimizerState? {
        let names = options.slotNames + optimizer.slotNames
        let trained = trainedWeights
        // Keras 3 writes those of the wrapper first: iteration, learning rate, steps since the last change of the scale, the
        // scale.
        if isLossScaled, kerasMajorVersion < 3 { return nil }
        var variables = Array(archive.optimizer.dropFirst(isLossScaled ? 4 : 0))
        guard let iteration = takeIteration(&variables) else { return nil }
        let count = trained.count
        // What follows the slots belongs to variants that are off: Keras 2.2's Adam has some, and so does TensorFlow's SGD
        // without momentum.
        guard count > 0, variables.count >= count * names.count else {
            return names.isEmpty ? OptimizerState(iteration: iteration, slots: []) : nil
        }
        for order in slotOrders(kinds: names.count) {
            let slots = names.indices.map { kind in
                trained.indices.map { variables[order(kind, $0, count)].tensor }
            }
            if let arranged = arrange(slots, trained) { return OptimizerState(iteration: iteration, slots: arranged) }
        }
        return nil
    }

    /// Whether the file has only counters, at 0, or nothing: Keras 3 makes the slots in the first step.
    var isBeforeFirstStep: Bool {
        var variables = archive.optimizer
        return variables.allSatisfy { $0.tensor.shape.rank == 0 } && takeIteration(&variables) ?? 0 == 0
    }

    /// The weights that have slots, in the order of the file's layers.
    private var trainedWeights: [Weight] {
        let order = layers.indices.filter { layers[$0].isTrainable && layers[$0].origin != nil }.sorted {
            (layers[$0].origin?.positions ?? []).lexicographicallyPrecedes(layers[$1].origin?.positions ?? [])
        }
        return order.flatMap { index in
            layers[index].parameters.indices.filter { layers[index].parameters[$0].isTrainable }.map {
                Weight(layer: index, parameter: $0)
            }
        }
    }

    /// Removes the iteration, and the learning rate of Keras 3. Without an iteration the count starts at 0, but not in an empty
    /// file.
    private func takeIteration(_ variables: inout [KerasArchive.NamedTensor]) -> Int? {
        guard let first = variables.first else { return nil }
        var iteration = 0
        // Keras 1 counts in floats.
        if first.integer != nil || first.tensor.shape.rank == 0 {
            iteration = first.integer ?? Int(exactly: first.tensor.scalars[0].rounded()) ?? 0
            variables.removeFirst()
        }
        if kerasMajorVersion >= 3, let rate = variables.first, rate.tensor.shape.rank == 0 { variables.removeFirst() }
        return max(0, iteration)
    }

    private var kerasMajorVersion: Int { archive.kerasVersion?.split(separator: ".").first.flatMap { Int($0) } ?? 1 }

    /// The possible positions of a slot of a weight in the list, the most likely first: as Keras 3 writes them, or slots grouped
    /// by weight, or grouped by kind.
    private func slotOrders(kinds: Int) -> [(_ kind: Int, _ weight: Int, _ count: Int) -> Int] {
        let together: (Int, Int, Int) -> Int = { kind, weight, _ in weight * kinds + kind }
        let apart: (Int, Int, Int) -> Int = { kind, weight, count in kind * count + weight }
        let groups = options.slotGroups + optimizer.slotGroups
        var places: [(start: Int, size: Int, place: Int)] = []
        for group in groups {
            let start = places.count
            for place in group.indices { places.append((start, group.count, place)) }
        }
        let grouped: (Int, Int, Int) -> Int = { [places] kind, weight, count in
            let place = places[kind]
            return place.start * count + weight * place.size + place.place
        }
        return writesSlotsTogether ? [grouped, together, apart] : [apart, grouped, together]
    }

    private var writesSlotsTogether: Bool {
        if (options.slotGroups + optimizer.slotGroups).allSatisfy({ $0.count == 1 }) { return false }
        let version = (archive.kerasVersion ?? "1").split(separator: ".").prefix(2).map { Int($0) ?? 0 } + [0]
        return version[0] >= 3 || (version[0] == 2 && version[1] >= 11)
    }

    /// One tensor for each trainable weight of the network, in the order of its layers. Nil if a shape does not fit.
    private func arrange(_ slots: [[Tensor]], _ trained: [Weight]) -> [[Tensor]]? {
        var result: [[Tensor]] = []
        for tensors in slots {
            var arranged: [[Tensor?]] = layers.map { [Tensor?](repeating: nil, count: $0.parameters.count) }
            for (weight, tensor) in zip(trained, tensors) {
                let layer = layers[weight.layer]
                let parameter = layer.parameters[weight.parameter]
                guard let fitting = arrangement.arrange(tensor, for: parameter, of: layer), fitting.scalars.allSatisfy(\.isFinite)
                else {
                    return nil
                }
                arranged[weight.layer][weight.parameter] = fitting
            }
            var flat: [Tensor] = []
            for (layer, tensors) in zip(layers, arranged) {
                for (parameter, tensor) in zip(layer.parameters, tensors) where parameter.isTrainable && layer.isTrainable {
                    flat.append(tensor ?? Tensor(shape: parameter.shape))
                }
            }
            result.append(flat)
        }
        return result
    }
}
