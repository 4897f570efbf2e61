import DigitData
import DigitNN
import DigitTensor
import Testing

/// Fused plans compute the same as unfused ones, and a sample's result does not depend on the samples beside it.
struct FusionTests {
    /// A random network with fused layers: convolutions followed by a ReLU and a pool, of several channels and sizes.
    static func network(_ seed: UInt64) throws -> Sequential {
        var random = Philox(seed: seed, stream: .augmentation)
        func pick<T>(_ choices: [T]) -> T { choices[Int(random.next(below: UInt32(choices.count)))] }
        var shape: Shape = [pick([11, 12, 13, 16]), pick([10, 12, 13, 15]), pick([1, 1, 2, 3])]
        let input = shape
        var layers: [any Layer] = []
        for _ in 0..<2 {
            var block: [any Layer] = []
            let padding: Padding = pick([.valid, .same])
            let filters = pick([8, 16, 32, 48, 20])
            if random.next(below: 2) == 0 {
                block.append(Conv2D(filters: filters, kernelSize: 3, padding: padding, activation: .relu))
            } else {
                block += [
                    Conv2D(filters: filters, kernelSize: 3, padding: padding),
                    pick([ReLU(), ActivationLayer(.relu)] as [any Layer]),
                ]
            }
            block.append(
                pick(
                    [MaxPooling2D(), MaxPooling2D(), MaxPooling2D(poolSize: 2, padding: .same), AveragePooling2D()] as [any Layer]
                ))
            var next = shape
            for layer in block { next = try layer.outputShape(for: next) }
            if next[0] < 5 || next[1] < 5, layers.count > 3 { break }
            layers += block
            shape = next
        }
        layers += [Flatten(), Dense(units: 13), ReLU(), Dense(units: 10, activation: .softmax)]
        return try randomNetwork(input, seed: seed, layers)
    }

    /// A random network with 3x3 convolutions that no pool follows, for outputs of all sizes from 4 on.
    static func networkWithoutPools(_ seed: UInt64) throws -> Sequential {
        var random = Philox(seed: seed, stream: .augmentation)
        func pick<T>(_ choices: [T]) -> T { choices[Int(random.next(below: UInt32(choices.count)))] }
        let layers: [any Layer] = [
            Conv2D(filters: pick([16, 17, 32]), kernelSize: 3, padding: pick([.valid, .same])),
            Conv2D(
                filters: pick([16, 20, 33, 48]), kernelSize: 3, padding: .same, activation: .relu, useBias: pick([true, false])),
            Conv2D(filters: pick([16, 19, 40]), kernelSize: 3, padding: pick([.valid, .same])),
            pick([ReLU(), Dropout(rate: 0.3)]),
            Flatten(), Dense(units: 10, activation: .softmax),
        ]
        return try randomNetwork([8 + Int(seed) % 6, pick([8, 9, 13, 16]), pick([1, 2, 16])], seed: seed, layers)
    }

    @Test("3x3 convolutions by Winograd's tiles agree with products of matrices", arguments: 0..<18, [1, 5, 18])
    func convolutionsAgree(_ seed: Int, _ count: Int) throws {
        let model = try Self.networkWithoutPools(UInt64(seed))
        #expect(Plan(model, training: true).steps.contains { $0 is WinogradConvolutionStep })
        // Where an output is nearly 0, rounding decides whether its ReLU passes the gradient on.
        try expectAgreement(of: model, count: count, seed: UInt64(seed), gradientError: 5e-4)
    }

    @Test("Fused and unfused plans agree on random networks", arguments: 0..<24, [1, 3, 8, 17])
    func fusedIsUnfused(_ seed: Int, _ count: Int) throws {
        try expectAgreement(of: try Self.network(UInt64(seed)), count: count, seed: UInt64(seed))
    }

