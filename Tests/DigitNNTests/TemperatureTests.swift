import DigitNN
import DigitTensor
import Testing

@Suite struct TemperatureTests {
    // scipy 1.17: minimize_scalar over T of -log(softmax(log(p) / T))[label], method "bounded", xatol 1e-9.
    private let probabilities: [Float] = [
        0.90, 0.07, 0.03, 0.60, 0.30, 0.10, 0.05, 0.90, 0.05, 0.20, 0.20, 0.60, 0.80, 0.15, 0.05, 0.10, 0.85, 0.05,
    ]

    @Test func overconfident() {
        let best = Temperature.best(probabilities: probabilities, labels: [0, 1, 1, 2, 2, 1], classCount: 3)
        #expect(abs(best - 1.4219) < 0.003)
    }

    @Test func underconfident() {
        let best = Temperature.best(probabilities: probabilities, labels: [0, 0, 1, 2, 0, 2], classCount: 3)
        #expect(abs(best - 1.2077) < 0.003)
    }

    @Test func theLastLayerTakesTheTemperature() throws {
        let model = try Sequential(inputShape: [4], seed: 3) {
            Dense(units: 5, activation: .relu)
            Dense(units: 3, activation: .softmax)
        }
        let values: [Float] = [0.3, -1, 2, 0.5]
        let outputs = try Predictor(model, threads: 1).predict(values)
        let cooler = try Predictor(try model.withTemperature(0.5), threads: 1).predict(values)
        // Half the temperature squares the probabilities, up to their sum.
        let squares = outputs.map { $0 * $0 }
        let sum = squares.reduce(0, +)
        for (one, other) in zip(cooler, squares) { #expect(abs(one - other / sum) < 1e-5) }
    }

    @Test func theLastLayerTakesTheFrequencyOfAClass() throws {
        let model = try Sequential(inputShape: [4], seed: 3) {
            Dense(units: 5, activation: .relu)
            Dense(units: 3, activation: .softmax)
        }
        let values: [Float] = [0.3, -1, 2, 0.5]
        let outputs = try Predictor(model, threads: 1).predict(values)
        let changed = try Predictor(try model.withPart(ofClass: 1, 0.1, insteadOf: 0.25), threads: 1).predict(values)
        // Saerens et al.: each class times its new part by its old one, then divided by the sum.
        let weighted = zip(outputs, [0.9 / 0.75, 0.1 / 0.25, 0.9 / 0.75] as [Float]).map { $0 * $1 }
        let sum = weighted.reduce(0, +)
        for (one, other) in zip(changed, weighted) { #expect(abs(one - other / sum) < 1e-6) }
    }

    @Test func otherEndingsAreRefused() throws {
        let model = try Sequential(inputShape: [4], seed: 3) { Dense(units: 3) }
        #expect(throws: NetworkError.self) { try model.withTemperature(2) }
        #expect(throws: NetworkError.self) { try model.withPart(ofClass: 1, 0.1, insteadOf: 0.2) }
        let classifier = try Sequential(inputShape: [4], seed: 3) { Dense(units: 3, activation: .softmax) }
        for (index, part, trainedPart) in [(3, 0.1, 0.2), (-1, 0.1, 0.2), (1, 0, 0.2), (1, 0.1, 1), (1, .nan, 0.2)] {
            #expect(throws: NetworkError.self) { try classifier.withPart(ofClass: index, part, insteadOf: trainedPart) }
        }
    }
}
