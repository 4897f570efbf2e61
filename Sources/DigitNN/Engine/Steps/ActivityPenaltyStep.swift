import DigitTensor

/// A penalty on a layer's outputs, which are passed on unchanged.
package final class ActivityPenaltyStep: Step {
    package let label = "penalty on outputs"
    private let regularizer: Regularizer
    private let count: Int

    init(_ regularizer: Regularizer, count: Int) { (self.regularizer, self.count) = (regularizer, count) }

    package var inputCount: Int { count }
    package var outputCount: Int { count }

    package func forward(_ call: Call) { call.output.update(from: call.input, count: call.count * count) }

    package func backward(_ call: Call) {
        guard let inputGradient = call.inputGradient else { return }
        inputGradient.update(from: call.outputGradient, count: call.count * count)
        regularizer.addGradient(of: call.input, count: call.count * count, scale: call.lossScale, to: inputGradient)
    }

    /// The penalty on one sample's outputs.
    func loss(_ output: ConstFloats) -> Float { Float(regularizer.loss(output, count: count, columns: 1)) }
}

extension Plan {
    /// The steps that are penalties, with their indices.
    var penaltySteps: [(index: Int, step: ActivityPenaltyStep)] {
        steps.enumerated().compactMap { index, step in (step as? ActivityPenaltyStep).map { (index, $0) } }
    }
}

extension ActivationMemory {
    /// The sum of the penalties on a sample's values.
    func penalty(_ steps: [(index: Int, step: ActivityPenaltyStep)], _ place: Samples) -> Float {
        steps.reduce(0) { $0 + $1.step.loss(ConstFloats(output(ofStep: $1.index, place))) }
    }
}
