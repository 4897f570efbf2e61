import DigitNN

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

extension ReferenceNetwork {
    /// An activation, by its formula.
    func activate(_ activation: Activation, _ value: Value) -> Value {
        guard activation == .softmax else {
            return Value(shape: value.shape, elements: value.elements.map { formula(activation, $0) })
        }
        let size = value.shape.last!
        let rows = stride(from: 0, to: value.elements.count, by: size).flatMap { first in
            let exponentials = value.elements[first..<first + size].map { exp($0) }
            let sum = exponentials.reduce(0, +)
            return exponentials.map { $0 / sum }
        }
        return Value(shape: value.shape, elements: rows)
    }

    private func formula(_ activation: Activation, _ x: Double) -> Double {
        switch activation {
        case .linear, .softmax: x
        case .relu: max(x, 0)
        case .limitedReLU(let largest, let slope, let threshold):
            x >= Double(largest) ? Double(largest) : x >= Double(threshold) ? x : Double(slope) * (x - Double(threshold))
        case .leakyReLU(let slope): x > 0 ? x : Double(slope) * x
        case .sigmoid: 1 / (1 + exp(-x))
        case .tanh: (exp(x) - exp(-x)) / (exp(x) + exp(-x))
        case .elu(let alpha): x > 0 ? x : Double(alpha) * (exp(x) - 1)
        case .selu: 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (exp(x) - 1))
        case .gelu(false): x * 0.5 * erfc(-x / 2.0.squareRoot())
        case .gelu(true): 0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
        case .softplus: log(1 + exp(x))
        case .softsign: x / (1 + abs(x))
        case .swish: x / (1 + exp(-x))
        case .mish: x * tanh(log(1 + exp(x)))
        case .celu(let alpha): x > 0 ? x : Double(alpha) * (exp(x / Double(alpha)) - 1)
        case .hardSwish: x * min(max(x + 3, 0), 6) / 6
        case .exponential: exp(x)
        case .hardSigmoid(let slope): min(max(Double(slope) * x + 0.5, 0), 1)
        }
    }
}

extension ReferenceNetwork {
    /// The mean loss of a batch.
    func loss(_ loss: Loss, _ batch: [[Double]], labels: [UInt8]) -> Double {
        let (outputs, logits) = outputs(batch)
        let losses = outputs.indices.map { sample -> Double in
            let targets = outputs[sample].indices.map { $0 == Int(labels[sample]) ? 1.0 : 0.0 }
            return one(loss, outputs[sample], logits?[sample], targets)
        }
        return losses.reduce(0, +) / Double(losses.count)
    }

    private func one(_ loss: Loss, _ output: [Double], _ logits: [Double]?, _ targets: [Double]) -> Double {
        let count = Double(output.count)
        switch loss {
        case .categoricalCrossentropy(let fromLogits, let smoothing):
            let wanted = targets.map { $0 * (1 - Double(smoothing)) + Double(smoothing) / count }
            if fromLogits || logits != nil {
                let x = fromLogits ? output : logits!
                let normalizer = log(x.reduce(0) { $0 + exp($1) })
                return zip(wanted, x).reduce(0) { $0 + $1.0 * (normalizer - $1.1) }
            }
            let sum = output.reduce(0, +)
            return zip(wanted, output).reduce(0) { $0 - $1.0 * log(min(max($1.1 / sum, 1e-7), 1 - 1e-7)) }
        case .binaryCrossentropy(let fromLogits, let smoothing):
            let targets = targets.map { $0 * (1 - Double(smoothing)) + Double(smoothing) / 2 }
            // After a softmax, Keras on TensorFlow takes its logits.
            let probabilities =
                (fromLogits ? output : logits)?.map { 1 / (1 + exp(-$0)) } ?? output.map { min(max($0, 1e-7), 1 - 1e-7) }
            return zip(targets, probabilities).reduce(0) { $0 - $1.0 * log($1.1) - (1 - $1.0) * log(1 - $1.1) } / count
        case .categoricalFocalCrossentropy(let alpha, let gamma, let fromLogits, let smoothing):
            let wanted = targets.map { $0 * (1 - Double(smoothing)) + Double(smoothing) / count }
            let values = fromLogits ? output.map { exp($0) } : output
            let sum = values.reduce(0, +)
            return zip(wanted, values).reduce(0) {
                let q = min(max($1.1 / sum, 1e-7), 1 - 1e-7)
                return $0 - $1.0 * Double(alpha) * pow(1 - q, Double(gamma)) * log(q)
            }
        case .binaryFocalCrossentropy(let alpha, let gamma, let fromLogits, let smoothing):
            let targets = targets.map { $0 * (1 - Double(smoothing)) + Double(smoothing) / 2 }
            return zip(targets, output).enumerated().reduce(0) { sum, item in
                let pair = item.element
                let (target, p) = (pair.0, fromLogits ? 1 / (1 + exp(-pair.1)) : pair.1)
                let q = logits.map { 1 / (1 + exp(-$0[item.offset])) } ?? p
                let entropy = -target * log(q) - (1 - target) * log(1 - q)
                let weight = alpha.map { target * Double($0) + (1 - target) * (1 - Double($0)) } ?? 1
                return sum + weight * pow(1 - (target * p + (1 - target) * (1 - p)), Double(gamma)) * entropy
            } / count
        case .kullbackLeiblerDivergence:
            return zip(targets, output).reduce(0) { $0 + max($1.0, 1e-7) * log(max($1.0, 1e-7) / min(max($1.1, 1e-7), 1)) }
        case .categoricalHinge:
            let wrong = zip(targets, output).map { (1 - $0) * $1 }.max() ?? 0
            return max(wrong - zip(targets, output).reduce(0) { $0 + $1.0 * $1.1 } + 1, 0)
        case .poisson: return zip(targets, output).reduce(0) { $0 + $1.1 - $1.0 * log($1.1 + 1e-7) } / count
        case .huber(let delta):
            let delta = Double(delta)
            return zip(targets, output).reduce(0) {
                let error = abs($1.0 - $1.1)
                return $0 + (error <= delta ? error * error / 2 : delta * error - delta * delta / 2)
            } / count
        case .meanSquaredError: return zip(targets, output).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / count
        case .meanAbsoluteError: return zip(targets, output).reduce(0) { $0 + abs($1.0 - $1.1) } / count
        case .ctc: preconditionFailure("a label is a sequence")
        }
    }
}
