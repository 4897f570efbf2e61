public import CDigits
import DigitKeras
import DigitNN
import DigitTensor
import DigitText

// The functions of digits.h that run models.

@c @implementation
public func digits_model_predict(
    _ model: digits_model, _ samples: UnsafePointer<Float>?, _ sample_values: Int, _ outputs: UnsafeMutablePointer<Float>?,
    _ output_values: Int, _ threads: Int32
) -> digits_status {
    answering {
        let input = try values(samples, sample_values, "samples")
        let output = try room(outputs, output_values, "outputs")
        let threads = try threadCount(threads)
        let entry = try modelEntry(model)
        try entry.whileLocked {
            let count = sample_values / entry.model.inputShape.count
            try checkFinite(input, sampleSize: entry.model.inputShape.count)
            try entry.predictor(sampleCount: count, threads: threads).predict(input, into: output)
        }
    }
}

@c @implementation
public func digits_model_layer_outputs(
    _ model: digits_model, _ sample: UnsafePointer<Float>?, _ sample_values: Int, _ values: UnsafeMutablePointer<Float>?,
    _ value_count: Int
) -> digits_status {
    answering {
        let input = Array(try DigitsC.values(sample, sample_values, "sample"))
        let target = try room(values, value_count, "values")
        try checkFinite(UnsafeBufferPointer(start: sample, count: sample_values), sampleSize: sample_values)
        let entry = try modelEntry(model)
        let tensors = try entry.whileLocked { try entry.outputsOfLayers().outputs(for: input) }
        let count = tensors.reduce(0) { $0 + $1.scalars.count }
        guard count == value_count else {
            throw Failure(DIGITS_INVALID_ARGUMENT, "room for \(count) values expected, got \(value_count)")
        }
        var position = 0
        for tensor in tensors { position = target[position...].update(fromContentsOf: tensor.scalars) }
    }
}

@c @implementation
public func digits_model_evaluate(
    _ model: digits_model, _ dataset: digits_dataset, _ threads: Int32, _ loss: UnsafeMutablePointer<Double>?,
    _ accuracy: UnsafeMutablePointer<Double>?
) -> digits_status {
    answering {
        let (result, _) = try evaluation(of: model, on: dataset, threads)
        loss?.pointee = result.loss
        accuracy?.pointee = result.accuracy
    }
}

@c @implementation
public func digits_model_evaluate_metrics(
    _ model: digits_model, _ dataset: digits_dataset, _ threads: Int32, _ loss: UnsafeMutablePointer<Double>?,
    _ values: UnsafeMutablePointer<Double>?, _ count: Int
) -> digits_status {
    answering {
        let (result, metrics) = try evaluation(of: model, on: dataset, threads)
        loss?.pointee = result.loss
        try write(metrics.map { $0.topK.map(result.topKAccuracy) ?? result.accuracy }, to: values, count)
    }
}

@c @implementation
public func digits_model_training_metrics(
    _ model: digits_model, _ training: UnsafeMutablePointer<Double>?, _ validation: UnsafeMutablePointer<Double>?, _ count: Int
) -> digits_status {
    answering {
        let entry = try modelEntry(model)
        let (metrics, progress) = try entry.whileLocked { (entry.training?.metrics ?? [], entry.progress) }
        if training != nil { try write(metrics.values(in: progress?.training), to: training, count) }
        if validation != nil { try write(metrics.values(in: progress?.validation), to: validation, count) }
    }
}

/// A model's results on a dataset, and the metrics that it was compiled with.
private func evaluation(
    of model: digits_model, on dataset: digits_dataset, _ threads: Int32
) throws -> (Evaluation, metrics: [KerasMetric]) {
    let threads = try threadCount(threads)
    let entry = try modelEntry(model)
    let (network, training) = try entry.whileLocked { (entry.model, entry.training) }
    let data = try DatasetUse(dataset)
    defer { data.end() }
    let result = try network.evaluate(
        data.dataset, loss: training?.loss ?? .categoricalCrossentropy(), sampleWeights: data.weights, threads: threads)
    return (result, training?.metrics ?? [])
}

/// Returns the values of metrics to the caller.
private func write(_ found: [Double], to values: UnsafeMutablePointer<Double>?, _ count: Int) throws(Failure) {
    guard count == found.count else {
        throw Failure(DIGITS_INVALID_ARGUMENT, "room for \(found.count) metrics expected, got \(count)")
    }
    if count > 0 { try required(values, "values").update(from: found, count: count) }
}

extension [KerasMetric] {
    /// The values of a training, whose trainer counts those of `topK` in their order; NaN if there are none yet.
    fileprivate func values(in result: EpochReport.Result?) -> [Double] {
        var rest = result?.topK[...] ?? []
        return map { $0.topK == nil ? result?.accuracy ?? .nan : rest.popFirst() ?? .nan }
    }
}

@c @implementation
public func digits_thread_count() -> Int32 { Int32(ThreadPool.threadCount(for: nil)) }

private nonisolated(unsafe) let instructionSetName = permanent(InstructionSet.current.rawValue)
private nonisolated(unsafe) let version = permanent(digitsVersion)

/// Returns a text as a C string, which lives as long as the process.
private func permanent(_ text: String) -> UnsafePointer<CChar> {
    let text = text.utf8CString
    let copy = UnsafeMutableBufferPointer<CChar>.allocate(capacity: text.count)
    _ = copy.initialize(from: text)
    return UnsafePointer(copy.baseAddress!)
}

@c @implementation
public func digits_version() -> UnsafePointer<CChar>? { version }

@c @implementation
public func digits_instruction_set() -> UnsafePointer<CChar>? { instructionSetName }
