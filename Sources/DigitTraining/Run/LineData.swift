import DigitAugment
import DigitData
import DigitDatasets
import DigitDecoding
import DigitFiles
import DigitImage
import DigitNN
import DigitRecognizer

/// The lines that a line reader is trained, validated and tested on. They are generated from a data set's digits.
package struct LineData {
    /// The widths that strips are padded to, the usual ones more often.
    static let widths = [64, 128, 128, 192, 192, 256, 256, 384, 512]
    /// The numbers of validation, test and calibration lines.
    private static let (validationCount, testCount) = (1800, 1800)
    /// The seeds of the test and calibration lines, independent of the training's seed: they are always the same.
    private static let (testSeed, calibrationSeed): (UInt64, UInt64) = (7_777_777, 8_888_888)

    /// A fixed set of lines.
    package struct Part: Sendable {
        package let samples: LineGenerator
        package let seed: UInt64
        package var count: Int

        /// Reads the lines with a network.
        func evaluate(_ model: Sequential, threads: Int?) throws -> SequenceEvaluation {
            try model.evaluate(samples, count: count, seed: seed, widths: LineData.widths, threads: threads)
        }
    }

    private let training: LineGenerator
    /// Corrected lines among the others.
    let corrections: CorrectedLines?
    /// How often each corrected line occurs in an epoch, on average.
    private(set) var correctionRepeats = 0
    /// The fraction of the training lines that are corrected ones.
    private var correctionPart: Float = 0
    private let stepsPerEpoch: Int
    /// Generated from the last part of the training digits, with another seed.
    package let validation: Part
    /// Generated from the test digits.
    package let test: Part
    /// Lines for calibration: generated from the digits of the validation lines, with another seed.
    package let calibration: Part
    /// The number of digits that the lines of each kind are generated from.
    package let digitCounts: (training: Int, validation: Int, test: Int)
    /// Notes for the user about how the data set's files were understood, one line each.
    let notes: [String]
    private let digitsChecksum: UInt32

    /// Loads the digits that the settings name.
    /// - Throws: `FileError` naming what cannot be used.
    package init(_ settings: TrainingSettings) throws {
        let source = try DataSource(settings.data ?? Locations.mnist()).load()
        let (digits, held) = source.training.split(validationFraction: settings.validationSplit)
        func generator(_ digits: Dataset, _ name: String) throws(FileError) -> LineGenerator {
            if let generator = LineGenerator(digits) { return generator }
            throw FileError(
                path: settings.data ?? "MNIST",
                problem: "28x28 images of each of the ten digits expected among the \(digits.count) \(name) images")
        }
        let most = settings.fastDevRun ? TrainingData.fewBatches : .max
        func count(_ usual: Int) -> Int { settings.fastDevRun ? min(usual, most * settings.batchSize) : usual }
        training = try generator(digits, "training")
        stepsPerEpoch = min(settings.stepsPerEpoch ?? Recipe.stepsPerEpoch, most)
        validation = Part(
            samples: try generator(held, "validation"), seed: settings.seed &+ 1, count: count(Self.validationCount))
        calibration = Part(
            samples: validation.samples, seed: Self.calibrationSeed, count: count(NumberCalibration.usualLineCount))
        test = Part(samples: try generator(source.test, "test"), seed: Self.testSeed, count: count(Self.testCount))
        corrections = try settings.include.map { folder throws(FileError) in try CorrectedLines(folder) }
        notes = source.notes
        digitCounts = (digits.count, held.count, source.test.count)
        digitsChecksum = [digits, held, source.test].reduce(0) { $1.checksum(continuing: $0) }
        if let corrections {
            let count = self.source.samplesPerEpoch(batchSize: settings.batchSize)
            correctionRepeats = Corrections.repeats(of: corrections.count, beside: count)
            correctionPart = Float(min(1, Double(correctionRepeats * corrections.count) / Double(count)))
        }
    }

    /// The samples that a network is trained and validated on.
    package var source: SequenceSource {
        var samples: any SequenceSamples = training
        if let corrections {
            samples = LinesWithCorrections(generated: training, corrected: corrections, part: correctionPart)
        }
        return SequenceSource(
            samples, widths: Self.widths, stepsPerEpoch: stepsPerEpoch, validation: validation.samples,
            validationCount: validation.count, validationSeed: validation.seed)
    }

    /// The fraction of the corrected lines that a network reads correctly, 0...1; nil if there are none.
    func correctionAccuracy(of model: Sequential, threads: Int?) throws -> Double? {
        try corrections.map { lines in
            try model.evaluate(lines, count: lines.count, seed: 0, widths: [CorrectedLine.mostColumns], threads: threads).accuracy
        }
    }

    /// Identifies these lines: a checksum of the digits, of corrections, and of a few lines, which depend on the generator.
    var fingerprint: String {
        let width = 256
        var strip = [Float](repeating: 0, count: LineStrip.height * width)
        let sum = (0..<4).reduce(digitsChecksum) { sum, number in
            let label = training.makeSample(
                number: UInt64(number), seed: validation.seed, maximumWidth: width, progress: 1, into: &strip)
            return crc32(label.symbols, continuing: crc32(strip.withUnsafeBytes { Array($0) }, continuing: sum))
        }
        return "crc32:" + String(corrections?.checksum(continuing: sum) ?? sum, radix: 16)
    }
}
