import DigitNN

/// The counterpart of the peers' scripts: see peers/inference.py.
private let batchSizes = [8, 16, 40, 80, 125, 250, 500, 1000]
private let repeats = 5
private let singleCalls = 4000

/// Images per second at each batch size, the median of several passes over all images, and the accuracy of the predictions.
func inferenceReport(_ subject: Subject) throws -> String {
    let count = subject.labels.count
    var rates: [String] = []
    var accuracy = 0.0
    for size in batchSizes {
        let batches = stride(from: 0, to: count, by: size).map { subject.batch($0..<min($0 + size, count)) }
        for batch in batches.prefix(4) { _ = try subject.predictor.predict(batch) }
        var outputs: [[Float]] = []
        let seconds = try median(
            (0..<repeats).map { _ in
                try time { outputs = try batches.map { batch in try subject.predictor.predict(batch) } }
            })
        accuracy = subject.accuracy(of: outputs.flatMap { $0 })
        rates.append("\"\(size)\": \(Double(count) / seconds)")
    }
    return "{\"images_per_second\": {\(rates.joined(separator: ", "))}, \"accuracy\": \(accuracy)}"
}

/// The median time of a call with one image, over many different ones.
func latencyReport(_ subject: Subject) throws -> String {
    let images = (0..<singleCalls).map { subject.batch($0..<$0 + 1) }
    for image in images.prefix(200) { _ = try subject.predictor.predict(image) }
    let seconds = try median(images.map { image in try time { _ = try subject.predictor.predict(image) } })
    return "{\"microseconds\": \(seconds * 1e6)}"
}

extension Subject {
    func accuracy(of outputs: [Float]) -> Double {
        let classes = predictor.outputShape.count
        let right = labels.indices.count { index in
            let row = outputs[index * classes..<(index + 1) * classes]
            return row.indices.max { row[$0] < row[$1] }! - row.startIndex == Int(labels[index])
        }
        return Double(right) / Double(labels.count)
    }
}

func time(_ body: () throws -> Void) rethrows -> Double {
    let duration = try ContinuousClock().measure(body)
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
}

func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}
