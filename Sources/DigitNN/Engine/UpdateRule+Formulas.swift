import DigitTensor

/// The formulas of the optimizers without a kernel of their own, for one value after the other.
enum ValueFormula {
    /// The gradient over the root of the sum of all squares so far (Duchi, Hazan and Singer 2011).
    case adagrad(rate: Float, epsilon: Float)
    /// A step of the size of the last steps, for each value (Zeiler 2012).
    case adadelta(rate: Float, rho: Float, epsilon: Float)
    /// Adam with the decaying maximum of the gradient in place of the velocity's root (Kingma and Ba 2015, section 7.1).
    case adamax(rate: Float, oneMinusBeta1: Float, beta2: Float, epsilon: Float)
    /// Adam with Nesterov's momentum (Dozat 2016): the factors for the averages and the gradient.
    case nadam(
        rate: Float, oneMinusBeta1: Float, oneMinusBeta2: Float, momentum: Float, gradient: Float, velocity: Float, epsilon: Float
    )
    /// The sign of an average (Chen et al. 2023).
    case lion(rate: Float, beta1: Float, beta2: Float)
    /// Adam with the largest velocity so far (Reddi, Kale and Kumar 2018).
    case amsgrad(alpha: Float, oneMinusBeta1: Float, oneMinusBeta2: Float, epsilon: Float)

    /// Updates some weights and their slots, laid out like the weights.
    func apply(count: Int, weights w: Floats, gradient g: ConstFloats, slots: [Floats]) {
        let first = slots[0]
        switch self {
        case .adagrad(let rate, let epsilon):
            for i in 0..<count {
                first[i] += g[i] * g[i]
                w[i] -= rate * g[i] / (first[i] + epsilon).squareRoot()
            }
        case .adadelta(let rate, let rho, let epsilon):
            for i in 0..<count {
                first[i] = rho * first[i] + (1 - rho) * g[i] * g[i]
                let change = -(slots[1][i] + epsilon).squareRoot() * g[i] / (first[i] + epsilon).squareRoot()
                slots[1][i] = rho * slots[1][i] + (1 - rho) * change * change
                w[i] += rate * change
            }
        case .adamax(let rate, let oneMinusBeta1, let beta2, let epsilon):
            for i in 0..<count {
                first[i] += (g[i] - first[i]) * oneMinusBeta1
                slots[1][i] = max(beta2 * slots[1][i], abs(g[i]))
                w[i] -= rate * first[i] / (slots[1][i] + epsilon)
            }
        case .nadam(let rate, let oneMinusBeta1, let oneMinusBeta2, let momentum, let gradient, let velocity, let epsilon):
            for i in 0..<count {
                first[i] += (g[i] - first[i]) * oneMinusBeta1
                slots[1][i] += (g[i] * g[i] - slots[1][i]) * oneMinusBeta2
                let mean = momentum * first[i] + gradient * g[i]
                w[i] -= rate * mean / ((velocity * slots[1][i]).squareRoot() + epsilon)
            }
        case .lion(let rate, let beta1, let beta2):
            for i in 0..<count {
                let mean = first[i] * beta1 + g[i] * (1 - beta1)
                if mean != 0 { w[i] -= mean > 0 ? rate : -rate }
                first[i] = first[i] * beta2 + g[i] * (1 - beta2)
            }
        case .amsgrad(let alpha, let oneMinusBeta1, let oneMinusBeta2, let epsilon):
            for i in 0..<count {
                first[i] += (g[i] - first[i]) * oneMinusBeta1
                slots[1][i] += (g[i] * g[i] - slots[1][i]) * oneMinusBeta2
                slots[2][i] = max(slots[2][i], slots[1][i])
                w[i] -= first[i] * alpha / (slots[2][i].squareRoot() + epsilon)
            }
        }
    }
}

/// Nadam's schedule of its momentum (Dozat 2016, as in Keras).
package enum NadamMomentum {
    private static let decay = 0.96

    /// The momentum of a step, counted from 1.
    static func value(_ beta1: Double, step: Int) -> Double { beta1 * (1 - 0.5 * power(decay, step)) }

    /// The product of the momentums of the first steps.
    package static func product(_ beta1: Double, steps: Int) -> Double {
        var product = 1.0
        // It soon is too small for a float.
        for step in 0..<max(0, steps) {
            product *= value(beta1, step: step + 1)
            if product < 1e-60 { return 0 }
        }
        return product
    }
}

/// base to an integer power, by squaring.
func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, factor, rest) = (1.0, base, exponent)
    while rest > 0 {
        if rest & 1 == 1 { result *= factor }
        factor *= factor
        rest >>= 1
    }
    return result
}

/// The parts of a store's weights that decay before each step.
struct DecayedWeights {
    /// The fraction of itself that a weight loses.
    let share: Float
    let ranges: [Range<Int>]

    /// - Parameter names: the names of the parameters, as in the store.
    init?(_ options: OptimizerOptions, _ store: ParameterStore, _ parameters: [[Parameter]], learningRate: Double) {
        guard let decay = options.weightDecay, decay > 0 else { return nil }
        share = Float(learningRate * decay)
        ranges = zip(store.slots.joined(), parameters.joined()).compactMap { slot, parameter in
            let isExcluded = options.weightDecayExclusions.contains { parameter.name.contains($0) }
            return slot.isTrainable && !isExcluded ? slot.range : nil
        }
    }

    func apply(to range: Range<Int>, weights: Floats) {
        for decayed in ranges where decayed.overlaps(range) {
            for i in decayed.clamped(to: range) { weights[i] -= weights[i] * share }
        }
    }
}
