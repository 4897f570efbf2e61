public import CDigits
import DigitJSON
import DigitKeras
import DigitNN
import DigitRecognizer
import DigitTensor

// The functions of digits.h that make, save and describe models. They are documented there.

@c @implementation
public func digits_model_create(
    _ architecture: UnsafePointer<CChar>?, _ seed: UInt64, _ model: UnsafeMutablePointer<digits_model>?
) -> digits_status {
    answering {
        let result = try required(model, "model")
        let json = Array(try text(architecture, "architecture").utf8)
        let network = try asArgument { () throws(KerasError) in try KerasModel.make(architecture: json, seed: seed) }
        result.pointee = HandleTable.shared.add(ModelEntry(network))
    }
}

@c @implementation
public func digits_model_load(
    _ path: UnsafePointer<CChar>?, _ model: UnsafeMutablePointer<digits_model>?
) -> digits_status {
    answering {
        let result = try required(model, "model")
        result.pointee = try loadModel(try text(path, "path"), KerasLoadOptions())
    }
}

@c @implementation
public func digits_model_load_file(
    _ path: UnsafePointer<CChar>?, _ flip_kernels: Int32, _ strict: Int32, _ model: UnsafeMutablePointer<digits_model>?
) -> digits_status {
    answering {
        let result = try required(model, "model")
        let options = KerasLoadOptions(flipsKernels: flip_kernels != 0 ? true : nil, isStrict: strict != 0)
        result.pointee = try loadModel(try text(path, "path"), options)
    }
}

private func loadModel(_ path: String, _ options: KerasLoadOptions) throws -> digits_model {
    let loaded = try FileLock.whileLocked { try KerasModel.load(path, options: options) }
    let entry = ModelEntry(loaded.model, training: loaded.training)
    entry.notes = loaded.notes + [loaded.hint].compactMap(\.self)
    return HandleTable.shared.add(entry)
}

@c @implementation
public func digits_model_bundled(_ model: UnsafeMutablePointer<digits_model>?) -> digits_status {
    answering {
        let result = try required(model, "model")
        result.pointee = HandleTable.shared.add(ModelEntry(try FileLock.whileLocked { try BundledModel.reader.load() }))
    }
}

@c @implementation
public func digits_model_save(
    _ model: digits_model, _ path: UnsafePointer<CChar>?, _ includes_training: Int32
) -> digits_status {
    answering {
        let path = try text(path, "path")
        let entry = try modelEntry(model)
        let (network, training) = try entry.whileLocked { (entry.model, entry.training) }
        try FileLock.whileLocked { try network.save(to: path, training: includes_training != 0 ? training : nil) }
    }
}

@c @implementation
public func digits_model_load_weights(_ model: digits_model, _ path: UnsafePointer<CChar>?) -> digits_status {
    answering {
        let path = try text(path, "path")
        let entry = try modelEntry(model)
        let network = try entry.whileLocked { entry.model }
        let weights = try FileLock.whileLocked { try KerasModel.loadWeights(path, into: network).model.weights }
        try entry.whileLocked {
            try entry.checkIsNotTraining()
            try entry.change { try $0.setWeights(weights) }
        }
    }
}

@c @implementation
public func digits_model_free(_ model: digits_model) -> digits_status {
    answering { try HandleTable.shared.remove(model, ModelEntry.self) }
}

@c @implementation
public func digits_model_describe(
    _ model: digits_model, _ buffer: UnsafeMutablePointer<CChar>?, _ capacity: Int, _ length: UnsafeMutablePointer<Int>?
) -> digits_status {
    answering {
        let entry = try modelEntry(model)
        let (network, training) = try entry.whileLocked { (entry.model, entry.training) }
        try write(try description(of: network, training, notes: entry.notes), to: buffer, capacity, length)
    }
}

@c @implementation
public func digits_model_summary(
    _ model: digits_model, _ buffer: UnsafeMutablePointer<CChar>?, _ capacity: Int, _ length: UnsafeMutablePointer<Int>?
) -> digits_status {
    answering {
        let entry = try modelEntry(model)
        try write(try entry.whileLocked { entry.model.summary }, to: buffer, capacity, length)
    }
}

@c @implementation
public func digits_model_sizes(
    _ model: digits_model, _ input_size: UnsafeMutablePointer<Int>?, _ output_size: UnsafeMutablePointer<Int>?
) -> digits_status {
    answering {
        let entry = try modelEntry(model)
        try entry.whileLocked {
            input_size?.pointee = entry.model.inputShape.count
            output_size?.pointee = entry.model.outputShape.count
        }
    }
}

/// The JSON text of `digits_model_describe`.
private func description(of model: Sequential, _ training: KerasTraining?, notes: [String]) throws -> String {
    let layers = model.layers.indices.map { index -> JSON in
        [
            "name": .string(model.layers[index].name), "class_name": .string(model.layers[index].kerasClass),
            "output_shape": JSON(model.outputShapes[index].dimensions),
            "weights": .array(
                model.parameters[index].map {
                    [
                        "name": .string($0.name), "shape": JSON($0.shape.dimensions), "trainable": .bool($0.isTrainable),
                    ]
                }),
        ]
    }
    let description: JSON = [
        "name": .string(model.name), "input_shape": JSON(model.inputShape.dimensions),
        "output_shape": JSON(model.outputShape.dimensions), "layers": .array(layers),
        "architecture": .string(try KerasModel.architecture(of: model)),
        "training": training.map { .string($0.configuration(for: model)) } ?? .null,
        "notes": JSON.array(notes.map { .string($0) }),
        "iterations": .integer(training?.optimizerState?.iteration ?? 0),
    ]
    return description.text
}
