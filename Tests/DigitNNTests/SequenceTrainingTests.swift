import DigitNN
import DigitTensor
import Testing

/// Strips with bars of three heights, as symbols 1, 2 and 3.
struct Bars: SequenceSamples {
    var label: SequenceLabel?

    func makeSample(
        number: UInt64, seed: UInt64, maximumWidth: Int, progress: Double, into pixels: UnsafeMutablePointer<Float>
    ) -> SequenceLabel {
        pixels.update(repeating: 0, count: 8 * maximumWidth)
        var random = Philox(seed: seed, stream: .augmentation, index: UInt32(number))
        let width = maximumWidth / 2 + Int(random.next(below: UInt32(maximumWidth / 2 + 1)))
        var symbols: [UInt8] = []
        var x = Int(random.next(below: 3))
        while x + 3 <= width {
            let symbol = 1 + Int(random.next(below: 3))
            for row in 8 - 2 * symbol..<8 { for column in x..<x + 3 { pixels[row * maximumWidth + column] = 1 } }
            symbols.append(UInt8(symbol))
            x += 8 + Int(random.next(below: 6))
        }
        return label ?? SequenceLabel(width: width, symbols: symbols)
    }
}

struct SequenceTrainingTests {
    /// Output (width / 2, 4).
    static func model(seed: UInt64 = 5) throws -> Sequential {
        try Sequential(inputShape: [8, 16, 1], seed: seed) {
            Conv2D(filters: 16, kernelSize: 3, padding: .same, activation: .relu)
            MaxPooling2D(poolSize: 2)
            BatchNormalization(momentum: 0.9)
            Conv2D(filters: 16, kernelSize: 3, padding: .same, activation: .relu)
            Conv2D(filters: 16, kernelSize: Size2D(4, 1), activation: .relu)
            Dropout(rate: 0.1)
            Conv2D(filters: 16, kernelSize: Size2D(1, 5), padding: .same, activation: .relu)
            Conv2D(filters: 4, kernelSize: 1, activation: .softmax)
            Reshape([-1, 4])
        }
    }

    static func trainer(threads: Int) -> Trainer {
        var trainer = Trainer(optimizer: .adam(learningRate: 0.01), batchSize: 21, seed: 3, threads: threads)
        trainer.averageDecay = 0.9
        trainer.schedule = .cosine(warmUp: 0.1)
        return trainer
    }

    static let source = SequenceSource(
        Bars(), widths: [16, 32, 48], stepsPerEpoch: 12, validation: Bars(), validationCount: 50)

    @Test("A small network learns to read strips of several widths")
    func learns() throws {
        let training = try Training(Self.trainer(threads: 2), of: Self.model(), on: Self.source, epochs: 12)
        try training.run()
        let last = try #require(training.history.last?.validation)
        #expect(last.accuracy > 0.9)
        #expect(last.loss < 0.5)
        // Of another seed, and of a width that no batch had.
        let wide = try training.model.withInput(width: 64)
        var strip = [Float](repeating: 0, count: 8 * 64)
        var right = 0
        for number in 0..<40 {
            let label = Bars().makeSample(number: UInt64(number), seed: 77, maximumWidth: 64, progress: 1, into: &strip)
            let outputs = try Predictor(wide, threads: 1).predict(strip)
            var symbols: [UInt8] = []
            var previous = 0
            for time in 0..<(label.width + 1) / 2 {
                let row = outputs[time * 4..<time * 4 + 4]
                let best = row.indices.max { row[$0] < row[$1] }! - time * 4
                if best != 0, best != previous { symbols.append(UInt8(best)) }
                previous = best
            }
            if symbols == label.symbols { right += 1 }
        }
        #expect(right >= 36)
    }

    @Test("Weights, averages and reports are the same for any number of threads, bit for bit")
    func threads() throws {
        func run(_ threads: Int) throws -> TrainingState {
            let training = try Training(Self.trainer(threads: threads), of: Self.model(), on: Self.source, epochs: 2)
            try training.run()
            return training.state
        }
        let one = try run(1)
        for threads in [2, 3, 7] {
            let state = try run(threads)
            #expect(state.weights == one.weights)
            #expect(state.averagedWeights == one.averagedWeights)
            #expect(state.optimizer == one.optimizer)
            #expect(state.history.map(\.training) == one.history.map(\.training))
            #expect(state.history.map(\.validation) == one.history.map(\.validation))
        }
    }

