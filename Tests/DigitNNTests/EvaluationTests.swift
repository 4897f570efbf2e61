import DigitData
import DigitNN
import DigitTensor
import Foundation
import Testing

/// Metrics compared with NumPy's, of 24 answers drawn at random there.
struct EvaluationTests {
    private let confidences: [Float] = [
        1, 0.6, 0.6, 0.708, 0.366, 0.603, 0.635, 0.412, 0.814, 0.38, 0.574, 0.662, 0.601, 0.711, 0.816, 0.969, 0.499, 0.754,
        0.787,
        0.505, 0.301, 0.981, 0.509, 0.52,
    ]
    private let isRight = [1, 1, 1, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 0, 1, 1, 0, 0, 1, 0, 1].map { $0 == 1 }

    @Test(
        "ECE and MCE match NumPy",
        arguments: [(5, 0.03437499701976776, 0.08400000333786006), (15, 0.2582916667064031, 0.7095000147819519)])
    func calibration(binCount: Int, expectedError: Double, maximumError: Double) {
        let calibration = Calibration(confidences: confidences, isRight: isRight, binCount: binCount)
        #expect(abs(calibration.expectedError - expectedError) < 1e-12)
        #expect(abs(calibration.maximumError - maximumError) < 1e-12)
        #expect(calibration.bins.map(\.count).reduce(0, +) == 24 && calibration.bins.count == binCount)
    }

    @Test func calibrationAtTheEnds() {
        let calibration = Calibration(confidences: [0, 1, .nan, 0.5], isRight: [false, true, true, true], binCount: 2)
        #expect(calibration.bins.map(\.count) == [2, 1])
        #expect(calibration.bins[0].accuracy == 0.5 && calibration.bins[0].confidence == 0.25)
        #expect(Calibration(confidences: [], isRight: []).expectedError == 0)
    }

    @Test("Risk and coverage match NumPy")
    func riskCoverage() {
        let curve = RiskCoverage(confidences: confidences, isRight: isRight)
        #expect(abs(curve.area - 0.16729263823358753) < 1e-12)
        #expect(curve.risk(atCoverage: 0.5) == 0.25)
        #expect(curve.risk(atCoverage: 19.0 / 24) == 5.0 / 19)
        #expect(curve.risk(atCoverage: 1) == 8.0 / 24)
        #expect(curve.threshold(atCoverage: 0.5) == 0.603)
        #expect(RiskCoverage(confidences: [], isRight: []).area == 0)
    }

    @Test func metricsOfClasses() {
        let confusion = [[5, 1, 0, 0], [2, 3, 4, 0], [0, 0, 0, 0], [1, 0, 0, 0]]
        #expect(ClassMetrics(ofClass: 0, confusion: confusion).precision == 5.0 / 8)
        #expect(ClassMetrics(ofClass: 0, confusion: confusion).recall == 5.0 / 6)
        #expect(abs((ClassMetrics(ofClass: 0, confusion: confusion).f1 ?? 0) - 10.0 / 14) < 1e-15)
        #expect(ClassMetrics(ofClass: 2, confusion: confusion).recall == nil)
        #expect(ClassMetrics(ofClass: 2, confusion: confusion).precision == 0)
        #expect(ClassMetrics(ofClass: 3, confusion: confusion).precision == nil)
        #expect(ClassMetrics(ofClass: 3, confusion: confusion).f1 == 0)
    }

    @Test func anEvaluationsDetails() throws {
        // Outputs that are the inputs: two classes, known losses.
        let model = try Sequential(inputShape: [2], layers: [ActivationLayer(.linear)], seed: 1)
        let data = Dataset(
            shape: [2], values: .floats([0.9, 0.1, 0.4, 0.6, 0.2, 0.8, 0.7, 0.3]), labels: [0, 0, 0, 1], classCount: 2)
        let evaluation = try model.evaluate(data)
        #expect(evaluation.predictions == [0, 1, 1, 0] && evaluation.labels == [0, 0, 0, 1])
        #expect(evaluation.confidences == [0.9, 0.6, 0.8, 0.7])
        #expect(evaluation.isRight == [true, false, false, false])
        #expect(evaluation.topLosses(limit: 2) == [2, 3])
        #expect(abs(evaluation.losses[2] - 1.6094379) < 1e-5)
        #expect(
            evaluation.confusedPairs(limit: 5).map { [$0.actual, $0.predicted, $0.count] } == [[0, 1, 2], [1, 0, 1]])
        #expect(evaluation.classMetrics.map(\.count) == [3, 1])
    }

    @Test("The versions of a sample give one combined answer")
    func versions() throws {
        let model = try Sequential(inputShape: [3], seed: 1) { Dense(units: 3, activation: .softmax) }
        func data(_ values: [Float], labels: [UInt8] = [0, 2]) -> Dataset {
            Dataset(shape: [3], values: .floats(values), labels: labels, classCount: 3)
        }
        func mean(_ outputs: [[Float]]) -> [Float] { zip(outputs[0], outputs[1]).map { ($0 + $1) / 2 } }
        let (one, other) = (data([1, 0, 2, 0.5, -1, 1]), data([0, 3, 1, 2, 2, -1]))
        let evaluation = try model.evaluate(versions: [one, other], combining: mean)
        let means = zip(try model.predict(one), try model.predict(other)).map { (Double($0) + Double($1)) / 2 }
        for (output, mean) in zip(evaluation.outputs, means) { #expect(abs(Double(output) - mean) < 1e-6) }
        #expect(abs(evaluation.loss + (log(means[0]) + log(means[5])) / 2) < 1e-6)
        #expect(evaluation.predictions[0] == means[0..<3].firstIndex(of: means[0..<3].max()!))
        #expect(try model.evaluate(versions: [one], combining: mean).outputs == model.evaluate(one).outputs)
        #expect(throws: NetworkError.self) {
            try model.evaluate(versions: [one, data([0, 0, 0], labels: [1])], combining: mean)
        }
        #expect(throws: NetworkError.self) { try model.evaluate(versions: [], combining: mean) }
    }
}
