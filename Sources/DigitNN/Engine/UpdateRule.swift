import DigitTensor

/// An optimizer's formula with one step's constants, applied to any part of the parameters.
package struct UpdateRule {
    private enum Formula {
        case sgd(rate: Float, momentum: Float, nesterov: Bool)
        case rmsprop(rate: Float, rho: Float, momentum: Float, epsilon: Float, centered: Bool)
        case adam(alpha: Float, oneMinusBeta1: Float, oneMinusBeta2: Float, epsilon: Float, decay: Float)
    }
    private let formula: Formula

    /// - Parameter iteration: the number of steps taken before this one.
    package init(_ optimizer: Optimizer, learningRate: Double, iteration: Int) {
        func adam(_ beta1: Double, _ beta2: Double, _ epsilon: Double, _ decay: Double) -> Formula {
            // The bias corrections of both averages, folded into the step size.
            let alpha = learningRate * (1 - power(beta2, iteration + 1)).squareRoot() / (1 - power(beta1, iteration + 1))
            return .adam(
                alpha: Float(alpha), oneMinusBeta1: Float(1 - beta1), oneMinusBeta2: Float(1 - beta2), epsilon: Float(epsilon),
                decay: Float(learningRate * decay))
        }
        switch optimizer {
        case .sgd(_, let momentum, let nesterov):
            formula = .sgd(rate: Float(learningRate), momentum: Float(momentum), nesterov: nesterov)
        case .rmsprop(_, let rho, let momentum, let epsilon, let centered):
            formula = .rmsprop(
                rate: Float(learningRate), rho: Float(rho), momentum: Float(momentum), epsilon: Float(epsilon), centered: centered
            )
        case .adam(_, let beta1, let beta2, let epsilon): formula = adam(beta1, beta2, epsilon, 0)
        case .adamW(_, let decay, let beta1, let beta2, let epsilon): formula = adam(beta1, beta2, epsilon, decay)
        }
    }

    /// Updates the weights and the optimizer's slots in a range.
    /// - Parameter gradient: that of the range alone.
    package func apply(to range: Range<Int>, weights: Floats, gradient: ConstFloats, slots: [Floats]) {
        let (w, g, count) = (weights + range.lowerBound, gradient, range.count)
        let slots = slots.map { $0 + range.lowerBound }
        switch formula {
        case .adam(let alpha, let oneMinusBeta1, let oneMinusBeta2, let epsilon, let decay):
            Kernels.current.table.pointee.adam(
                count, w, slots[0], slots[1], g, alpha, oneMinusBeta1, oneMinusBeta2, epsilon, decay)
        case .sgd(let rate, let momentum, let nesterov):
            guard let velocity = slots.first else {
                for i in 0..<count { w[i] -= rate * g[i] }
                return
            }
            for i in 0..<count {
                velocity[i] = momentum * velocity[i] - rate * g[i]
                w[i] += nesterov ? momentum * velocity[i] - rate * g[i] : velocity[i]
            }
        case .rmsprop(let rate, let rho, let momentum, let epsilon, let centered):
            for i in 0..<count {
                slots[0][i] = rho * slots[0][i] + (1 - rho) * g[i] * g[i]
                var denominator = slots[0][i] + epsilon
                if centered {
                    let average = slots[slots.count - 1]
                    average[i] = rho * average[i] + (1 - rho) * g[i]
                    denominator -= average[i] * average[i]
                }
                var change = rate * g[i] / denominator.squareRoot()
                if momentum > 0 {
                    slots[1][i] = momentum * slots[1][i] + change
                    change = slots[1][i]
                }
                w[i] -= change
            }
        }
    }
}

/// base to a whole power, by squaring.
private func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, factor, rest) = (1.0, base, exponent)
    while rest > 0 {
        if rest & 1 == 1 { result *= factor }
        factor *= factor
        rest >>= 1
    }
    return result
}
