import DigitTensor

/// An optimizer's state during training, laid out like the parameter store.
package final class OptimizerSlots {
    package var iteration: Int
    package let buffers: [AlignedBuffer]
    /// The slots of the formula.
    package let pointers: [Floats]
    /// The moving average of the weights, if the options ask for one.
    package let average: AlignedBuffer?
    /// The sum of the gradients since the last update, if the options ask for one.
    package let gradientSum: AlignedBuffer?

    /// - Throws: `NetworkError` if the state to continue from has other tensors than the optimizer and network need.
    package init(
        _ optimizer: Optimizer, _ options: OptimizerOptions = OptimizerOptions(), _ store: ParameterStore,
        resuming state: OptimizerState?, of model: Sequential
    ) throws(NetworkError) {
        let (common, own) = (options.slotNames, optimizer.slotNames)
        let names = common + own
        buffers = names.map { _ in AlignedBuffer(count: store.weights.count) }
        pointers = buffers[common.count...].map(\.base)
        average = options.averaging == nil ? nil : buffers[0]
        gradientSum = options.accumulationSteps == nil ? nil : buffers[common.count - 1]
        iteration = state?.iteration ?? 0
        let initial = optimizer.initialSlotValue
        for slot in pointers where initial != 0 { slot.update(repeating: initial, count: store.weights.count) }
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
