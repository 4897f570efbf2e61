import DigitNN
import DigitTensor

/// The network's output for a line: for each time step, the probability of each class of `NumberAlphabet`.
///
/// Print counts as blank. A path through the classes gives the same text whether a step is blank or print, so the sum over all
/// paths, with the two interchanged freely, is exactly the probability of the text without print.
public struct SymbolFrames: Equatable, Sendable {
    /// The number of time steps.
    public let steps: Int
    /// Probabilities, `steps` x `classCount`, row-major; each row sums to 1.
    package let probabilities: [Double]
    /// The same as `classCount` x `steps`: searches follow one symbol through all steps.
    let bySymbol: [Double]
    /// The probability of print at each step.
    package let print: [Double]

    /// The number of classes of a step: the blank (print included), digits, marks, other writing.
    package static let classCount = NumberAlphabet.classCount - 1

    /// The tolerance for the sum of a step's probabilities: single-precision rounding, with a margin.
    private static let tolerance = 1e-2

    /// The steps of a softmax, given as probabilities.
    ///
    /// - Parameters:
    ///   - probabilities: at least `steps` x 27 values, row-major; any values after them are padding and are ignored.
    ///   - steps: the number of steps of the line.
    /// - Throws: `DecodingError` if there are too few values, or a step's are not probabilities.
    public init(probabilities: some RandomAccessCollection<Float>, steps: Int) throws(DecodingError) {
        try self.init(values: probabilities, steps: steps) { Double($0) }
    }

    /// The steps of a softmax, given as natural logarithms of probabilities; see `init(probabilities:steps:)`.
    /// - Throws: `DecodingError` if there are too few values, or a step's are not probabilities.
    public init(logProbabilities: some RandomAccessCollection<Float>, steps: Int) throws(DecodingError) {
        try self.init(values: logProbabilities, steps: steps) { naturalExponential(Double($0)) }
    }

    private init(
        values: some RandomAccessCollection<Float>, steps: Int, probability: (Float) -> Double
    ) throws(DecodingError) {
        let classes = NumberAlphabet.classCount
        let (count, overflow) = steps.multipliedReportingOverflow(by: classes)
        guard steps >= 0, !overflow, values.count >= count else {
            throw DecodingError("\(steps) steps of \(classes) classes expected, got \(values.count) values")
        }
        var folded = [Double](repeating: 0, count: steps * Self.classCount)
        var print = [Double](repeating: 0, count: steps)
        var place = values.startIndex
        for step in 0..<steps {
            var sum = 0.0
            for symbol in 0..<classes {
                let value = probability(values[place])
                values.formIndex(after: &place)
                guard value >= 0 else {
                    throw DecodingError("step \(step): probabilities expected, class \(symbol) has \(value)")
                }
                sum += value
                if symbol < Self.classCount { folded[step * Self.classCount + symbol] = value } else { print[step] = value }
            }
            guard abs(sum - 1) <= Self.tolerance else {
                throw DecodingError("step \(step): probabilities that sum to 1 expected, got \(sum)")
            }
            folded[step * Self.classCount] += print[step]
            print[step] /= sum
            for place in step * Self.classCount..<(step + 1) * Self.classCount { folded[place] /= sum }
        }
        self.init(steps: steps, probabilities: folded, print: print)
    }

    init(steps: Int, probabilities: [Double], print: [Double]) {
        (self.steps, self.probabilities, self.print) = (steps, probabilities, print)
        var bySymbol = [Double](repeating: 0, count: probabilities.count)
        for step in 0..<steps {
            for symbol in 0..<Self.classCount {
                bySymbol[symbol * steps + step] = probabilities[step * Self.classCount + symbol]
            }
        }
        self.bySymbol = bySymbol
    }

    /// The probability of a class at a step.
    package func probability(_ step: Int, _ symbol: UInt8) -> Double { probabilities[step * Self.classCount + Int(symbol)] }

    /// Some of the steps.
    package subscript(range: Range<Int>) -> SymbolFrames {
        SymbolFrames(
            steps: range.count,
            probabilities: Array(probabilities[range.lowerBound * Self.classCount..<range.upperBound * Self.classCount]),
            print: Array(print[range]))
    }

    /// The steps given that nothing is print: digits in even strokes look like it.
    package var withoutPrint: SymbolFrames {
        var result = probabilities
        for step in 0..<steps where print[step] > 0 {
            let row = step * Self.classCount..<(step + 1) * Self.classCount
            result[row.lowerBound] = max(0, result[row.lowerBound] - print[step])
            let rest = result[row].reduce(0, +)
            for place in row { result[place] = rest > 0 ? result[place] / rest : place == row.lowerBound ? 1 : 0 }
        }
        return SymbolFrames(steps: steps, probabilities: result, print: [Double](repeating: 0, count: steps))
    }

    /// The same with marks counted as blanks: the probability of digits is then the sum over all ways to write marks among them.
    package var withoutMarks: SymbolFrames {
        var result = probabilities
        for row in stride(from: 0, to: result.count, by: Self.classCount) {
            for mark in Marks.classes {
                result[row] += result[row + Int(mark)]
                result[row + Int(mark)] = 0
            }
        }
        return SymbolFrames(steps: steps, probabilities: result, print: print)
    }
}

/// The classes that are marks.
package enum Marks {
    /// From the dot to the percent sign.
    package static let classes: ClosedRange<UInt8> = 11...24
}
