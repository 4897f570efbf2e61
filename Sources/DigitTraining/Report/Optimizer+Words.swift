import DigitNN
import DigitText

extension Optimizer {
    /// The optimizer in words, with its learning rate and any unusual settings: "Adam, learning rate 0.001".
    package var words: String {
        switch self {
        case .sgd(let rate, let momentum, let nesterov):
            list("SGD", rate, [("momentum", momentum, 0)], nesterov ? "Nesterov's correction" : nil)
        case .rmsprop(let rate, let rho, let momentum, let epsilon, let centered):
            list(
                "RMSprop", rate, [("rho", rho, 0.9), ("momentum", momentum, 0), ("epsilon", epsilon, 1e-7)],
                centered ? "centered" : nil)
        case .adam(let rate, let beta1, let beta2, let epsilon):
            list("Adam", rate, [("beta 1", beta1, 0.9), ("beta 2", beta2, 0.999), ("epsilon", epsilon, 1e-7)])
        case .adamW(let rate, let decay, let beta1, let beta2, let epsilon):
            list(
                "AdamW", rate,
                [("weight decay", decay, nil), ("beta 1", beta1, 0.9), ("beta 2", beta2, 0.999), ("epsilon", epsilon, 1e-7)])
        case .amsgrad(let rate, let beta1, let beta2, let epsilon):
            list("AMSGrad", rate, [("beta 1", beta1, 0.9), ("beta 2", beta2, 0.999), ("epsilon", epsilon, 1e-7)])
        case .adamax(let rate, let beta1, let beta2, let epsilon):
            list("Adamax", rate, [("beta 1", beta1, 0.9), ("beta 2", beta2, 0.999), ("epsilon", epsilon, 1e-7)])
        case .nadam(let rate, let beta1, let beta2, let epsilon):
            list("Nadam", rate, [("beta 1", beta1, 0.9), ("beta 2", beta2, 0.999), ("epsilon", epsilon, 1e-7)])
        case .adagrad(let rate, let initial, let epsilon):
            list("Adagrad", rate, [("initial accumulator", initial, 0.1), ("epsilon", epsilon, 1e-7)])
        case .adadelta(let rate, let rho, let epsilon):
            list("Adadelta", rate, [("rho", rho, 0.95), ("epsilon", epsilon, 1e-7)])
        case .lion(let rate, let beta1, let beta2): list("Lion", rate, [("beta 1", beta1, 0.9), ("beta 2", beta2, 0.99)])
        }
    }

    private func list(
        _ name: String, _ rate: Double, _ values: [(name: String, value: Double, usual: Double?)], _ last: String? = nil
    ) -> String {
        let unusual = values.filter { $0.value != $0.usual }.map { "\($0.name) \($0.value)" }
        return ([name, "learning rate \(rate)"] + unusual + [last].compactMap { $0 }).joined(separator: ", ")
    }
}

extension OptimizerOptions {
    /// The optimizer's options in words.
    package var words: [String] {
        var words: [String] = []
        if let schedule { words.append("\(schedule)") }
        switch clipping {
        case .norm(let limit): words.append("each weight's gradient of norm up to \(limit)")
        case .globalNorm(let limit): words.append("gradient of norm up to \(limit)")
        case .value(let limit): words.append("gradient values up to \(limit)")
        case nil: break
        }
        if let weightDecay { words.append("weight decay \(weightDecay)") }
        if let averaging { words.append("average of weights \(averaging.momentum)") }
        if let accumulationSteps { words.append("gradients of \(accumulationSteps) steps") }
        return words
    }
}

extension Trainer {
    /// The optimizer and its options, for the record of a run.
    var optimizerDescription: String {
        ([optimizer.words] + options.words).joined(separator: ", ")
    }
}
