import DigitData
import DigitDatasets
import DigitFiles
import DigitInput
import DigitNN
import DigitRecognizer

/// The data that a classifier is trained, validated and tested on.
package struct TrainingData {
    /// The number of batches of `--fast-dev-run`.
    static let fewBatches = 3

    /// As loaded: gray images.
    package let source: DataSource.Loaded
    /// Corrections, as gray images; they are read when the network is known, which may have a class for everything else.
    private(set) var corrections: Dataset?
    /// Whether the corrections include pictures of no class, which are not learned.
    private(set) var leavesOutNone = false
    /// How often each correction occurs in an epoch.
    private(set) var correctionRepeats = 0
    /// The rest is converted to the network's input.
    package private(set) var training: Dataset
    private(set) var validation: Dataset
    private(set) var test: Dataset
    /// Whether the validation images are the test images.
    private(set) var isTestValidated = true
    /// The test images as they are shown.
    private(set) var testImages: Dataset

    /// Loads what the settings name.
    /// - Throws: `FileError` naming what cannot be used.
    package init(_ settings: TrainingSettings) throws {
        let source = try DataSource(settings.data ?? Locations.mnist(), classCount: settings.classes).load()
        self.source = source
        (training, validation, test, testImages) = (source.training, source.test, source.test, source.test)
    }

    /// Converts the data to the network's input.
    /// - Parameter name: the network's name in messages.
    package mutating func prepare(for model: Sequential, name: String, _ settings: TrainingSettings) throws {
        let input = try naming(name) { try ModelInput(shape: model.inputShape, range: settings.inputRange(of: model)) }
        let limit = settings.fastDevRun ? Self.fewBatches * settings.batchSize : Int.max
        testImages = source.test.prefix(limit)
        test = try input.dataset(testImages)
        (training, validation) = (source.training, source.validation ?? source.test)
        if settings.validationSplit > 0 {
            let count = Int(Double(training.count) * (1 - settings.validationSplit))
            guard count > 0, count < training.count else {
                throw FileError(
                    path: settings.data ?? "MNIST",
                    problem: "too few images, \(training.count), for a validation split of \(settings.validationSplit)")
            }
            (training, validation) = training.split(validationFraction: settings.validationSplit)
        }
        if let batches = settings.overfitBatches {
            training = training.prefix(batches * settings.batchSize)
            validation = training
        }
        (training, validation) = (training.prefix(limit), validation.prefix(limit))
        isTestValidated = settings.validationSplit == 0 && settings.overfitBatches == nil && source.validation == nil
        training = try input.dataset(training)
        validation = isTestValidated ? test : try input.dataset(validation)
        try readCorrections(settings, classCount: model.outputShape.count)
        if let corrections {
            correctionRepeats = Corrections.repeats(of: corrections.count, beside: training.count)
            training = training.appending(try input.dataset(corrections), times: correctionRepeats)
        }
    }

    private mutating func readCorrections(_ settings: TrainingSettings, classCount: Int) throws {
        guard let include = settings.include else { return }
        let folders = try ClassFolders(
            include, classNames: Self.classNames(source.classNames, count: classCount), besides: [CorrectedLine.folderName])
        corrections = try folders.samples()
        leavesOutNone = folders.leavesOutNone
    }

    /// A name for each of a network's outputs: the one after the data's classes is everything else.
    static func classNames(_ names: [String], count: Int) -> [String] {
        names + (names.count..<max(count, names.count)).map { _ in "none" }
    }

    /// The corrections as the network takes them.
    func corrections(for model: Sequential, _ settings: TrainingSettings) throws -> Dataset? {
        try corrections.map { try ModelInput(shape: model.inputShape, range: settings.inputRange(of: model)).dataset($0) }
    }

    /// Identifies these data.
    var fingerprint: String {
        let sum = [training, validation, test].reduce(UInt32(0)) { $1.checksum(continuing: $0) }
        return "crc32:" + String(sum, radix: 16)
    }
}

extension Dataset {
    fileprivate func prefix(_ limit: Int) -> Dataset { limit < count ? self[0..<max(limit, 1)] : self }

    /// A checksum of all samples and labels.
    func checksum(continuing checksum: UInt32) -> UInt32 {
        let sum =
            switch values {
            case .bytes(let bytes, _, _): crc32(bytes, continuing: checksum)
            case .floats, .borrowed:
                (0..<count).reduce(checksum) { sum, sample in
                    crc32(floats(ofSample: sample).withUnsafeBytes { Array($0) }, continuing: sum)
                }
            }
        return crc32(labels, continuing: sum)
    }
}
