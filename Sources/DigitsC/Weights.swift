public import CDigits
import DigitKeras
import DigitNN
import DigitTensor

// The functions of digits.h for weights and the training configuration.

@c @implementation
public func digits_model_get_weight(
    _ model: digits_model, _ index: Int, _ values: UnsafeMutablePointer<Float>?, _ count: Int
) -> digits_status {
    answering {
        let target = try room(values, count, "values")
        let entry = try modelEntry(model)
        let network = try entry.whileLocked { entry.model }
        let (layer, position) = try place(ofWeight: index, in: network, count: count)
        _ = target.update(fromContentsOf: network.weights[layer][position].scalars)
    }
}

@c @implementation
public func digits_model_set_weight(
    _ model: digits_model, _ index: Int, _ values: UnsafePointer<Float>?, _ count: Int
) -> digits_status {
    answering {
        let source = try DigitsC.values(values, count, "values")
        let entry = try modelEntry(model)
        try entry.whileLocked {
            try entry.checkIsNotTraining()
            let (layer, position) = try place(ofWeight: index, in: entry.model, count: count)
            try entry.change { network in
                var weights = network.weights
                weights[layer][position] = Tensor(shape: network.parameters[layer][position].shape, scalars: Array(source))
                try network.setWeights(weights)
            }
        }
    }
}

@c @implementation
public func digits_model_compile(_ model: digits_model, _ configuration: UnsafePointer<CChar>?) -> digits_status {
    answering {
        let json = Array(try text(configuration, "configuration").utf8)
        let training = try asArgument { () throws(KerasError) in try KerasTraining(configuration: json) }
        let entry = try modelEntry(model)
        try entry.whileLocked {
            try entry.checkIsNotTraining()
            entry.training = training
        }
    }
}

@c @implementation
public func digits_model_set_learning_rate(_ model: digits_model, _ learning_rate: Double) -> digits_status {
    answering {
        guard learning_rate >= 0, learning_rate.isFinite else {
            throw Failure(DIGITS_INVALID_ARGUMENT, "learning rate: a finite number of at least 0 expected, got \(learning_rate)")
        }
        let entry = try modelEntry(model)
        try entry.whileLocked {
            try entry.checkIsNotTraining()
            guard let training = entry.training else { throw notCompiled }
            entry.training = training.with(learningRate: learning_rate)
        }
    }
}

/// The error if a model has no optimizer or loss.
let notCompiled = Failure(DIGITS_INVALID_ARGUMENT, "the model was not compiled; its optimizer and loss are not known")

/// The layer of a weight and its index there, checked.
private func place(ofWeight index: Int, in model: Sequential, count: Int) throws(Failure) -> (layer: Int, position: Int) {
    var rest = index
    for (layer, parameters) in model.parameters.enumerated() {
        guard rest >= parameters.count else {
            guard rest >= 0 else { break }
            let parameter = parameters[rest]
            guard parameter.shape.count == count else {
                throw Failure(
                    DIGITS_INVALID_ARGUMENT,
                    "layer \(model.layers[layer].name): \(parameter.name) of \(parameter.shape.count) values expected, got \(count)"
                )
            }
            return (layer, rest)
        }
        rest -= parameters.count
    }
    let total = model.parameters.reduce(0) { $0 + $1.count }
    throw Failure(DIGITS_INVALID_ARGUMENT, "weight index: 0 to below \(total) expected, got \(index)")
}
