import DigitData
import DigitImage
import DigitNN
import DigitTensor

/// Generates lines of handwritten numbers, as cropped from pages, and their texts.
///
/// Digits are MNIST's, warped into one hand for each line, or drawn stroke by stroke; the picture is composed at a scan's
/// resolution and goes through `LineNormalizer` as the reader's crops do. The result depends only on the seed and the line's
/// number.
public struct LineGenerator: Sendable {
    private let digits: SampledDigits
    private let normalizer = LineNormalizer()
    /// The last fraction of the training, 0 ... 1, in which lines are easier.
    public var refiningPart: Double = 0.2
    /// The fraction of lines that show no number, 0 ... 1.
    public var emptyPart: Float = 0.12
    /// The number of tries, with ever wider gaps, to fit the symbols into the network's steps.
    private static let tries = 6

    /// - Parameter data: MNIST's training digits, or some of them: 28x28 images stored as bytes, bright ink on black.
    /// - Returns: nil if the data is of another kind or lacks a digit.
    public init?(_ data: Dataset) {
        guard let digits = SampledDigits(data) else { return nil }
        self.digits = digits
    }

    /// Generates one line.
    /// - Parameters:
    ///   - number: the line's number; lines are independent of each other.
    ///   - seed: the seed of all lines.
    ///   - maximumWidth: the strip's columns, at least 32; most lines fill more than half of them.
    ///   - progress: the fraction of the training that is done, 0 ... 1.
    ///   - target: receives the strip: 32 rows of `maximumWidth` values, 0 for paper to 1 for ink, 0 to the right of the line.
    /// - Returns: the strip's width and its symbols, which fit into a quarter as many steps.
    public func makeLine(
        number: UInt64, seed: UInt64, maximumWidth: Int, progress: Double, into target: UnsafeMutablePointer<Float>
    ) -> SequenceLabel {
        precondition(maximumWidth >= 32, "a strip of \(maximumWidth) columns; at least 32 expected")
        // A million random numbers are more than any line takes.
        var random = Philox(seed: seed, stream: .lines, position: number << 20)
        let isMild = progress > 1 - refiningPart
        for attempt in 0..<Self.tries {
            let composer = LineComposer(digits: digits, maximumWidth: maximumWidth, isMild: isMild, random: random)
            let isEmpty = attempt == Self.tries - 1
            let (picture, symbols) = composer.compose(emptyPart: isEmpty ? 1 : emptyPart, extraGap: 0.15 * Float(attempt))
            random = composer.random
            guard let strip = try? normalizer.normalize(picture) else { continue }
            let label = SequenceLabel(width: min(strip.width, maximumWidth), symbols: symbols)
            guard isFeasible(label) else { continue }
            copy(strip, label.width, to: target, maximumWidth)
            return label
        }
        target.update(repeating: 0, count: LineStrip.height * maximumWidth)
        return SequenceLabel(width: maximumWidth, symbols: [])
    }

    /// The number of columns of a strip for which the network gives one distribution.
    private static let columnsPerStep = 4

    /// Whether the network's steps suffice to spell the symbols.
    private func isFeasible(_ label: SequenceLabel) -> Bool {
        CTCLoss.timeSteps(of: label.symbols) <= (label.width + Self.columnsPerStep - 1) / Self.columnsPerStep
    }

    private func copy(_ strip: LineStrip, _ width: Int, to target: UnsafeMutablePointer<Float>, _ stride: Int) {
        strip.values.withUnsafeBufferPointer { values in
            for y in 0..<LineStrip.height {
                let row = target + y * stride
                row.update(from: values.baseAddress! + y * strip.width, count: width)
                (row + width).update(repeating: 0, count: stride - width)
            }
        }
    }
}

/// Lines are the samples of a network for sequences.
extension LineGenerator: SequenceSamples {
    /// The same as `makeLine`.
    public func makeSample(
        number: UInt64, seed: UInt64, maximumWidth: Int, progress: Double, into pixels: UnsafeMutablePointer<Float>
    ) -> SequenceLabel {
        makeLine(number: number, seed: seed, maximumWidth: maximumWidth, progress: progress, into: pixels)
    }
}
