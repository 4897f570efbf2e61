import DigitTensor

extension Loss {
    /// The parameters of a focal loss.
    struct Focus {
        /// Nil if classes are not balanced.
        let alpha: Float?
        let gamma: Float
        let smoothing: Float

        /// (1 - probability)^gamma and its derivative.
        func factor(_ probability: Float) -> (value: Float, slope: Float) {
            let rest = 1 - probability
            guard rest > 0 else { return (gamma == 0 ? 1 : 0, gamma == 1 ? -1 : 0) }
            let value = naturalExponential(gamma * naturalLogarithm(rest))
            return (value, -gamma * value / rest)
        }
    }

    /// The sum over the classes of -target * alpha * (1 - q)^gamma * log(q), q the probabilities divided by their sum.
    func focalCrossentropy(
        _ x: ConstFloats, _ count: Int, _ label: Int, _ focus: Focus, _ isLogits: Bool, _ gradient: Floats?, _ scale: Float
    ) -> Float {
        var largest = x[0]
        for i in 1..<max(count, 1) { largest = max(largest, x[i]) }
        var sum: Float = 0
        for i in 0..<count { sum += isLogits ? naturalExponential(x[i] - largest) : x[i] }
        func probability(_ i: Int) -> Float { (isLogits ? naturalExponential(x[i] - largest) : x[i]) / sum }
        // The derivatives by q, then through the normalization.
        var (loss, product): (Float, Float) = (0, 0)
        func slope(_ i: Int, _ q: Float) -> (loss: Float, slope: Float) {
            let target = (i == label ? 1 - focus.smoothing : 0) + focus.smoothing / Float(count)
            let p = min(max(q, Self.epsilon), 1 - Self.epsilon)
            let (factor, logarithm, weight) = (focus.factor(p), naturalLogarithm(p), target * (focus.alpha ?? 1))
            return (-weight * factor.value * logarithm, p == q ? -weight * (factor.slope * logarithm + factor.value / p) : 0)
        }
        for i in 0..<count {
            let q = probability(i)
            let part = slope(i, q)
            loss += part.loss
            product += part.slope * q
        }
        guard let gradient else { return loss }
        for i in 0..<count {
            let q = probability(i)
            gradient[i] = scale * (slope(i, q).slope - product) * (isLogits ? q : 1 / sum)
        }
        return loss
    }

    /// The loss of one output and its derivative.
    func binaryFocal(_ x: Float, _ target: Float, _ focus: Focus, isLogits: Bool) -> (loss: Float, slope: Float) {
        let target = target * (1 - focus.smoothing) + focus.smoothing / 2
        let p = isLogits ? 1 / (1 + naturalExponential(-x)) : x
        let guarded = min(max(p, Self.epsilon), 1 - Self.epsilon)
        let entropy = -target * naturalLogarithm(guarded) - (1 - target) * naturalLogarithm(1 - guarded)
        let entropySlope = p == guarded ? (p - target) / (p * (1 - p)) : 0
        let factor = focus.factor(target * p + (1 - target) * (1 - p))
        let weight = focus.alpha.map { target * $0 + (1 - target) * (1 - $0) } ?? 1
        let slope = weight * (factor.value * entropySlope + factor.slope * (2 * target - 1) * entropy)
        return (weight * factor.value * entropy, isLogits ? slope * p * (1 - p) : slope)
    }

    /// The binary focal loss after a softmax, from its logits x. As in Keras on TensorFlow, the cross-entropy is that of sigmoids
    /// of the logits, and the factor that of the softmax's probabilities q.
    func binaryFocalOfSoftmax(
        _ x: ConstFloats, _ count: Int, _ label: Int, _ focus: Focus, _ gradient: Floats?, _ scale: Float
    ) -> Float {
        var largest = x[0]
        for i in 1..<max(count, 1) { largest = max(largest, x[i]) }
        var sum: Float = 0
        for i in 0..<count { sum += naturalExponential(x[i] - largest) }
        func part(_ i: Int) -> (loss: Float, byLogit: Float, byProbability: Float, probability: Float) {
            let q = naturalExponential(x[i] - largest) / sum
            let target = (i == label ? 1 - focus.smoothing : 0) + focus.smoothing / 2
            let entropy = max(x[i], 0) - x[i] * target + logarithmOfOnePlus(naturalExponential(-abs(x[i])))
            let factor = focus.factor(target * q + (1 - target) * (1 - q))
            let weight = focus.alpha.map { target * $0 + (1 - target) * (1 - $0) } ?? 1
            let sigmoid = 1 / (1 + naturalExponential(-x[i]))
            return (
                weight * factor.value * entropy, weight * factor.value * (sigmoid - target),
                weight * factor.slope * (2 * target - 1) * entropy * q, q
            )
        }
        var (loss, product): (Float, Float) = (0, 0)
        for i in 0..<count {
            let part = part(i)
            loss += part.loss
            product += part.byProbability
        }
        if let gradient {
            for i in 0..<count {
                let part = part(i)
                gradient[i] = scale * (part.byLogit + part.byProbability - part.probability * product) / Float(count)
            }
        }
        return loss / Float(count)
    }

    /// The largest output of a wrong class minus that of the right one plus 1, at least 0. Keras takes the largest of the outputs
    /// times (1 - target), so that 0 is among them.
    func categoricalHinge(
        _ x: ConstFloats, _ count: Int, _ label: Int, _ gradient: Floats?, _ scale: Float
    ) -> Float {
        var (largest, place): (Float, Int?) = (0, nil)
        for i in 0..<count where i != label && (x[i] > largest || place == nil && x[i] == largest) {
            (largest, place) = (x[i], i)
        }
        let loss = largest - x[label] + 1
        gradient?.update(repeating: 0, count: count)
        guard loss > 0 else { return 0 }
        if let place { gradient?[place] = scale }
        gradient?[label] = -scale
        return loss
    }
}
