import DigitTensor

/// Connectionist temporal classification (Graves, Fernández, Gomez and Schmidhuber 2006): the negative logarithm of the
/// probability of a label, which is the sum over all alignments of its symbols with the time steps. Class 0 is the blank.
///
/// The loss is that of PyTorch's `ctc_loss` with `reduction="none"` and `zero_infinity=False`: infinite for a label that no
/// alignment fits. Its gradient is then zero, as with `zero_infinity=True`.
///
/// Works with logarithms in double precision. It has working memory: each thread needs its own.
package final class CTCLoss {
    private let classCount: Int
    /// log of the probability of each class at each time step.
    private var logProbabilities: [Double]
    /// log of the probability that the alignment's first time steps end in a state: (time steps, states).
    private var forward: [Double] = []
    /// log of the probability of the time steps after one, for each state; then for the time step before it.
    private var backward: [Double] = []
    private var earlier: [Double] = []
    /// The probability of each class at one time step, given the label.
    private var occupancy: [Double]

    private static let impossible = -Double.infinity

    package init(classCount: Int, timeSteps: Int) {
        self.classCount = classCount
        logProbabilities = [Double](repeating: 0, count: timeSteps * classCount)
        occupancy = [Double](repeating: 0, count: classCount)
    }

    /// The fewest time steps that a label takes: one for each symbol, and a blank between equal ones.
    package static func timeSteps(of label: some Collection<UInt8>) -> Int {
        label.count + zip(label, label.dropFirst()).count { $0 == $1 }
    }

    /// Returns the loss, and computes `scale` times its gradient at the logits.
    /// - Parameters:
    ///   - logits: (time steps, classes), before the softmax.
    ///   - timeSteps: the number of them to use.
    ///   - label: symbols of 1 ..< classes.
    ///   - gradient: receives (time steps, classes) values; nil if it is not needed.
    package func evaluate(
        logits: ConstFloats, timeSteps: Int, label: ArraySlice<UInt8>, gradient: Floats?, scale: Float
    ) -> Double {
        gradient?.update(repeating: 0, count: timeSteps * classCount)
        guard Self.timeSteps(of: label) <= timeSteps else { return .infinity }
        guard timeSteps > 0 else { return 0 }
        let states = States(label)
        takeLogarithms(logits, timeSteps)
        goForward(states, timeSteps)
        let end = timeSteps * states.count
        let total = logarithmOfSum(forward[end - 1], states.count > 1 ? forward[end - 2] : Self.impossible)
        if let gradient { goBackward(states, timeSteps, total, gradient, scale) }
        return -total
    }

    /// The label with a blank before, between and after its symbols: the states that an alignment goes through.
    private struct States {
        let label: ArraySlice<UInt8>
        var count: Int { 2 * label.count + 1 }

        init(_ label: ArraySlice<UInt8>) { self.label = label }

        /// A state's class.
        subscript(state: Int) -> Int { state % 2 == 0 ? 0 : Int(label[label.startIndex + state / 2]) }

        /// Whether an alignment may enter a state from two before it: past a blank that is not needed.
        func canSkip(to state: Int) -> Bool { state % 2 == 1 && state > 1 && self[state] != self[state - 2] }

        /// The states that can be reached by a time step, and from which the end can be.
        func reachable(at time: Int, of timeSteps: Int) -> Range<Int> {
            max(0, count - 2 * (timeSteps - time))..<min(count, 2 * time + 2)
        }
    }

    private func takeLogarithms(_ logits: ConstFloats, _ timeSteps: Int) {
        for first in stride(from: 0, to: timeSteps * classCount, by: classCount) {
            var largest = logits[first]
            for i in first..<first + classCount { largest = max(largest, logits[i]) }
            var sum = 0.0
            for i in first..<first + classCount { sum += naturalExponential(Double(logits[i]) - Double(largest)) }
            let offset = Double(largest) + naturalLogarithm(sum)
            for i in first..<first + classCount { logProbabilities[i] = Double(logits[i]) - offset }
        }
    }

    private func goForward(_ states: States, _ timeSteps: Int) {
        let count = states.count
        if forward.count < timeSteps * count { forward = [Double](repeating: 0, count: timeSteps * count) }
        for i in 0..<timeSteps * count { forward[i] = Self.impossible }
        for state in states.reachable(at: 0, of: timeSteps) { forward[state] = logProbabilities[states[state]] }
        for time in 1..<max(timeSteps, 1) {
            let before = (time - 1) * count
            for state in states.reachable(at: time, of: timeSteps) {
                let sum = logarithmOfSum(
                    forward[before + state], state > 0 ? forward[before + state - 1] : Self.impossible,
                    states.canSkip(to: state) ? forward[before + state - 2] : Self.impossible)
                forward[time * count + state] = sum + logProbabilities[time * classCount + states[state]]
            }
        }
    }

    /// The gradient at a logit is the class's probability less its probability given the label.
    private func goBackward(_ states: States, _ timeSteps: Int, _ total: Double, _ gradient: Floats, _ scale: Float) {
        let count = states.count
        if backward.count < count {
            (backward, earlier) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
        }
        for state in 0..<count { backward[state] = state >= count - 2 ? 0 : Self.impossible }
        for time in (0..<timeSteps).reversed() {
            let row = time * classCount
            for i in 0..<classCount { occupancy[i] = 0 }
            for state in states.reachable(at: time, of: timeSteps) {
                occupancy[states[state]] += naturalExponential(forward[time * count + state] + backward[state] - total)
            }
            for i in 0..<classCount {
                gradient[row + i] = scale * Float(naturalExponential(logProbabilities[row + i]) - occupancy[i])
            }
            for state in 0..<count { backward[state] += logProbabilities[row + states[state]] }
            for state in 0..<count {
                earlier[state] = logarithmOfSum(
                    backward[state], state + 1 < count ? backward[state + 1] : Self.impossible,
                    state + 2 < count && states.canSkip(to: state + 2) ? backward[state + 2] : Self.impossible)
            }
            swap(&backward, &earlier)
        }
    }
}

/// log(exp(a) + exp(b) + exp(c)), shifted by the largest so that nothing overflows.
private func logarithmOfSum(_ a: Double, _ b: Double, _ c: Double = -.infinity) -> Double {
    let largest = max(a, b, c)
    guard largest > -.infinity else { return largest }
    func term(_ x: Double) -> Double { x == largest ? 1 : x > -.infinity ? naturalExponential(x - largest) : 0 }
    return largest + naturalLogarithm(term(a) + term(b) + term(c))
}
