import DigitTensor

/// All weights of a network in one aligned array, so that an optimizer can run over any part of it.
package final class ParameterStore {
    /// The location of one parameter.
    package struct Slot {
        package let offset: Int
        package let count: Int
        package let shape: Shape
        /// Whether it has a gradient, even if the gradient is not used.
        package let hasGradient: Bool
        /// Whether its layer is frozen.
        package let isFrozen: Bool
        package let regularizer: Regularizer?
        package let constraint: Constraint?
        package var isTrainable: Bool { hasGradient && !isFrozen }
        package var range: Range<Int> { offset..<offset + count }
    }

    /// For each layer, for each of its parameters.
    package let slots: [[Slot]]
    /// The weights.
    package let weights: AlignedBuffer
    /// Incremented with each change of the weights, for plans that share them.
    package internal(set) var version = 0

    package init(_ model: Sequential) {
        var end = 0
        slots = model.parameters.map { parameters in
            parameters.map { parameter in
                defer { end = AlignedBuffer.aligned(end + parameter.shape.count) }
                return Slot(
                    offset: end, count: parameter.shape.count, shape: parameter.shape, hasGradient: parameter.hasGradient,
                    isFrozen: parameter.isFrozen, regularizer: parameter.regularizer, constraint: parameter.constraint)
            }
        }
        weights = AlignedBuffer(count: end)
        fill(weights, from: model.weights)
    }

    /// Values in the network's order and shapes: the weights, or a buffer of the same layout.
    package func tensors(of buffer: AlignedBuffer, for model: Sequential) -> [[Tensor]] {
        zip(slots, model.parameters).map { slots, parameters in
            zip(slots, parameters).map { slot, parameter in
                Tensor(
                    shape: parameter.shape,
                    scalars: Array(UnsafeBufferPointer(start: buffer.base + slot.offset, count: slot.count)))
            }
        }
    }

    /// The same for trainable parameters only, in one list, as optimizers keep their state.
    package func trainableTensors(of buffer: AlignedBuffer, for model: Sequential) -> [Tensor] {
        zip(tensors(of: buffer, for: model), model.parameters).flatMap { tensors, parameters in
            zip(tensors, parameters).filter { $0.1.isTrainable }.map(\.0)
        }
    }

    /// Copies values in the network's order into a buffer of the store's layout.
    package func fill(_ buffer: AlignedBuffer, from tensors: [[Tensor]]) {
        for (slot, tensor) in zip(slots.joined(), tensors.joined()) {
            (buffer.base + slot.offset).update(from: tensor.scalars, count: slot.count)
        }
    }

    /// Whether every weight is a finite number.
    package var isFinite: Bool {
        var sum: Float = 0
        // 0 * x is 0 for a finite x only.
        for i in 0..<weights.count { sum += 0 * weights.base[i] }
        return sum == 0
    }

    /// Copies a list of trainable parameters' values into a buffer of the store's layout.
    package func fill(_ buffer: AlignedBuffer, fromTrainable tensors: [Tensor]) {
        let trainable = slots.joined().filter(\.isTrainable)
        for (slot, tensor) in zip(trainable, tensors) {
            (buffer.base + slot.offset).update(from: tensor.scalars, count: slot.count)
        }
    }
}
