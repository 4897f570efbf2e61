import DigitTensor

/// How a new parameter is initialized. The formulas are Keras's.
public enum Initializer: Hashable, Sendable {
    /// Every value 0.
    case zeros
    /// Every value 1.
    case ones
    /// Every value the given one.
    case constant(Float)
    /// Uniform in ±sqrt(6 / (fanIn + fanOut)) (Glorot and Bengio 2010).
    case glorotUniform
    /// Truncated normal of variance 2 / (fanIn + fanOut).
    case glorotNormal
    /// Uniform in ±sqrt(6 / fanIn) (He et al. 2015).
    case heUniform
    /// Truncated normal of variance 2 / fanIn.
    case heNormal
    /// Uniform in ±sqrt(3 / fanIn) (LeCun et al. 1998).
    case lecunUniform
    /// Truncated normal of variance 1 / fanIn.
    case lecunNormal
    /// Uniform between the bounds.
    case randomUniform(minimum: Float, maximum: Float)
    /// Normal of the given mean and standard deviation.
    case randomNormal(mean: Float, standardDeviation: Float)

    /// A filled tensor. Kernels are (…, inputs, outputs); the axes before these are the receptive field.
    package func tensor(shape: Shape, random: inout Philox) -> Tensor {
        let receptiveField = shape.dimensions.dropLast(2).reduce(1, *)
        let fanIn = Float(shape.rank < 2 ? shape.count : receptiveField * shape[shape.rank - 2])
        let fanOut = Float(shape.rank < 2 ? shape.count : receptiveField * shape[shape.rank - 1])
        switch self {
        case .zeros: return Tensor(shape: shape)
        case .ones: return Tensor(shape: shape, repeating: 1)
        case .constant(let value): return Tensor(shape: shape, repeating: value)
        case .glorotUniform: return .uniform(shape, limit: (6 / (fanIn + fanOut)).squareRoot(), &random)
        case .heUniform: return .uniform(shape, limit: (6 / fanIn).squareRoot(), &random)
        case .lecunUniform: return .uniform(shape, limit: (3 / fanIn).squareRoot(), &random)
        case .glorotNormal: return .truncatedNormal(shape, variance: 2 / (fanIn + fanOut), &random)
        case .heNormal: return .truncatedNormal(shape, variance: 2 / fanIn, &random)
        case .lecunNormal: return .truncatedNormal(shape, variance: 1 / fanIn, &random)
        case .randomUniform(let minimum, let maximum):
            return Tensor(
                shape: shape, scalars: (0..<shape.count).map { _ in minimum + (maximum - minimum) * random.nextUniform() })
        case .randomNormal(let mean, let deviation):
            return Tensor(shape: shape, scalars: (0..<shape.count).map { _ in mean + deviation * random.nextNormal() })
        }
    }
}

extension Tensor {
    /// Uniform in ±limit.
    fileprivate static func uniform(_ shape: Shape, limit: Float, _ random: inout Philox) -> Tensor {
        Tensor(shape: shape, scalars: (0..<shape.count).map { _ in limit * (2 * random.nextUniform() - 1) })
    }

    /// A truncated normal, redrawn beyond two standard deviations; widened so that the variance after truncation is the requested
    /// one.
    fileprivate static func truncatedNormal(_ shape: Shape, variance: Float, _ random: inout Philox) -> Tensor {
        // The standard deviation of a unit normal cut at ±2, as in Keras's VarianceScaling.
        let deviation = variance.squareRoot() / 0.87962566
        let scalars = (0..<shape.count).map { _ in
            var value = random.nextNormal()
            while abs(value) > 2 { value = random.nextNormal() }
            return value * deviation
        }
        return Tensor(shape: shape, scalars: scalars)
    }
}
