import DigitFiles
import DigitNN
import DigitTensor
import Testing

/// The network for students, in `Examples/TrainFromScratch`, compared with the engine: the same weights, images and order.
struct EngineComparisonTests {
    private static let folder: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/") + "/Data/MNIST"
    }()
    private static let batchSize = 32

    /// The seed network without dropout, after one step, so that its biases are not zero: at zero, the sums over blank paper lie
    /// on the ReLU's kink, and the last bit of a sum decides whether the gradient passes.
    private static func model() throws -> Sequential {
        var model = try Sequential(inputShape: [28, 28, 1], seed: 5) {
            Conv2D(filters: 32, kernelSize: 3, activation: .relu)
            MaxPooling2D(poolSize: 2)
            Conv2D(filters: 64, kernelSize: 3, activation: .relu)
            MaxPooling2D(poolSize: 2)
            Flatten()
            DigitNN.Dense(units: 128, activation: .relu)
            DigitNN.Dense(units: 10, activation: .softmax)
        }
        try Trainer(batchSize: batchSize, seed: 1).fit(&model, to: try IDXFolder(folder).training()[0..<batchSize], epochs: 1)
        return model
    }

    /// Trains a model for one epoch, and the example's network with the same samples.
    private func train(
        _ optimizer: Optimizer, count: Int, step: (inout Network, Digits, ArraySlice<Int>) -> Float
    ) throws -> (network: Network, model: Sequential, losses: [(own: Double, engine: Double)]) {
        var model = try Self.model()
        var network = Network(parameters: model.weights.joined().map(\.scalars))
        let digits = try readDigits("train", folder: Self.folder, count: count)
        var losses: [(own: Double, engine: Double)] = []
        var shuffle = Philox(seed: 3, stream: .shuffle)
        let order = shuffle.permutation(count).map { Int($0) }
        let trainer = Trainer(optimizer: optimizer, batchSize: Self.batchSize, seed: 3)
        try trainer.fit(&model, to: try IDXFolder(Self.folder).training()[0..<count], epochs: 1) { progress in
            guard case .step(let report) = progress else { return }
            let batch = order[(report.step - 1) * Self.batchSize..<report.step * Self.batchSize]
            losses.append((Double(step(&network, digits, batch)), report.stepLoss))
        }
        return (network, model, losses)
    }

    /// A step of plain gradient descent with the learning rate 1 moves each weight by its gradient.
    @Test("The gradients of a batch match the engine's")
    func gradients() throws {
        let before = Network(parameters: try Self.model().weights.joined().map(\.scalars))
        var gradients: [[Float]] = []
        let (_, model, _) = try train(.sgd(learningRate: 1), count: Self.batchSize) { network, digits, batch in
            let (loss, found) = network.gradients(digits, batch: batch, mask: keepAll)
            gradients = found
            return loss
        }
        for (k, tensor) in model.weights.joined().enumerated() {
            let largest = gradients[k].map(abs).max() ?? 0
            let differences = tensor.scalars.indices.map {
                abs(before.parameters[k][$0] - tensor.scalars[$0] - gradients[k][$0])
            }
            #expect(largest > 0 && differences.max()! <= 1e-5 * largest, "parameters \(k)")
        }
    }

    @Test("Losses and weights after five steps of Adam match the engine's")
    func fiveSteps() throws {
        var optimizer = Adam()
        let (network, model, losses) = try train(.adam(), count: 5 * Self.batchSize) { network, digits, batch in
            trainStep(&network, &optimizer, digits, batch: batch, mask: keepAll)
        }
        #expect(losses.count == 5)
        for (own, engine) in losses { #expect(abs(own - engine) <= 1e-5 * engine) }
        for (own, tensor) in zip(network.parameters, model.weights.joined()) {
            let differences = zip(own, tensor.scalars).map { abs(Double($0) - Double($1)) }
            // A step is about 0.001 for every weight. Where a gradient is nearly zero, its last bits determine the step.
            #expect(differences.max()! <= 0.001)
            #expect((differences.reduce(0) { $0 + $1 * $1 } / Double(differences.count)).squareRoot() <= 2e-5)
        }
    }

    @Test("The example's forward pass classifies every image as the engine does")
    func forward() throws {
        let model = try Self.model()
        let network = Network(parameters: model.weights.joined().map(\.scalars))
        let digits = try readDigits("t10k", folder: Self.folder, count: 20)
        let expected = try model.predict(try IDXFolder(Self.folder).test()[0..<20])
        for (index, image) in digits.images.enumerated() {
            let own = network.forward(image, mask: keepAll()).probabilities
            for (a, b) in zip(own, expected[index * 10..<(index + 1) * 10]) { #expect(abs(a - b) < 1e-6) }
        }
    }
}
