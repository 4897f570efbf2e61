/// An activation function. Each is applied elementwise except softmax, which works along the last axis.
public enum Activation: Hashable, Sendable {
    /// x
    case linear
    /// max(x, 0)
    case relu
    /// x ≥ maxValue: maxValue; x ≥ threshold: x; else negativeSlope * (x - threshold). Keras's `relu` with arguments.
    case limitedReLU(maxValue: Float, negativeSlope: Float, threshold: Float)
    /// x above 0, negativeSlope * x below. Keras's function has 0.2 by default, its layer 0.3.
    case leakyReLU(negativeSlope: Float = 0.2)
    /// 1 / (1 + exp(-x))
    case sigmoid
    /// tanh(x)
    case tanh
    /// exp(x) / sum(exp(x)) over the last axis
    case softmax
    /// x above 0, alpha * (exp(x) - 1) below (Clevert et al. 2015)
    case elu(alpha: Float = 1)
    /// 1.05070098 * elu(x, alpha: 1.67326324) (Klambauer et al. 2017)
    case selu
    /// x * Φ(x), Φ the normal distribution function; or its tanh approximation (Hendrycks and Gimpel 2016)
    case gelu(approximate: Bool = false)
    /// log(1 + exp(x))
    case softplus
    /// x / (1 + |x|)
    case softsign
    /// x * sigmoid(x) (Ramachandran et al. 2017); Keras 3 also calls it silu
    case swish
    /// x * tanh(log(1 + exp(x))) (Misra 2019)
    case mish
    /// x above 0, alpha * (exp(x / alpha) - 1) below (Barron 2017)
    case celu(alpha: Float = 1)
    /// x * clip(x + 3, 0, 6) / 6 (Howard et al. 2019); Keras 3 also calls it hard_silu
    case hardSwish
    /// exp(x)
    case exponential
    /// Keras's piecewise sigmoid: clip(x / 6 + 0.5, 0, 1) in Keras 3, clip(0.2 * x + 0.5, 0, 1) before.
    case hardSigmoid(slope: Float = 1 / 6)
}
