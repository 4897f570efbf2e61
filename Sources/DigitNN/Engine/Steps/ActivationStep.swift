import DigitTensor

/// An activation function by itself.
package final class ActivationStep: Step {
    package let label: String
    package let activation: Activation
    private let count: Int
    /// The size of the last axis, over which softmax works.
    private let rowLength: Int

    package init(_ activation: Activation, shape: Shape) {
        self.activation = activation
        count = shape.count
        rowLength = shape.dimensions.last ?? 1
        label = "\(activation)"
    }

    package var inputCount: Int { count }
    package var outputCount: Int { count }

    package func forward(_ call: Call) {
        let total = call.count * count
        switch activation {
        case .softmax:
            for row in stride(from: 0, to: total, by: rowLength) {
                softmax(call.input + row, call.output + row, count: rowLength)
            }
        case .relu:
            for i in 0..<total { call.output[i] = call.input[i] < 0 ? 0 : call.input[i] }
        default:
            for i in 0..<total { call.output[i] = activation.value(at: call.input[i]) }
        }
    }

    package func backward(_ call: Call) {
        guard let inputGradient = call.inputGradient else { return }
        let total = call.count * count
        guard activation == .softmax else {
            for i in 0..<total {
                inputGradient[i] = call.outputGradient[i] * activation.derivative(at: call.input[i], output: call.output[i])
            }
            return
        }
        for row in stride(from: 0, to: total, by: rowLength) {
            let (output, gradient) = (call.output + row, call.outputGradient + row)
            var product: Float = 0
            for i in 0..<rowLength { product += gradient[i] * output[i] }
            for i in 0..<rowLength { inputGradient[row + i] = output[i] * (gradient[i] - product) }
        }
    }
}

/// exp(x) / sum(exp(x)), shifted by the maximum so that nothing overflows.
func softmax(_ x: ConstFloats, _ y: Floats, count: Int) {
    var largest = x[0]
    for i in 1..<max(count, 1) { largest = max(largest, x[i]) }
    var sum: Float = 0
    for i in 0..<count {
        y[i] = naturalExponential(x[i] - largest)
        sum += y[i]
    }
    for i in 0..<count { y[i] /= sum }
}

extension Activation {
    /// The function's value. Softmax is not a function of one value.
    func value(at x: Float) -> Float {
        switch self {
        case .linear, .softmax: x
        case .relu: x < 0 ? 0 : x
        case .limitedReLU(let maxValue, let negativeSlope, let threshold):
            x >= maxValue ? maxValue : x >= threshold ? x : negativeSlope * (x - threshold)
        case .leakyReLU(let slope): x > 0 ? x : slope * x
        case .sigmoid: 1 / (1 + naturalExponential(-x))
        case .tanh: hyperbolicTangent(x)
        case .elu(let alpha): x > 0 ? x : alpha * exponentialMinusOne(x)
        case .selu: x > 0 ? Self.seluScale * x : Self.seluScale * Self.seluAlpha * exponentialMinusOne(x)
        case .gelu(false): 0.5 * x * (1 + errorFunction(x * 0.70710678))
        case .gelu(true): 0.5 * x * (1 + hyperbolicTangent(Self.geluFactor * (x + 0.044715 * x * x * x)))
        case .softplus: Self.softplus(x)
        case .softsign: x / (1 + abs(x))
        case .swish: x / (1 + naturalExponential(-x))
        case .mish: x * hyperbolicTangent(Self.softplus(x))
        case .celu(let alpha): x > 0 ? x : alpha * exponentialMinusOne(x / alpha)
        case .hardSwish: x * min(max(x + 3, 0), 6) / 6
        case .exponential: naturalExponential(x)
        case .hardSigmoid(let slope): min(max(slope * x + 0.5, 0), 1)
        }
    }

    /// The function's derivative at x, where its value is `output`.
    func derivative(at x: Float, output: Float) -> Float {
        switch self {
        case .linear, .softmax: 1
        case .relu: x > 0 ? 1 : 0
        case .limitedReLU(let maxValue, let negativeSlope, let threshold):
            x >= maxValue ? 0 : x >= threshold ? 1 : negativeSlope
        case .leakyReLU(let slope): x > 0 ? 1 : slope
        case .sigmoid: output * (1 - output)
        case .tanh: 1 - output * output
        case .elu(let alpha): x > 0 ? 1 : output + alpha
        case .selu: x > 0 ? Self.seluScale : output + Self.seluScale * Self.seluAlpha
        case .gelu(false): 0.5 * (1 + errorFunction(x * 0.70710678)) + x * 0.39894228 * naturalExponential(-0.5 * x * x)
        case .gelu(true): Self.approximateGELUDerivative(x)
        case .softplus: 1 / (1 + naturalExponential(-x))
        case .softsign: 1 / ((1 + abs(x)) * (1 + abs(x)))
        case .swish: output + (1 - output) / (1 + naturalExponential(-x))
        case .mish:
            {
                let tangent = hyperbolicTangent(Self.softplus(x))
                return tangent + x * (1 - tangent * tangent) / (1 + naturalExponential(-x))
            }()
        case .celu(let alpha): x > 0 ? 1 : naturalExponential(x / alpha)
        case .hardSwish: x <= -3 ? 0 : x >= 3 ? 1 : (2 * x + 3) / 6
        case .exponential: output
        case .hardSigmoid(let slope): output > 0 && output < 1 ? slope : 0
        }
    }

    /// log(1 + exp(x))
    private static func softplus(_ x: Float) -> Float { max(x, 0) + logarithmOfOnePlus(naturalExponential(-abs(x))) }

    // The constants of Klambauer et al. 2017.
    private static let seluScale: Float = 1.0507009873554805
    private static let seluAlpha: Float = 1.6732632423543772
    /// sqrt(2 / π)
    private static let geluFactor: Float = 0.7978845608

    private static func approximateGELUDerivative(_ x: Float) -> Float {
        let t = hyperbolicTangent(geluFactor * (x + 0.044715 * x * x * x))
        return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * geluFactor * (1 + 3 * 0.044715 * x * x)
    }
}
