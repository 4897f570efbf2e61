import DigitKeras
import DigitNN
import DigitTensor
import Testing

/// Files of real Kerases: what we read must predict what Keras predicted.
@Suite struct GoldenTests {
    @Test(arguments: Golden.all)
    func predictsAsKeras(_ golden: Golden) throws {
        let loaded = try load(golden)
        var (inputs, outputs) = try golden.samples
        if loaded.inputIsChannelsFirst { inputs = channelsLast(inputs, shape: golden.sampleShape) }
        #expect(loaded.kerasInputShape == golden.sampleShape)
        let predicted = try Predictor(loaded.model, threads: 1).predict(inputs)
        let difference = largestDifference(predicted, outputs)
        #expect(difference < 1e-5, "\(golden.file) differs by \(difference)")
    }

    @Test func goldensAreThere() { #expect(Golden.all.count > 180) }

    private func load(_ golden: Golden) throws -> LoadedModel {
        var options = KerasLoadOptions()
        options.flipsKernels = golden.entry["flipsKernels"]?.bool
        options.inputShape = golden.entry["givenInputShape"]?.array.map { Shape($0.compactMap(\.integer)) }
        if golden.entry["weightsOnly"]?.bool == true {
            let whole = try KerasModel.load(
                bytes: try goldenBytes(golden.name.replacing("seed-only", with: "seed") + ".h5"), name: golden.name)
            let blank = try Sequential(inputShape: whole.model.inputShape, layers: whole.model.layers, seed: 1)
            return try KerasModel.loadWeights(bytes: try golden.bytes, name: golden.file, into: blank)
        }
        if let architecture = golden.entry["architecture"]?.string {
            return try KerasModel.load(
                architecture: try goldenText(architecture), weights: try golden.bytes, name: golden.file, options: options)
        }
        return try KerasModel.load(bytes: try golden.bytes, name: golden.file, options: options)
    }

    /// Goldens that say so were compiled and trained: loss, optimizer and its state come along.
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

        // Each slot is the golden's of the same sum; TensorFlow's SGD has slots without momentum, which do not count.
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
                name.hasSuffix("_\(kind)") || name.contains("/\(kind)/") || name.hasPrefix("\(kind)/") || name.hasPrefix("\(initial)/")
                    || name.contains("/\(initial)/") || name.hasSuffix("/\(initial):0")
            }.map(\.1)
            guard !expected.isEmpty else { continue }
            #expect(largestDifference(slots.map { $0.scalars.reduce(0, +) }, expected) < 1e-5, "\(kind)")
        }
    }
}
