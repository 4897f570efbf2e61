import DigitTensor

/// An elementwise operation on two inputs.
package final class ElementwiseMergeStep: Step {
    package let label: String
    private let operation: ElementwiseMerge.Operation
    private let count: Int

    /// - Parameter operation: the mean is a sum followed by a `ScalingStep`.
    init(_ operation: ElementwiseMerge.Operation, count: Int) {
        (self.operation, self.count) = (operation, count)
        label = "\(operation)"
    }

    package var inputCount: Int { count }
    package var outputCount: Int { count }

    package func forward(_ call: Call) {
        guard let second = call.secondInput else { return }
        let (first, output) = (call.input, call.output)
        for i in 0..<call.count * count {
            switch operation {
            case .add, .average: output[i] = first[i] + second[i]
            case .subtract: output[i] = first[i] - second[i]
            case .multiply: output[i] = first[i] * second[i]
            case .maximum: output[i] = max(first[i], second[i])
            case .minimum: output[i] = min(first[i], second[i])
            }
        }
    }

    package func backward(_ call: Call) {
        guard let second = call.secondInput else { return }
        for i in 0..<call.count * count {
            let factors = factors(call.input[i], second[i])
            call.inputGradient?[i] = factors.first * call.outputGradient[i]
            call.secondInputGradient?[i] = factors.second * call.outputGradient[i]
        }
    }

    /// The derivatives by both values. Of equal ones the first counts as the largest or smallest.
    private func factors(_ first: Float, _ second: Float) -> (first: Float, second: Float) {
        switch operation {
        case .add, .average: (1, 1)
        case .subtract: (1, -1)
        case .multiply: (second, first)
        case .maximum: first >= second ? (1, 0) : (0, 1)
        case .minimum: first <= second ? (1, 0) : (0, 1)
        }
    }
}

/// Concatenates two inputs along an axis.
package final class ConcatenationStep: Step {
    package let label = "concatenation"
    /// The lengths of contiguous runs of each input, and their number.
    private let first: Int
    private let second: Int
    private let runs: Int

    init(_ shape: Shape, _ other: Shape, axis: Int) {
        runs = shape.dimensions[..<axis].reduce(1, *)
        (first, second) = (shape.count / runs, other.count / runs)
    }

    package var inputCount: Int { runs * first }
    package var outputCount: Int { runs * (first + second) }

    package func forward(_ call: Call) {
        guard let other = call.secondInput else { return }
        for run in 0..<call.count * runs {
            let target = call.output + run * (first + second)
            target.update(from: call.input + run * first, count: first)
            (target + first).update(from: other + run * second, count: second)
        }
    }

    package func backward(_ call: Call) {
        for run in 0..<call.count * runs {
            let source = call.outputGradient + run * (first + second)
            call.inputGradient.map { ($0 + run * first).update(from: source, count: first) }
            call.secondInputGradient.map { ($0 + run * second).update(from: source + first, count: second) }
        }
    }
}
