import DigitDecoding
import DigitImage
import DigitNN
import DigitTensor

extension NumberCalibration {
    /// The number of lines that a calibration is fitted to: with 50 levels (`RiskTable`), enough for error rates of at least
    /// about 0.05 %.
    static let usualLineCount = 20_000
    /// The number of lines that are held at the same time.
    private static let batch = 256

    /// Fits a calibration to a network's readings of generated lines. It depends only on the lines and the instruction set.
    ///
    /// The lines are as easy as those at the end of a training: among the hardest, some are illegible, so that no confidence
    /// would keep their errors rare.
    /// - Parameters:
    ///   - model: reads lines, like `Sequential.numbersNetwork`.
    ///   - lines: generated from digits and with a seed that the network was not trained with.
    ///   - threads: the number of threads; nil for all processors that the process may use.
    /// - Throws: `NetworkError` for another network.
    package init(of model: Sequential, on lines: LineData.Part, threads: Int? = nil) throws {
        let predictor = try SequencePredictor(model, threads: threads)
        let pool = ThreadPool(threads: threads)
        var readings: [CalibrationReading] = []
        for first in stride(from: 0, to: lines.count, by: Self.batch) {
            let numbers = Array(first..<min(first + Self.batch, lines.count))
            let made = pool.map(numbers) { lines.makeLine(number: $0) }
            let frames = try predictor.frames(of: made.map(\.strip))
            // A network whose outputs are not numbers reads nothing.
            readings += pool.map(Array(zip(made, frames))) { line, frames in
                frames.flatMap { CalibrationReading($0, written: line.label.symbols) }
            }.compactMap(\.self)
        }
        self.init(fittedTo: readings)
    }
}

extension LineData.Part {
    /// A line as at the end of a training.
    fileprivate func makeLine(number: Int) -> (strip: LineStrip, label: SequenceLabel) {
        let stride = LineData.widths[number % LineData.widths.count]
        var values = [Float](repeating: 0, count: LineStrip.height * stride)
        let label = samples.makeSample(
            number: UInt64(number), seed: seed, maximumWidth: stride, progress: 1, into: &values)
        let written = (0..<LineStrip.height).flatMap { row in values[row * stride..<row * stride + label.width] }
        return (LineStrip(width: label.width, values: written), label)
    }
}

extension ThreadPool {
    /// The results of a function for each value, in their order.
    fileprivate func map<Value, Result>(_ values: [Value], _ body: (Value) -> Result) -> [Result] {
        var results = [Result?](repeating: nil, count: values.count)
        results.withUnsafeMutableBufferPointer { results in
            let results = results.baseAddress
            run(values.count) { task, _ in results?[task] = body(values[task]) }
        }
        return results.compactMap(\.self)
    }
}
