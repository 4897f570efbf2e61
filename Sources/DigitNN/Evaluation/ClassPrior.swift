import DigitTensor

extension Sequential {
    /// The same network for a population in which a class is more or less frequent than among the training samples.
    ///
    /// The class's logit changes by the difference of the logarithms of the odds (Saerens, Latinne and Decaestecker 2002), so
    /// only the last layer's bias does. The ratios between the other classes stay the same.
    /// - Parameters:
    ///   - index: the class.
    ///   - part: its frequency, above 0 and below 1.
    ///   - trainedPart: its frequency in training, above 0 and below 1.
    /// - Throws: `NetworkError` if the last layer is not a dense layer with a bias and a softmax, or if a number is out of range.
    public func withPart(ofClass index: Int, _ part: Double, insteadOf trainedPart: Double) throws(NetworkError) -> Sequential {
        guard let last = layers.last as? Dense, last.activation == .softmax, last.useBias, (0..<last.units).contains(index),
            part > 0, part < 1, trainedPart > 0, trainedPart < 1
        else {
            throw NetworkError(
                "class \(index), fractions \(part) and \(trainedPart): a class of the network, fractions between 0 and 1, and a network that ends in a dense layer with bias and softmax expected"
            )
        }
        func logOdds(_ part: Double) -> Double { naturalLogarithm(part / (1 - part)) }
        var changed = weights
        var bias = changed[changed.count - 1][1].scalars
        bias[index] += Float(logOdds(part) - logOdds(trainedPart))
        changed[changed.count - 1][1] = Tensor(shape: [last.units], scalars: bias)
        var result = self
        try result.setWeights(changed)
        return result
    }
}
