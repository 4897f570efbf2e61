import DigitTensor

/// Temperature scaling (Guo et al. 2017): logits divided by one number, which calibrates confidences. The order of the classes,
/// and so every answer, stays the same.
public enum Temperature {
    /// The temperature with which the probabilities fit the labels best: that with the least mean negative log-likelihood.
    ///
    /// A golden-section search over the logarithm, in which the likelihood has a single maximum; accurate to 0.1 %.
    /// - Parameters:
    ///   - probabilities: a softmax's outputs, `classCount` for each sample.
    ///   - labels: the right class of each sample, below `classCount`; at least one.
    ///   - classCount: the number of classes.
    /// - Returns: 0.1 ... 10; above 1 if the outputs are overconfident.
    public static func best(probabilities: [Float], labels: [UInt8], classCount: Int) -> Double {
        precondition(!labels.isEmpty && probabilities.count == labels.count * classCount, "probabilities for each label")
        // Up to a constant for each sample, which softmax ignores, logarithms of probabilities are logits.
        let logits = probabilities.map { Double(naturalLogarithm(max($0, 1e-30))) }
        func loss(_ logTemperature: Double) -> Double {
            let scale = naturalExponential(-logTemperature)
            var total = 0.0
            for (sample, label) in labels.enumerated() {
                let row = logits[sample * classCount..<(sample + 1) * classCount]
                let largest = row.max() ?? 0
                let sum = row.reduce(0) { $0 + naturalExponential(($1 - largest) * scale) }
                total += naturalLogarithm(sum) - (row[row.startIndex + Int(label)] - largest) * scale
            }
            return total
        }
        let ratio = (5.0.squareRoot() - 1) / 2
        var (low, high) = (naturalLogarithm(0.1), naturalLogarithm(10.0))
        var (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
        var (leftLoss, rightLoss) = (loss(left), loss(right))
        while high - low > 1e-3 {
            if leftLoss < rightLoss {
                (high, right, rightLoss) = (right, left, leftLoss)
                left = high - ratio * (high - low)
                leftLoss = loss(left)
            } else {
                (low, left, leftLoss) = (left, right, rightLoss)
                right = low + ratio * (high - low)
                rightLoss = loss(right)
            }
        }
        return naturalExponential((low + high) / 2)
    }
}

extension Sequential {
    /// The same network with its logits divided by a temperature: the last layer's weights are divided, so that nothing else
    /// changes.
    /// - Throws: `NetworkError` if the last layer is no dense layer with a softmax.
    public func withTemperature(_ temperature: Double) throws(NetworkError) -> Sequential {
        guard let last = layers.last as? Dense, last.activation == .softmax, temperature > 0, temperature.isFinite else {
            throw NetworkError("temperature: a number above 0 and a network that ends in a dense layer with softmax expected")
        }
        var scaled = weights
        scaled[scaled.count - 1] = scaled[scaled.count - 1].map { tensor in
            Tensor(shape: tensor.shape, scalars: tensor.scalars.map { $0 / Float(temperature) })
        }
        var result = self
        try result.setWeights(scaled)
        return result
    }
}
