import DigitJSON
import DigitKeras
import DigitNN
import DigitTensor
import Testing

/// Files of real versions of Keras: our predictions must be Keras's.
@Suite struct GoldenTests {
    @Test(arguments: Golden.all)
    func predictsAsKeras(_ golden: Golden) throws {
        let loaded = try golden.load()
        var (inputs, outputs) = try golden.samples
        if loaded.inputIsChannelsFirst { inputs = channelsLast(inputs, shape: golden.sampleShape) }
        #expect(loaded.kerasInputShape == golden.sampleShape)
        let predicted = try Predictor(loaded.model, threads: 1).predict(inputs)
        let difference = largestDifference(predicted, outputs)
        #expect(difference < 1e-5, "\(golden.file) differs by \(difference)")
    }

    @Test func goldensAreThere() { #expect(Golden.all.count > 180) }

    /// Goldens that say so were compiled and trained: loss, optimizer and its state are included.
    @Test(arguments: Golden.all.filter { $0.entry["optimizer"] != nil })
    func readsTraining(_ golden: Golden) throws {
        let loaded = try KerasModel.load(bytes: try golden.bytes, name: golden.file)
        let entry = golden.entry
        #expect(loaded.optimizerName == entry["optimizer"]?.string)
        #expect(loaded.lossName == entry["loss"]?.string)
        let optimizer = try #require(loaded.optimizer)
        #expect(abs(optimizer.learningRate - (entry["learningRate"]?.number ?? 0)) < 1e-7)
        guard let state = loaded.optimizerState else {
            Issue.record("no optimizer state in \(golden.file)")
            return
        }
        #expect(state.iteration == entry["iteration"]?.integer)

        // Each slot is the golden's with the same sum; TensorFlow's SGD has slots without momentum, which do not count.
        var expected = (entry["slotSums"]?.array ?? []).compactMap(\.float)
        if optimizer.slotNames.isEmpty { expected = [] }
        let sums = state.slots.flatMap { $0.map { $0.scalars.reduce(0, +) } }
        #expect(largestDifference(sums.sorted(), expected.sorted()) < 1e-5)
        try checkSlotNames(state, optimizer, entry)
    }

    /// A velocity is a mean of squares and never negative, a momentum is; and names say which sum is whose.
    private func checkSlotNames(_ state: OptimizerState, _ optimizer: Optimizer, _ entry: JSON) throws {
        let names = (entry["slotNames"]?.array ?? []).compactMap(\.string)
        let sums = (entry["slotSums"]?.array ?? []).compactMap(\.float)
        for (kind, slots) in zip(optimizer.slotNames, state.slots) {
            let initial = kind.first.map(String.init) ?? ""
            let expected = zip(names, sums).filter { name, _ in
                name.hasSuffix("_\(kind)") || name.contains("/\(kind)/") || name.hasPrefix("\(kind)/")
                    || name.hasPrefix("\(initial)/")
                    || name.contains("/\(initial)/") || name.hasSuffix("/\(initial):0")
            }.map(\.1)
            guard !expected.isEmpty else { continue }
            #expect(largestDifference(slots.map { $0.scalars.reduce(0, +) }, expected) < 1e-5, "\(kind)")
        }
    }
}
