import DigitTensor

/// Normalizes groups of a sample's values by their own mean and variance: layer and group normalization.
package final class SampleNormalizationStep: Step {
    package let label: String
    private let count: Int
    private let epsilon: Float
    private let weights: LayerWeights
    /// For each value, its group and the index of its factor and offset.
    private let groups: [Int]
    private let places: [Int]
    private let groupCount: Int
    private let hasScale: Bool
    private let hasCenter: Bool

    init(_ layer: LayerNormalization, shape: Shape, weights: LayerWeights) {
        (label, epsilon, self.weights) = ("layer normalization", layer.epsilon, weights)
        (hasScale, hasCenter, count) = (layer.scale, layer.center, shape.count)
        let normalized = Set(layer.places(in: shape))
        places = indices(in: shape) { normalized.contains($0) }
        groups = indices(in: shape) { !normalized.contains($0) }
        groupCount = (groups.max() ?? 0) + 1
    }

    init(_ layer: GroupNormalization, shape: Shape, weights: LayerWeights) {
        (label, epsilon, self.weights) = ("group normalization", layer.epsilon, weights)
        (hasScale, hasCenter, count) = (layer.scale, layer.center, shape.count)
        let channels = shape.dimensions.last ?? 1
        groupCount = layer.groups == -1 ? channels : layer.groups
        let size = channels / groupCount
        places = (0..<shape.count).map { $0 % channels }
        groups = places.map { $0 / size }
    }

    package var inputCount: Int { count }
    package var outputCount: Int { count }
    package var trainable: Range<Int> { weights.trainable }
    package var scratchCount: Int { 4 * groupCount }

    private var size: Float { Float(count / groupCount) }

    /// Means, then 1 / deviations, of one sample's groups.
    private func moments(_ x: ConstFloats, in scratch: Floats) -> (means: Floats, inverses: Floats) {
        let (means, inverses) = (scratch, scratch + groupCount)
        scratch.update(repeating: 0, count: 2 * groupCount)
        for i in 0..<count { means[groups[i]] += x[i] }
        for group in 0..<groupCount { means[group] /= size }
        for i in 0..<count {
            let distance = x[i] - means[groups[i]]
            inverses[groups[i]] += distance * distance
        }
        for group in 0..<groupCount { inverses[group] = 1 / (inverses[group] / size + epsilon).squareRoot() }
        return (means, inverses)
    }

    package func forward(_ call: Call) {
        let (gamma, beta) = (hasScale ? weights.pointer(0) : nil, hasCenter ? weights.pointer(hasScale ? 1 : 0) : nil)
        for sample in 0..<call.count {
            let (x, y) = (call.input + sample * count, call.output + sample * count)
            let (means, inverses) = moments(x, in: call.scratch)
            for i in 0..<count {
                let normalized = (x[i] - means[groups[i]]) * inverses[groups[i]]
                y[i] = normalized * (gamma?[places[i]] ?? 1) + (beta?[places[i]] ?? 0)
            }
        }
    }

    package func backward(_ call: Call) {
        let gamma = hasScale ? weights.pointer(0) : nil
        let (sums, productSums) = (call.scratch + 2 * groupCount, call.scratch + 3 * groupCount)
        for sample in 0..<call.count {
            let (x, gradient) = (call.input + sample * count, call.outputGradient + sample * count)
            let (means, inverses) = moments(x, in: call.scratch)
            sums.update(repeating: 0, count: 2 * groupCount)
            for i in 0..<count {
                let (group, place) = (groups[i], places[i])
                let normalized = (x[i] - means[group]) * inverses[group]
                if hasScale { call.shardGradient[place] += gradient[i] * normalized }
                if hasCenter { call.shardGradient[weights.shardOffset(hasScale ? 1 : 0) + place] += gradient[i] }
                let inner = gradient[i] * (gamma?[place] ?? 1)
                sums[group] += inner
                productSums[group] += inner * normalized
            }
            guard let inputGradient = call.inputGradient.map({ $0 + sample * count }) else { continue }
            for i in 0..<count {
                let group = groups[i]
                let normalized = (x[i] - means[group]) * inverses[group]
                let inner = gradient[i] * (gamma?[places[i]] ?? 1)
                inputGradient[i] = inverses[group] * (inner - (sums[group] + normalized * productSums[group]) / size)
            }
        }
    }
}

/// For each value of a shape, its index among the values along some of the axes.
func indices(in shape: Shape, where isCounted: (_ axis: Int) -> Bool) -> [Int] {
    var indices = [0]
    for axis in 0..<shape.rank {
        let isCounted = isCounted(axis)
        indices = indices.flatMap { base in (0..<shape[axis]).map { isCounted ? base * shape[axis] + $0 : base } }
    }
    return indices
}
