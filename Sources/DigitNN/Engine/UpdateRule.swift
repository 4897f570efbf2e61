import DigitTensor

/// An optimizer's formula with one step's constants, applied to any part of the parameters.
package struct UpdateRule {
    private enum Formula {
        case sgd(rate: Float, momentum: Float, nesterov: Bool)
        case rmsprop(rate: Float, rho: Float, momentum: Float, epsilon: Float, centered: Bool)
        case adam(alpha: Float, oneMinusBeta1: Float, oneMinusBeta2: Float, epsilon: Float, decay: Float)
        case other(ValueFormula)
    }
    private let formula: Formula
    private let decayed: DecayedWeights?

    /// - Parameter iteration: the number of updates before this one.
    init(_ optimizer: Optimizer, learningRate: Double, iteration: Int, decayed: DecayedWeights? = nil) {
        self.decayed = decayed
        /// The bias corrections of both averages, folded into the step size.
        func alpha(_ beta1: Double, _ beta2: Double) -> Float {
            Float(learningRate * (1 - power(beta2, iteration + 1)).squareRoot() / (1 - power(beta1, iteration + 1)))
        }
        func adam(_ beta1: Double, _ beta2: Double, _ epsilon: Double, _ decay: Double) -> Formula {
            .adam(
                alpha: alpha(beta1, beta2), oneMinusBeta1: Float(1 - beta1), oneMinusBeta2: Float(1 - beta2),
                epsilon: Float(epsilon),
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
        case .amsgrad(_, let beta1, let beta2, let epsilon):
            formula = .other(
                .amsgrad(
                    alpha: alpha(beta1, beta2), oneMinusBeta1: Float(1 - beta1), oneMinusBeta2: Float(1 - beta2),
                    epsilon: Float(epsilon)))
        case .adamax(_, let beta1, let beta2, let epsilon):
            formula = .other(
                .adamax(
                    rate: Float(learningRate / (1 - power(beta1, iteration + 1))), oneMinusBeta1: Float(1 - beta1),
                    beta2: Float(beta2), epsilon: Float(epsilon)))
        case .nadam(_, let beta1, let beta2, let epsilon):
            formula = .other(Self.nadam(beta1, beta2, epsilon, learningRate: learningRate, iteration: iteration))
        case .adagrad(_, _, let epsilon): formula = .other(.adagrad(rate: Float(learningRate), epsilon: Float(epsilon)))
        case .adadelta(_, let rho, let epsilon):
            formula = .other(.adadelta(rate: Float(learningRate), rho: Float(rho), epsilon: Float(epsilon)))
        case .lion(_, let beta1, let beta2):
            formula = .other(.lion(rate: Float(learningRate), beta1: Float(beta1), beta2: Float(beta2)))
        }
    }

    private static func nadam(
        _ beta1: Double, _ beta2: Double, _ epsilon: Double, learningRate: Double, iteration: Int
    ) -> ValueFormula {
        let (now, next) = (
            NadamMomentum.value(beta1, step: iteration + 1), NadamMomentum.value(beta1, step: iteration + 2)
        )
        let product = NadamMomentum.product(beta1, steps: iteration + 1)
        return .nadam(
            rate: Float(learningRate), oneMinusBeta1: Float(1 - beta1), oneMinusBeta2: Float(1 - beta2),
            momentum: Float(next / (1 - product * next)), gradient: Float((1 - now) / (1 - product)),
            velocity: Float(1 / (1 - power(beta2, iteration + 1))), epsilon: Float(epsilon))
    }

    /// Updates the weights and the optimizer's slots in a range.
    /// - Parameter gradient: the gradient of the range alone.
    package func apply(to range: Range<Int>, weights: Floats, gradient: ConstFloats, slots: [Floats]) {
        let (w, g, count) = (weights + range.lowerBound, gradient, range.count)
        let slots = slots.map { $0 + range.lowerBound }
        decayed?.apply(to: range, weights: weights)
        switch formula {
        case .other(let formula): formula.apply(count: count, weights: w, gradient: g, slots: slots)
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
