import DigitData
import DigitNN
import DigitTensor

/// The engine's results for a network and a batch, laid out like the network's weights.
struct EngineResult {
    var outputs: [Float]
    /// The mean loss.
    var loss: Double
    /// For each layer and parameter; untrained parameters have none.
    var gradients: [[[Float]?]]
    /// The moving statistics after the step, as all other weights.
    var weightsAfter: [[Tensor]]
}

/// Runs the engine once over a batch: predictions, and one training step that changes no trained weight.
func runEngine(
    _ model: Sequential, _ batch: Dataset, loss: Loss, fusing: Bool = true, threads: Int = 1, seed: UInt64 = 0,
    ordinal: UInt64 = 0
) -> EngineResult {
    let pool = ThreadPool(threads: threads)
    let outputs = InferenceEngine(Plan(model, training: false, fusing: fusing), pool: pool).predict(batch)
    let plan = Plan(model, training: true, fusing: fusing)
    let objective = ClassificationObjective(plan, batch, loss: loss, batchSize: batch.count, threadCount: threads)
    objective.samples = (0..<UInt32(batch.count)).map { $0 }[...]
    let engine = TrainingEngine(plan, objective: objective, batchSize: batch.count, pool: pool)
    let gradient = AlignedBuffer(count: plan.store.weights.count)
    // The ranges do not overlap, so threads may write at the same time.
    let result = engine.step(count: batch.count, ordinal: ordinal, seed: seed) { range, part in
        (gradient.base + range.lowerBound).update(from: part, count: range.count)
    }
    let gradients = plan.store.tensors(of: gradient, for: model)
    return EngineResult(
        outputs: outputs, loss: result.loss / Double(batch.count),
        gradients: zip(gradients, model.parameters).map { zip($0, $1).map { $1.isTrainable ? $0.scalars : nil } },
        weightsAfter: plan.store.tensors(of: plan.store.weights, for: model))
}

/// The factors that the network's dropout layers put on each sample's values, as the engine draws them.
func dropoutFactors(_ model: Sequential, count: Int, seed: UInt64, ordinal: UInt64) throws -> [[[Double]]] {
    var factors: [[[Double]]] = []
    var previous: [any Layer] = []
    for (index, layer) in model.layers.enumerated() {
        guard let dropout = layer as? Dropout else { continue }
        // The last of several dropout layers draws as the layer of the same rank in the network does.
        previous.append(Dropout(rate: dropout.rate, name: dropout.name))
        let plan = Plan(try Sequential(inputShape: model.outputShapes[index], layers: previous, seed: 0), training: true)
        let memory = ActivationMemory(plan, capacity: count, training: true)
        let step = plan.steps.count - 1
        let size = plan.inputCount
        let samples = ActivationMemory.Samples(0..<count)
        for i in 0..<count * size { memory.input(ofStep: step, samples)[i] = 1 }
        let scratch = AlignedBuffer(count: plan.steps[step].scratchCount)
        plan.steps[step].forward(
            memory.call(step: step, samples, scratch: scratch.base, ordinal: ordinal, trainingSeed: seed))
        let output = memory.output(ofStep: step, samples)
        factors.append((0..<count).map { sample in (0..<size).map { Double(output[sample * size + $0]) } })
    }
    return factors
}

/// A network with random weights, including biases and moving statistics, so that no error is hidden by a zero or a one.
func randomNetwork(
    _ inputShape: Shape, seed: UInt64 = 1, sources: [[Int]]? = nil, _ layers: [any Layer]
) throws -> Sequential {
    var model = try Sequential(inputShape: inputShape, layers: layers, sources: sources, seed: seed)
    var random = Philox(seed: seed, stream: .weights, index: 9)
    let weights = zip(model.parameters, model.weights).map { parameters, tensors in
        zip(parameters, tensors).map { parameter, tensor in
            guard parameter.shape.rank == 1 || parameter.name == "alpha" else { return tensor }
            let positive = parameter.name == "moving_variance" || parameter.name == "gamma"
            return Tensor(
                shape: tensor.shape,
                scalars: tensor.scalars.map { _ in (positive ? 1 : 0) + 0.4 * (2 * random.nextUniform() - 1) })
        }
    }
    try model.setWeights(weights)
    return model
}

/// Random samples in -1 ..< 1 with random labels.
func randomBatch(_ count: Int, _ model: Sequential, seed: UInt64 = 3) -> Dataset {
    var random = Philox(seed: seed, stream: .shuffle, index: 5)
    let values = (0..<count * model.inputShape.count).map { _ in 2 * random.nextUniform() - 1 }
    let classCount = min(model.outputShape.count, 255)
    let labels = (0..<count).map { _ in UInt8(random.next(below: UInt32(classCount))) }
    return Dataset(shape: model.inputShape, values: .floats(values), labels: labels, classCount: classCount)
}

extension Dataset {
    /// The samples as lists of doubles.
    var doubles: [[Double]] {
        let floats: [Float] =
            switch values {
            case .bytes(let bytes, let scale, let offset): bytes.map { Float($0) * scale + offset }
            case .floats(let floats): floats
            case .borrowed: preconditionFailure("no test here borrows")
            }
        return (0..<count).map { floats[$0 * shape.count..<($0 + 1) * shape.count].map(Double.init) }
    }
}

/// The largest difference, as a part of the largest expected magnitude (at least `floor`).
func relativeError(_ found: [Float], _ expected: [Double], floor: Double = 1e-2) -> Double {
    guard found.count == expected.count else { return .infinity }
    let scale = max(expected.reduce(0) { max($0, abs($1)) }, floor)
    let worst = zip(found, expected).reduce(0) { worst, pair in
        let error = abs(Double(pair.0) - pair.1)
        return error.isNaN ? .infinity : max(worst, error)
    }
    return worst / scale
}
