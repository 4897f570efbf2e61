import DigitTensor

/// How gradients update weights. The formulas and defaults are those of Keras 3.
public enum Optimizer: Hashable, Sendable {
    /// w -= learningRate * g; with momentum, v = momentum * v - learningRate * g and w += v
    /// (or w += momentum * v - learningRate * g with Nesterov's correction).
    case sgd(learningRate: Double = 0.01, momentum: Double = 0, nesterov: Bool = false)
    /// g divided by the root of a moving average of its square (Tieleman and Hinton 2012).
    case rmsprop(
        learningRate: Double = 0.001, rho: Double = 0.9, momentum: Double = 0, epsilon: Double = 1e-7, centered: Bool = false)
    /// Kingma and Ba 2015, in the form of the paper's section 2 that Keras uses: epsilon is added to the root of v itself.
    case adam(learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7)
    /// Adam with decoupled weight decay (Loshchilov and Hutter 2019): first w -= learningRate * weightDecay * w.
    case adamW(
        learningRate: Double = 0.001, weightDecay: Double = 0.004, beta1: Double = 0.9, beta2: Double = 0.999,
        epsilon: Double = 1e-7)
    /// Adam with the largest velocity so far in place of the velocity (Reddi, Kale and Kumar 2018).
    case amsgrad(learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7)
    /// Adam with the decaying maximum of the gradient in place of the velocity's root (Kingma and Ba 2015, section 7.1).
    case adamax(learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7)
    /// Adam with Nesterov's momentum (Dozat 2016).
    case nadam(learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7)
    /// g divided by the root of the sum of all its squares so far (Duchi, Hazan and Singer 2011).
    case adagrad(learningRate: Double = 0.001, initialAccumulator: Double = 0.1, epsilon: Double = 1e-7)
    /// Steps of the size of the last ones (Zeiler 2012); its usual learning rate is 1.
    case adadelta(learningRate: Double = 0.001, rho: Double = 0.95, epsilon: Double = 1e-7)
    /// The sign of an average of the gradient (Chen et al. 2023).
    case lion(learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.99)

    /// The learning rate before any schedule.
    public var learningRate: Double {
        switch self {
        case .sgd(let rate, _, _), .rmsprop(let rate, _, _, _, _), .adam(let rate, _, _, _), .adamW(let rate, _, _, _, _),
            .amsgrad(let rate, _, _, _), .adamax(let rate, _, _, _), .nadam(let rate, _, _, _), .adagrad(let rate, _, _),
            .adadelta(let rate, _, _), .lion(let rate, _, _):
            rate
        }
    }

    /// The same optimizer with another learning rate.
    public func with(learningRate rate: Double) -> Optimizer {
        switch self {
        case .sgd(_, let momentum, let nesterov): .sgd(learningRate: rate, momentum: momentum, nesterov: nesterov)
        case .rmsprop(_, let rho, let momentum, let epsilon, let centered):
            .rmsprop(learningRate: rate, rho: rho, momentum: momentum, epsilon: epsilon, centered: centered)
        case .adam(_, let beta1, let beta2, let epsilon): .adam(learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon)
        case .adamW(_, let decay, let beta1, let beta2, let epsilon):
            .adamW(learningRate: rate, weightDecay: decay, beta1: beta1, beta2: beta2, epsilon: epsilon)
        case .amsgrad(_, let beta1, let beta2, let epsilon):
            .amsgrad(learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon)
        case .adamax(_, let beta1, let beta2, let epsilon):
            .adamax(learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon)
        case .nadam(_, let beta1, let beta2, let epsilon):
            .nadam(learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon)
        case .adagrad(_, let initial, let epsilon): .adagrad(learningRate: rate, initialAccumulator: initial, epsilon: epsilon)
        case .adadelta(_, let rho, let epsilon): .adadelta(learningRate: rate, rho: rho, epsilon: epsilon)
        case .lion(_, let beta1, let beta2): .lion(learningRate: rate, beta1: beta1, beta2: beta2)
        }
    }

    /// The names of the values kept for each trainable weight, as in Keras's files.
    public var slotNames: [String] {
        switch self {
        case .sgd(_, let momentum, _): momentum == 0 ? [] : ["momentum"]
        case .rmsprop(_, _, let momentum, _, let centered):
            ["velocity"] + (momentum > 0 ? ["momentum"] : []) + (centered ? ["average_gradient"] : [])
        case .adam, .adamW, .nadam: ["momentum", "velocity"]
        case .amsgrad: ["momentum", "velocity", "velocity_hat"]
        case .adamax: ["momentum", "norm"]
        case .adagrad: ["accumulator"]
        case .adadelta: ["accumulated_grad", "accumulated_delta_var"]
        case .lion: ["momentum"]
        }
    }

    /// The initial value of the slots.
    var initialSlotValue: Float {
        if case .adagrad(_, let initial, _) = self { Float(initial) } else { 0 }
    }
}

/// An optimizer's state between steps.
public struct OptimizerState: Equatable, Sendable {
    /// The number of steps taken.
    public var iteration: Int
    /// For each slot of `OptimizerOptions.slotNames` and then of `Optimizer.slotNames`, one tensor for each trainable weight, in the order of the network's weights.
    public var slots: [[Tensor]]

    /// A state after `iteration` steps.
    public init(iteration: Int, slots: [[Tensor]]) {
        self.iteration = iteration
        self.slots = slots
    }
}
