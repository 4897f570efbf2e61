import DigitTensor

/// Keeps gradients from being too large.
public enum GradientClipping: Hashable, Sendable {
    /// Scales the whole gradient so that the root of the sum of its squares is at most this (Pascanu, Mikolov and Bengio 2013),
    /// as Keras's `global_clipnorm`.
    case globalNorm(Double)
    /// Clips each of the gradient's values to -limit ... limit, as Keras's `clipvalue`.
    case value(Double)
    /// Scales the gradient of each weight separately so that the root of the sum of its squares is at most this, as Keras's
    /// `clipnorm`.
    case norm(Double)
}
