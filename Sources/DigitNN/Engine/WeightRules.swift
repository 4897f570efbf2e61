import DigitTensor

/// The penalties on a store's trained weights, and the constraints applied to them after each step.
final class WeightRules {
    private typealias Slot = ParameterStore.Slot
    private let store: ParameterStore
    private let penalties: [(slot: Slot, regularizer: Regularizer)]
    /// The gradients of penalties that need a whole matrix, by its offset.
    private var wholeGradients: [Int: [Float]] = [:]
    /// The slots with constraints.
    let constrained: [ParameterStore.Slot]

    init(_ store: ParameterStore) {
        self.store = store
        let slots = store.slots.joined().filter(\.isTrainable)
        penalties = slots.compactMap { slot in slot.regularizer.map { (slot, $0) } }
        constrained = slots.filter { $0.constraint != nil }
    }

    /// The sum of the penalties; nil if there are none.
    var loss: Double? { penalties.isEmpty ? nil : penalties.reduce(0) { $0 + loss($1.slot, $1.regularizer) } }

    private func loss(_ slot: Slot, _ regularizer: Regularizer) -> Double {
        regularizer.loss(
            ConstFloats(store.weights.base + slot.offset), count: slot.count, columns: slot.shape.dimensions.last ?? 1)
    }

    /// Must be called before a step's first change of the weights.
    func prepare() {
        for (slot, regularizer) in penalties {
            guard case .orthogonal(let factor, let ofRows) = regularizer else { continue }
            let matrix = Orthogonality(
                ConstFloats(store.weights.base + slot.offset), rows: slot.shape[0], columns: slot.shape[1], ofRows: ofRows)
            wholeGradients[slot.offset] = matrix.gradient.map { factor * Float($0) }
        }
    }

    /// Adds the penalties' gradient in a range of the store, whose weights are those before the step.
    /// - Parameter part: the gradient of the range alone.
    func addGradient(to part: Floats, of range: Range<Int>) {
        for (slot, regularizer) in penalties where slot.range.overlaps(range) {
            let common = slot.range.clamped(to: range)
            let target = part + (common.lowerBound - range.lowerBound)
            if let whole = wholeGradients[slot.offset] {
                let first = common.lowerBound - slot.offset
                for i in 0..<common.count { target[i] += whole[first + i] }
            } else {
                regularizer.addGradient(
                    of: ConstFloats(store.weights.base + common.lowerBound), count: common.count, to: target)
            }
        }
    }

    /// Projects a parameter onto its constraint.
    func constrain(_ slot: ParameterStore.Slot) {
        slot.constraint?.apply(to: store.weights.base + slot.offset, shape: slot.shape)
    }
}

extension Sequential {
    /// The sum of the penalties on the weights of trained layers, which Keras's `evaluate` adds to the loss.
    public var regularizationLoss: Double {
        zip(parameters.joined(), weights.joined()).reduce(0) { sum, pair in
            let (parameter, tensor) = pair
            guard parameter.isTrainable, let regularizer = parameter.regularizer else { return sum }
            return tensor.scalars.withUnsafeBufferPointer { values in
                guard let base = values.baseAddress else { return sum }
                return sum + regularizer.loss(base, count: values.count, columns: parameter.shape.dimensions.last ?? 1)
            }
        }
    }
}
