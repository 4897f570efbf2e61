import DigitNN
import DigitText

extension Optimizer {
    /// The optimizer in words, with its learning rate and what is not usual: "Adam, learning rate 0.001".
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
        }
    }

    private func list(
        _ name: String, _ rate: Double, _ values: [(name: String, value: Double, usual: Double?)], _ last: String? = nil
    ) -> String {
        let unusual = values.filter { $0.value != $0.usual }.map { "\($0.name) \($0.value)" }
        return ([name, "learning rate \(rate)"] + unusual + [last].compactMap { $0 }).joined(separator: ", ")
    }
}