    @Test("A training that was interrupted within an epoch ends with the same weights", arguments: [1, 7, 12, 17])
    func resumes(steps: Int) throws {
        struct Stop: Error {}
        let whole = try Training(Self.trainer(threads: 2), of: Self.model(), on: Self.source, epochs: 2)
        try whole.run()
        let first = try Training(Self.trainer(threads: 2), of: Self.model(), on: Self.source, epochs: 2)
        var count = 0
        #expect(throws: Stop.self) {
            try first.run(progress: {
                guard case .step = $0 else { return }
                count += 1
                if count == steps { throw Stop() }
            })
        }
        let second = try Training(
            Self.trainer(threads: 1), of: Self.model(seed: 99), on: Self.source, epochs: 2, resuming: first.state)
        try second.run()
        #expect(second.state.weights == whole.state.weights)
        #expect(second.state.averagedWeights == whole.state.averagedWeights)
        #expect(second.state.optimizer == whole.state.optimizer)
        #expect(second.history.map(\.training) == whole.history.map(\.training))
        #expect(second.history.map(\.validation) == whole.history.map(\.validation))
    }

    @Test(
        "A sample that cannot be learned ends the training with its number",
        arguments: [
            (SequenceLabel(width: 16, symbols: [1, 1, 1, 1, 1]), "5 symbols take 9 time steps, a strip of 16 columns has 8"),
            (SequenceLabel(width: 3, symbols: [1, 2, 3]), "3 symbols take 3 time steps, a strip of 3 columns has 2"),
            (SequenceLabel(width: 17, symbols: []), "a width of 1...16 expected, got 17"),
            (SequenceLabel(width: 0, symbols: []), "a width of 1...16 expected, got 0"),
            (SequenceLabel(width: 16, symbols: [4]), "symbols of 1..<4 expected, got [4]"),
            (SequenceLabel(width: 16, symbols: [0]), "symbols of 1..<4 expected, got [0]"),
        ])
    func badSamples(_ label: SequenceLabel, problem: String) throws {
        let source = SequenceSource(Bars(label: label), widths: [16], stepsPerEpoch: 2)
        let training = try Training(Self.trainer(threads: 2), of: Self.model(), on: source, epochs: 1)
        #expect(throws: TrainingError.badSample(number: 0, problem: problem)) { try training.run() }
        let validated = SequenceSource(
            Bars(), widths: [16], stepsPerEpoch: 2, validation: Bars(label: label), validationCount: 5)
        let other = try Training(Self.trainer(threads: 2), of: Self.model(), on: validated, epochs: 1)
        #expect(throws: TrainingError.badSample(number: 0, problem: problem)) { try other.run() }
    }

    @Test("A network that does not give a softmax for each time step, and sources without widths, are refused")
    func refusals() throws {
        let plain = try Sequential(inputShape: [8, 16, 1], seed: 1) {
            Flatten()
            Dense(units: 4, activation: .softmax)
        }
        #expect(throws: NetworkError.self) { try Training(Self.trainer(threads: 1), of: plain, on: Self.source, epochs: 1) }
        let linear = try Sequential(inputShape: [8, 16, 1], seed: 1) {
            Conv2D(filters: 4, kernelSize: Size2D(8, 1))
            Reshape([-1, 4])
        }
        #expect(throws: NetworkError.self) { try Training(Self.trainer(threads: 1), of: linear, on: Self.source, epochs: 1) }
        for widths in [[], [0], [16, -4]] {
            let source = SequenceSource(Bars(), widths: widths)
            #expect(throws: NetworkError.self) {
                try Training(Self.trainer(threads: 1), of: Self.model(), on: source, epochs: 1)
            }
        }
        #expect(throws: NetworkError.self) { try Sequential.numbersNetwork(seed: 1, width: 30) }
    }
}

@Test("A batch of strips has a shard for every two strips")
func stripShards() {
    #expect(Sharding.strips.count(samples: 64) == 32)
    #expect(Sharding.strips.count(samples: 24) == 12)
    #expect(Sharding.strips.count(samples: 1) == 1)
    #expect(Sharding.images.count(samples: 64) == 8)
}

@Test("The numbers network takes any width and has the same weights for each")
func numbersNetwork() throws {
    let model = try Sequential.numbersNetwork(seed: 1)
    #expect(model.outputShape == [64, 27])
    let wide = try model.withInput(width: 512)
    #expect(wide.outputShape == [128, 27])
    #expect(wide.weights == model.weights)
    #expect(model.parameterCount < 1_200_000)
}
