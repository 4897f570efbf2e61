import DigitTensor

extension Loss {
    /// The loss of one sample and, if requested, its gradient.
    ///
    /// - Parameters:
    ///   - output: the network's outputs, `count` of them; logits if `isLogits`.
    ///   - label: the right class.
    ///   - gradient: receives `scale` times the gradient at the outputs.
    func evaluate(output: ConstFloats, count: Int, label: Int, isLogits: Bool, gradient: Floats?, scale: Float) -> Float {
        switch self {
        case .categoricalCrossentropy(_, let smoothing):
            let target = (right: 1 - smoothing + smoothing / Float(count), other: smoothing / Float(count))
            return isLogits
                ? logitCrossentropy(output, count, label, target, gradient, scale)
                : probabilityCrossentropy(output, count, label, target, gradient, scale)
        case .binaryCrossentropy(_, let smoothing):
            return meanOverOutputs(output, count, label, gradient, scale) { x, target in
                let target = target * (1 - smoothing) + smoothing / 2
                if isLogits {
                    let probability = 1 / (1 + naturalExponential(-x))
                    return (max(x, 0) - x * target + logarithmOfOnePlus(naturalExponential(-abs(x))), probability - target)
                }
                let p = min(max(x, Self.epsilon), 1 - Self.epsilon)
                return (-target * naturalLogarithm(p) - (1 - target) * naturalLogarithm(1 - p), (p - target) / (p * (1 - p)))
            }
        case .categoricalFocalCrossentropy(let alpha, let gamma, _, let smoothing):
            let focus = Focus(alpha: alpha, gamma: gamma, smoothing: smoothing)
            return focalCrossentropy(output, count, label, focus, isLogits, gradient, scale)
        case .binaryFocalCrossentropy(let alpha, let gamma, let fromLogits, let smoothing):
            let focus = Focus(alpha: alpha, gamma: gamma, smoothing: smoothing)
            if isLogits, !fromLogits { return binaryFocalOfSoftmax(output, count, label, focus, gradient, scale) }
            return meanOverOutputs(output, count, label, gradient, scale) {
                binaryFocal($0, $1, focus, isLogits: isLogits)
            }
        case .kullbackLeiblerDivergence:
            // Keras's epsilon clamps targets of 0 and the outputs from below.
            let sum = meanOverOutputs(output, count, label, gradient, scale * Float(count)) { x, target in
                let (p, target) = (min(max(x, Self.epsilon), 1), max(target, Self.epsilon))
                return (target * naturalLogarithm(target / p), p == x ? -target / p : 0)
            }
            return sum * Float(count)
        case .categoricalHinge: return categoricalHinge(output, count, label, gradient, scale)
        case .poisson:
            return meanOverOutputs(output, count, label, gradient, scale) { x, target in
                (x - target * naturalLogarithm(x + Self.epsilon), 1 - target / (x + Self.epsilon))
            }
        case .huber(let delta):
            return meanOverOutputs(output, count, label, gradient, scale) { x, target in
                let error = x - target
                if abs(error) <= delta { return (error * error / 2, error) }
                return (delta * abs(error) - delta * delta / 2, error > 0 ? delta : -delta)
            }
        case .meanSquaredError:
            return meanOverOutputs(output, count, label, gradient, scale) { x, target in
                ((x - target) * (x - target), 2 * (x - target))
            }
        case .meanAbsoluteError:
            return meanOverOutputs(output, count, label, gradient, scale) { x, target in
                (abs(x - target), x > target ? 1 : x < target ? -1 : 0)
            }
        case .ctc: preconditionFailure("refused by checkTakesClasses(); CTCLoss computes it")
        }
    }

    /// Whether the loss takes outputs before the softmax.
    var takesLogits: Bool {
        switch self {
        case .categoricalCrossentropy(let fromLogits, _), .binaryCrossentropy(let fromLogits, _),
            .categoricalFocalCrossentropy(_, _, let fromLogits, _), .binaryFocalCrossentropy(_, _, let fromLogits, _):
            fromLogits
        default: false
        }
    }

    /// Whether a softmax before the loss is computed together with it, which is exact even if a probability rounds to 0. As in
    /// Keras on TensorFlow, binary cross-entropies then treat its logits as those of sigmoids, and `fromLogits` makes no difference.
    var fusesWithSoftmax: Bool {
        switch self {
        case .categoricalCrossentropy, .binaryCrossentropy, .binaryFocalCrossentropy(_, _, false, _): true
        default: false
        }
    }

    /// Keras's epsilon against log(0).
    static let epsilon: Float = 1e-7

    private func logitCrossentropy(
        _ x: ConstFloats, _ count: Int, _ label: Int, _ target: (right: Float, other: Float), _ gradient: Floats?, _ scale: Float
    ) -> Float {
        var largest = x[0]
        for i in 1..<max(count, 1) { largest = max(largest, x[i]) }
        var sum: Float = 0
        for i in 0..<count { sum += naturalExponential(x[i] - largest) }
        let logSum = naturalLogarithm(sum) + largest
        var loss: Float = 0
        for i in 0..<count {
            let wanted = i == label ? target.right : target.other
            if wanted > 0 { loss += wanted * (logSum - x[i]) }
            gradient?[i] = scale * (naturalExponential(x[i] - logSum) - wanted)
        }
        return loss
    }

    /// Keras divides the outputs by their sum first.
    private func probabilityCrossentropy(
        _ p: ConstFloats, _ count: Int, _ label: Int, _ target: (right: Float, other: Float), _ gradient: Floats?, _ scale: Float
    ) -> Float {
        var sum: Float = 0
        for i in 0..<count { sum += p[i] }
        var loss: Float = 0
        for i in 0..<count {
            let wanted = i == label ? target.right : target.other
            let probability = min(max(p[i] / sum, Self.epsilon), 1 - Self.epsilon)
            if wanted > 0 { loss -= wanted * naturalLogarithm(probability) }
            gradient?[i] = scale * (1 - wanted / probability) / sum
        }
        return loss
    }

    private func meanOverOutputs(
        _ output: ConstFloats, _ count: Int, _ label: Int, _ gradient: Floats?, _ scale: Float,
        _ formula: (_ x: Float, _ target: Float) -> (loss: Float, slope: Float)
    ) -> Float {
        var total: Float = 0
        for i in 0..<count {
            let (loss, slope) = formula(output[i], i == label ? 1 : 0)
            total += loss
            gradient?[i] = scale * slope / Float(count)
        }
        return total / Float(count)
    }
}
