import DigitData

extension Trainer {
    /// Checks the values of a training's settings.
    func check(epochs: Int, from state: OptimizerState?) throws(NetworkError) {
        let largest = 1 << 31
        guard (0...largest).contains(epochs) else { throw NetworkError("epochs of 0...\(largest) expected, got \(epochs)") }
        guard batchSize > 0 else { throw NetworkError("a batch size of at least 1 expected, got \(batchSize)") }
        if let steps = state?.iteration, !(0...largest).contains(steps) {
            throw NetworkError("optimizer state: 0...\(largest) steps taken expected, got \(steps)")
        }
        if let averageDecay, !(averageDecay >= 0 && averageDecay < 1) {
            throw NetworkError("a decay of the weights' average from 0 to below 1 expected, got \(averageDecay)")
        }
        guard freezing.ends.allSatisfy({ (0...1).contains($0) }), freezing.ends == freezing.ends.sorted() else {
            throw NetworkError("rising fractions of the training from 0 to 1 expected for freezing, got \(freezing.ends)")
        }
        try options.check()
        switch clipping ?? options.clipping {
        case .globalNorm(let limit), .value(let limit), .norm(let limit):
            guard limit > 0 else { throw NetworkError("a gradient limit above 0 expected, got \(limit)") }
        case nil: break
        }
    }
}

extension Trainer {
    /// Checks that there is a weight for each class and sample.
    func checkWeights(_ data: Dataset, validation: Dataset?, classCount: Int) throws(NetworkError) {
        try DigitNN.checkWeights(classWeights, count: classCount, "class")
        try DigitNN.checkWeights(sampleWeights, count: data.count, "sample")
        try DigitNN.checkWeights(validationWeights, count: validation?.count ?? 0, "validation")
        guard topK.allSatisfy({ $0 > 0 }) else { throw NetworkError("top k of at least 1 expected, got \(topK)") }
    }
}

/// Checks that there is a weight for each item.
func checkWeights(_ weights: [Float]?, count: Int, _ label: String) throws(NetworkError) {
    guard let weights else { return }
    guard weights.count == count else { throw NetworkError("\(label) weights: \(count) numbers expected, got \(weights.count)") }
    if let wrong = weights.first(where: { !($0.isFinite && $0 >= 0) }) {
        throw NetworkError("\(label) weights: finite numbers of at least 0 expected, got \(wrong)")
    }
}

extension Sequential {
    /// Checks that a dataset's samples and classes match the network's input and output.
    func checkLabelled(_ data: Dataset, _ label: String) throws(NetworkError) {
        try checkInput(data, label)
        guard data.count > 0 else { throw NetworkError("\(label) data: at least 1 sample expected, got none") }
        guard outputShape.rank == 1, outputShape.count >= data.classCount else {
            throw NetworkError("\(label) data has \(data.classCount) classes, but the network's output has shape \(outputShape)")
        }
    }

    /// Checks that a dataset's samples match the network's input.
    func checkInput(_ data: Dataset, _ label: String) throws(NetworkError) {
        guard data.shape.count == inputShape.count else {
            throw NetworkError("\(label) data: samples of shape \(inputShape) expected, got \(data.shape)")
        }
    }
}
