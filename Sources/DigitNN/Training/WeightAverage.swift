import DigitTensor

/// An exponential moving average of all weights, which generalizes better than the last ones (Polyak and Juditsky 1992).
///
/// average += (1 - d) * (weight - average) after each step, where d increases to the decay as min(decay, (1 + steps) / (10 +
/// steps)), so that the initial weights are soon forgotten: the formula of TensorFlow's ExponentialMovingAverage.
final class WeightAverage {
    private let decay: Double
    let buffer: AlignedBuffer

    /// An average that begins with the store's present weights.
    init(decay: Double, of store: ParameterStore) {
        self.decay = decay
        buffer = AlignedBuffer(count: store.weights.count)
        buffer.base.update(from: store.weights.base, count: buffer.count)
    }

    /// The weight of the new values after `steps` steps.
    func share(afterSteps steps: Int) -> Float { Float(1 - min(decay, Double(1 + steps) / Double(10 + steps))) }

    /// Includes a part of the weights.
    func add(_ weights: Floats, in range: Range<Int>, share: Float) {
        let (average, weights) = (buffer.base + range.lowerBound, weights + range.lowerBound)
        for i in 0..<range.count { average[i] += share * (weights[i] - average[i]) }
    }
}
