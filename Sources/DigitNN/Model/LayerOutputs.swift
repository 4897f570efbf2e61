import DigitTensor

/// Runs a network layer by layer and returns what each one outputs for a sample: for inspection, not for speed.
///
/// Must not be used from two threads at once; each thread makes its own.
public final class LayerOutputs {
    private let model: Sequential
    private let plan: Plan
    private let memory: ActivationMemory
    private let scratch: AlignedBuffer

    /// - Parameter model: the network.
    public init(_ model: Sequential) {
        self.model = model
        // Fused steps would hide the outputs of the layers inside them.
        plan = Plan(model, training: false, fusing: false)
        memory = ActivationMemory(plan, capacity: 1, training: false)
        scratch = AlignedBuffer(count: plan.steps.map(\.scratchCount).max() ?? 0)
    }

    /// The output of each layer for one sample, with the shapes `Sequential.outputShapes`.
    ///
    /// Layers that do nothing at inference, such as dropout, output their input.
    /// - Throws: `NetworkError` if the number of values is not that of the network's input.
    public func outputs(for sample: [Float]) throws(NetworkError) -> [Tensor] {
        guard sample.count == plan.inputCount else {
            throw NetworkError(
                "\(plan.inputCount) input values expected for a sample of shape \(model.inputShape), got \(sample.count)")
        }
        let samples = ActivationMemory.Samples(0..<1)
        memory.input(ofStep: 0, samples).update(from: sample, count: sample.count)
        for index in plan.steps.indices {
            plan.steps[index].forward(memory.call(step: index, samples, scratch: scratch.base))
        }
        return model.layers.indices.map { layer in
            let shape = model.outputShapes[layer]
            let step = plan.producers[layer]
            let values = step < 0 ? memory.input(ofStep: 0, samples) : memory.output(ofStep: step, samples)
            return Tensor(shape: shape, scalars: Array(UnsafeBufferPointer(start: values, count: shape.count)))
        }
    }
}
