import DigitNN
import DigitTensor
import Testing

/// The loss of connectionist temporal classification against the sum over all paths, which are few for a few time steps.
struct CTCLossTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let timeSteps: Int
        let label: [UInt8]
        var testDescription: String { "\(label) in \(timeSteps) steps" }
    }

    static let cases: [Case] = {
        let labels: [[UInt8]] = [
            [], [1], [2, 1], [1, 1], [3, 3, 3], [1, 2, 1], [1, 2, 2, 3], [1, 1, 2, 2], [1, 2, 3, 1, 2, 3], [2, 2, 2, 2],
        ]
        return [1, 2, 3, 5, 6, 7].flatMap { steps in labels.map { Case(timeSteps: steps, label: $0) } }
    }()

    private static let classCount = 4

    /// The negative logarithm of the sum of all paths' probabilities that give the label once repeats and blanks are removed.
    private func reference(_ logits: [Double], _ test: Case) -> Double {
        let classes = Self.classCount
        let probabilities = stride(from: 0, to: logits.count, by: classes).map { first in
            let row = logits[first..<first + classes].map { naturalExponential($0) }
            return row.map { $0 / row.reduce(0, +) }
        }
        let pathCount = (0..<test.timeSteps).reduce(1) { count, _ in count * classes }
        let total = (0..<pathCount).reduce(0.0) { total, number in
            var (rest, previous, product) = (number, 0, 1.0)
            var symbols: [UInt8] = []
            for time in 0..<test.timeSteps {
                let symbol = rest % classes
                rest /= classes
                product *= probabilities[time][symbol]
                if symbol != 0, symbol != previous { symbols.append(UInt8(symbol)) }
                previous = symbol
            }
            return symbols == test.label ? total + product : total
        }
        return -naturalLogarithm(total)
    }

    private func logits(_ test: Case, seed: UInt64 = 4) -> [Float] {
        var random = Philox(seed: seed, stream: .weights, index: UInt32(test.timeSteps))
        return (0..<test.timeSteps * Self.classCount).map { _ in 3 * random.nextNormal() }
    }

    @Test("The loss sums over all paths, and its gradient matches finite differences", arguments: cases)
    func lossAndGradient(_ test: Case) {
        let logits = logits(test)
        // The working memory of longer labels and more steps must leave nothing behind.
        let loss = CTCLoss(classCount: Self.classCount, timeSteps: 9)
        _ = loss.evaluate(
            logits: [Float](repeating: 0.5, count: 36), timeSteps: 9, label: [1, 2, 3, 2, 1, 1], gradient: nil, scale: 1)
        var gradient = [Float](repeating: .nan, count: logits.count)
        let found = loss.evaluate(
            logits: logits, timeSteps: test.timeSteps, label: test.label[...], gradient: &gradient, scale: 2)
        let doubles = logits.map(Double.init)
        let expected = reference(doubles, test)
        guard expected.isFinite else {
            #expect(found == .infinity)
            #expect(gradient.allSatisfy { $0 == 0 }, "no gradient where no alignment fits")
            return
        }
        #expect(abs(found - expected) < 1e-12 * max(1, expected))
        for i in doubles.indices {
            func moved(_ step: Double) -> Double {
                var moved = doubles
                moved[i] += step
                return reference(moved, test)
            }
            let difference = (moved(1e-5) - moved(-1e-5)) / 2e-5
            #expect(abs(Double(gradient[i]) - 2 * difference) < 2e-7, "logit \(i)")
        }
    }

    @Test("The loss of extreme logits is finite, and that of a label that does not fit is infinite")
    func extremes() {
        let logits: [Float] = [1e4, 0, -1e4, 0, -1e4, 1e4, 0, 0, 0, 0, 0, 3e4]
        let loss = CTCLoss(classCount: 4, timeSteps: 3)
        var gradient = [Float](repeating: .nan, count: 12)
        let found = loss.evaluate(logits: logits, timeSteps: 3, label: [2, 2], gradient: &gradient, scale: 1)
        // One path only: 2, blank, 2.
        #expect(abs(found - (2e4 + 2e4 + 3e4)) < 1e-6)
        #expect(gradient.allSatisfy { $0.isFinite })
        #expect(loss.evaluate(logits: logits, timeSteps: 0, label: [], gradient: nil, scale: 1) == 0)
        #expect(loss.evaluate(logits: logits, timeSteps: 0, label: [1], gradient: nil, scale: 1) == .infinity)
        #expect(loss.evaluate(logits: logits, timeSteps: 2, label: [2, 2], gradient: nil, scale: 1) == .infinity)
        #expect(CTCLoss.timeSteps(of: [1, 1, 2, 3, 3, 3]) == 9)
    }

    @Test("Many time steps and symbols do not underflow: uniform probabilities against a count")
    func longLabels() {
        // With two classes and a label of n ones in T steps there are binomial(T + 1, 2 n) alignments: n ones with n - 1 blanks
        // between and blanks at both ends, each of which may be repeated.
        let (steps, ones) = (400, 120)
        let loss = CTCLoss(classCount: 2, timeSteps: steps)
        let found = loss.evaluate(
            logits: [Float](repeating: 0, count: 2 * steps), timeSteps: steps, label: [UInt8](repeating: 1, count: ones)[...],
            gradient: nil, scale: 1)
        let alignments = (0..<2 * ones).reduce(0.0) {
            $0 + naturalLogarithm(Double(steps + 1 - $1)) - naturalLogarithm(Double($1 + 1))
        }
        #expect(abs(found - (Double(steps) * naturalLogarithm(2.0) - alignments)) < 1e-9)
    }
}
