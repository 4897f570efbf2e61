import DigitFiles
import DigitNN
import DigitTensor
import Testing

/// The network that students read, in `Examples/TrainFromScratch`, against the engine: the same weights, images and order.
struct EngineComparisonTests {
    private static let folder: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/") + "/Data/MNIST"
    }()
    private static let count = 160
    private static let batchSize = 32

    private static func model() throws -> Sequential {
        try Sequential(inputShape: [28, 28, 1], seed: 5) {
            Conv2D(filters: 32, kernelSize: 3, activation: .relu)
            MaxPooling2D(poolSize: 2)
            Conv2D(filters: 64, kernelSize: 3, activation: .relu)
            MaxPooling2D(poolSize: 2)
            Flatten()
            DigitNN.Dense(units: 128, activation: .relu)
            DigitNN.Dense(units: 10, activation: .softmax)
        }
    }

    @Test("Losses and weights after five steps of Adam are the engine's")
    func fiveSteps() throws {
        var model = try Self.model()
        var network = Network(parameters: model.weights.joined().map(\.scalars))
        let digits = try readDigits("train", folder: Self.folder, count: Self.count)
        let trainer = Trainer(batchSize: Self.batchSize, seed: 3)
        var losses: [Double] = []
        try trainer.fit(&model, to: try IDXFolder(Self.folder).training()[0..<Self.count], epochs: 1) { progress in
            if case .step(let report) = progress { losses.append(report.stepLoss) }
        }
        #expect(losses.count == 5)

        var shuffle = Philox(seed: 3, stream: .shuffle)
        let order = shuffle.permutation(Self.count).map { Int($0) }
        var optimizer = Adam()
        for (step, loss) in losses.enumerated() {
            let batch = order[step * Self.batchSize..<(step + 1) * Self.batchSize]
            let own = Double(trainStep(&network, &optimizer, digits, batch: batch, mask: keepAll))
            #expect(abs(own - loss) <= 2e-6 * loss, "step \(step + 1): \(own) and \(loss)")
        }
        for (own, tensor) in zip(network.parameters, model.weights.joined()) {
            let differences = zip(own, tensor.scalars).map { abs(Double($0) - Double($1)) }
            print(differences.max()!, (differences.reduce(0) { $0 + $1 * $1 } / Double(differences.count)).squareRoot())
        }
    }

    @Test("The example's forward pass tells every image as the engine does")
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
