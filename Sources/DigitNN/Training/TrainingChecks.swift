import DigitData

extension Trainer {
    /// Checks the numbers that a training is made with.
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
            throw NetworkError("parts of the training from 0 to 1 that rise expected for freezing, got \(freezing.ends)")
        }
        try options.check()
        switch clipping ?? options.clipping {
        case .globalNorm(let limit), .value(let limit), .norm(let limit):
            guard limit > 0 else { throw NetworkError("a limit of gradients above 0 expected, got \(limit)") }
        case nil: break
        }
    }
}

extension Trainer {
    /// Checks that there is a weight for each class and sample.
    func checkWeights(_ data: Dataset, classCount: Int) throws(NetworkError) {
        func check(_ weights: [Float]?, _ count: Int, _ label: String) throws(NetworkError) {
            guard let weights else { return }
            guard weights.count == count, weights.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
                throw NetworkError("\(label) weights: \(count) finite numbers of at least 0 expected, got \(weights.count)")
            }
        }
        try check(classWeights, classCount, "class")
        try check(sampleWeights, data.count, "sample")
    }
}

extension Sequential {
    /// Checks that a dataset's samples and classes are what the network takes and gives.
    func checkLabelled(_ data: Dataset, _ label: String) throws(NetworkError) {
        try checkInput(data, label)
        guard data.count > 0 else { throw NetworkError("\(label) data: at least 1 sample expected, got none") }
        guard outputShape.rank == 1, outputShape.count >= data.classCount else {
            throw NetworkError("\(label) data has \(data.classCount) classes, but the network's output has shape \(outputShape)")
        }
    }

    /// Checks that a dataset's samples are what the network takes.
    func checkInput(_ data: Dataset, _ label: String) throws(NetworkError) {
        guard data.shape.count == inputShape.count else {
            throw NetworkError("\(label) data: samples of shape \(inputShape) expected, got \(data.shape)")
        }
    }
}
