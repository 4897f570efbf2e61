import DigitData
import DigitImage
import DigitNN
import DigitTensor

/// Makes lines of handwritten numbers as a page's crops show them, and what they say.
///
/// Digits are MNIST's, warped into one hand for each line, and others drawn stroke by stroke; the picture is composed at a scan's
/// resolution and goes through `LineNormalizer` as the reader's crops do. What comes depends on the seed and the line's number alone.
public struct LineGenerator: Sendable {
    private let digits: SampledDigits
    private let normalizer = LineNormalizer()
    /// The last part of the training, 0 ... 1, in which lines are milder.
    public var refiningPart: Double = 0.2
    /// The part of the lines that show no number, 0 ... 1.
    public var emptyPart: Float = 0.12
    /// Tries with ever wider gaps until the symbols fit into the network's steps.
    private static let tries = 6

    /// - Parameter data: MNIST's training digits, or some of them: 28x28 images stored as bytes, bright ink on black.
    /// - Returns: nil if the data are of another kind or lack a digit.
    public init?(_ data: Dataset) {
        guard let digits = SampledDigits(data) else { return nil }
        self.digits = digits
    }

    /// Makes one line.
    /// - Parameters:
    ///   - number: which one; each is independent of the others.
    ///   - seed: of all lines.
    ///   - maximumWidth: the strip's columns, at least 32; most lines fill more than half of them.
    ///   - progress: the part of the training that is done, 0 ... 1.
    ///   - target: receives the strip: 32 rows of `maximumWidth` values, 0 for paper to 1 for ink, 0 behind the line's width.
    /// - Returns: the strip's width and its symbols, which fit into a quarter as many steps.
    public func makeLine(
        number: UInt64, seed: UInt64, maximumWidth: Int, progress: Double, into target: UnsafeMutablePointer<Float>
    ) -> SequenceLabel {
        precondition(maximumWidth >= 32, "a strip of \(maximumWidth) columns; at least 32 expected")
        // A million random numbers for each line are more than it takes.
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

    /// The columns of a strip for which the network gives one distribution.
    private static let columnsPerStep = 4

    /// Whether the network's steps are enough to spell the symbols.
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

/// Lines are what a network for sequences learns.
extension LineGenerator: SequenceSamples {
    /// The same as `makeLine`.
    public func makeSample(
        number: UInt64, seed: UInt64, maximumWidth: Int, progress: Double, into pixels: UnsafeMutablePointer<Float>
    ) -> SequenceLabel {
        makeLine(number: number, seed: seed, maximumWidth: maximumWidth, progress: progress, into: pixels)
    }
}
