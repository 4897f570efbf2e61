import DigitTensor

/// An optimizer's memory during training, laid out as the parameter store.
package final class OptimizerSlots {
    package var iteration: Int
    package let buffers: [AlignedBuffer]
    package let pointers: [Floats]

    /// - Throws: `NetworkError` if the state to continue from has other tensors than the optimizer and network need.
    package init(
        _ optimizer: Optimizer, _ store: ParameterStore, resuming state: OptimizerState?, of model: Sequential
    ) throws(NetworkError) {
        let names = optimizer.slotNames
        buffers = names.map { _ in AlignedBuffer(count: store.weights.count) }
        pointers = buffers.map(\.base)
        iteration = state?.iteration ?? 0
        guard let state else { return }
        let shapes = model.parameters.joined().filter(\.isTrainable).map(\.shape)
        guard state.iteration >= 0, state.slots.count == names.count, state.slots.allSatisfy({ $0.map(\.shape) == shapes }) else {
            throw NetworkError(
                "optimizer state: \(names.count) values for each of \(shapes.count) weights expected, in the weights' shapes")
        }
        for (buffer, tensors) in zip(buffers, state.slots) { store.fill(buffer, fromTrainable: tensors) }
    }

    /// The state as a value.
    package func state(_ store: ParameterStore, of model: Sequential) -> OptimizerState {
        OptimizerState(iteration: iteration, slots: buffers.map { store.trainableTensors(of: $0, for: model) })
    }
}