    private func expectAgreement(of model: Sequential, count: Int, seed: UInt64, gradientError: Double = 1e-4) throws {
        let batch = randomBatch(count, model, seed: seed)
        let fused = runEngine(model, batch, loss: .categoricalCrossentropy(), threads: 2)
        let plain = runEngine(model, batch, loss: .categoricalCrossentropy(), fusing: false)
        #expect(relativeError(fused.outputs, plain.outputs.map(Double.init)) < 1e-5)
        #expect(abs(fused.loss - plain.loss) < 1e-5)
        for (layer, gradients) in fused.gradients.enumerated() {
            for (index, gradient) in gradients.enumerated() {
                let expected = try #require(plain.gradients[layer][index]).map(Double.init)
                let found = try #require(gradient)
                #expect(
                    relativeError(found, expected) < gradientError,
                    "\(model.layers[layer].name) \(model.parameters[layer][index].name)")
            }
        }
    }

    @Test("Random networks are fused in both ways")
    func networksAreFused() throws {
        let labels = try (0..<24).flatMap { try Plan(Self.network($0), training: true).steps.map(\.label) }
        #expect(labels.contains { $0.contains("Winograd") })
        #expect(labels.contains { $0.contains("one channel") })
        let plain = try (0..<24).flatMap { try Plan(Self.network($0), training: true, fusing: false).steps.map(\.label) }
        #expect(!plain.contains { $0.contains("pool") && $0.contains("convolution") })
    }

    struct Network: Sendable, CustomTestStringConvertible {
        let name: String
        let model: Sequential
        var testDescription: String { name }
    }

    static let networks: [Network] = {
        do {
            var networks = [Network(name: "seed network", model: .seedNetwork(seed: 4))]
            for golden in Goldens.all.cases where golden.name != "seed" {
                networks.append(Network(name: golden.name, model: try golden.model()))
            }
            for seed in [3, 4, 5, 6, 7, 8] as [UInt64] {
                networks.append(Network(name: "random network \(seed)", model: try network(seed)))
                networks.append(Network(name: "random network \(seed) without pools", model: try networkWithoutPools(seed)))
            }
            return networks
        } catch { preconditionFailure("\(error)") }
    }()

    @Test("Predictions do not depend on the batch or the threads, bit for bit", arguments: networks)
    func predictionsStandAlone(_ test: Network) throws {
        let model = test.model
        let batch = randomBatch(37, model)
        let together = try model.predict(batch, threads: 1)
        #expect(together.allSatisfy { $0.isFinite })
        let predictor = Predictor(model, threads: 1)
        let size = model.inputShape.count
        guard case .floats(let values) = batch.values else { return }
        let alone = try (0..<37).flatMap { try predictor.predict(Array(values[$0 * size..<($0 + 1) * size])) }
        #expect(together.map(\.bitPattern) == alone.map(\.bitPattern))
        for threads in [2, 3, 5] { #expect(try model.predict(batch, threads: threads) == together) }
        // As bytes, too.
        let bytes = (0..<37 * size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 7) }
        let data = Dataset(shape: model.inputShape, values: .bytes(bytes, scale: 1 / 255, offset: 0), labels: batch.labels)
        let floats = bytes.map { Float($0) * Float(1.0 / 255) }
        let (fromBytes, fromFloats) = (try model.predict(data), try predictor.predict(floats))
        #expect(relativeError(fromBytes, fromFloats.map(Double.init)) < 1e-5)
    }

    @Test("Non-temporal stores give the same weights, bit for bit", arguments: networks)
    func sharedLines(_ test: Network) throws {
        let batch = randomBatch(41, test.model)
        func weights(threads: Int, _ lines: SharedLines?) -> [UInt32] {
            let plan = Plan(test.model, training: true, lines: lines)
            let objective = ClassificationObjective(
                plan, batch, loss: .categoricalCrossentropy(), batchSize: 41, threadCount: threads)
            objective.samples = (0..<41).map { $0 }[...]
            let engine = TrainingEngine(plan, objective: objective, batchSize: 41, pool: ThreadPool(threads: threads))
            for step in 0..<3 {
                _ = engine.step(count: 41, ordinal: UInt64(41 * step), seed: 5) { range, gradient in
                    for i in range { plan.store.weights.base[i] -= 0.01 * gradient[i - range.lowerBound] }
                }
            }
            return (0..<plan.store.weights.count).map { plan.store.weights.base[$0].bitPattern }
        }
        let alone = weights(threads: 1, nil)
        for lines in [SharedLines(), SharedLines(staysFar: true)] {
            // A list of all values would be no help.
            let isSame = weights(threads: 3, lines) == alone
            #expect(isSame, "stays far: \(lines.areFar)")
        }
    }

    @Test("The engine's gradients do not depend on the number of threads, bit for bit", arguments: networks)
    func gradientsDoNotDependOnThreads(_ test: Network) throws {
        let batch = randomBatch(41, test.model)
        let one = runEngine(test.model, batch, loss: .categoricalCrossentropy(labelSmoothing: 0.1), threads: 1)
        for threads in [2, 3, 4] {
            let other = runEngine(test.model, batch, loss: .categoricalCrossentropy(labelSmoothing: 0.1), threads: threads)
            #expect(other.gradients == one.gradients && other.loss == one.loss && other.weightsAfter == one.weightsAfter)
        }
    }
}
