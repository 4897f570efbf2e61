import DigitFiles
import DigitTensor

/// `args.json`: what a run does, with which settings, data and machine.
package struct RunRecord: Codable, Equatable, Sendable {
    /// The name of the file in the run's folder.
    package static let fileName = "args.json"
    /// The present format of the file.
    private static let currentFormat = 1

    /// The machine that it runs on.
    package struct Machine: Codable, Equatable, Sendable {
        /// Such as `Linux 6.1 x86_64`.
        package var system: String
        /// The processor's own name; empty if it has none.
        package var processor: String
        package var instructionSet: String
        package var threads: Int

        package init(system: String, processor: String, instructionSet: String, threads: Int) {
            self.system = system
            self.processor = processor
            self.instructionSet = instructionSet
            self.threads = threads
        }
    }

    /// The data that it learns from.
    package struct Data: Codable, Equatable, Sendable {
        package var trainingCount: Int
        package var validationCount: Int
        package var testCount: Int
        package var classes: [String]
        /// A checksum of all samples and labels: a training continues with the same data only.
        package var fingerprint: String

        package init(trainingCount: Int, validationCount: Int, testCount: Int, classes: [String], fingerprint: String) {
            self.trainingCount = trainingCount
            self.validationCount = validationCount
            self.testCount = testCount
            self.classes = classes
            self.fingerprint = fingerprint
        }
    }

    /// The fractions that are read correctly, 0...1.
    package struct CorrectionAccuracies: Codable, Equatable, Sendable {
        package var corrections: Double
        package var test: Double

        package init(corrections: Double, test: Double) {
            self.corrections = corrections
            self.test = test
        }
    }

    package var format = currentFormat
    /// The program, such as `digits 1.0.0`.
    package var version: String
    package var options: TrainingSettings
    package var machine: Machine
    package var data: Data
    /// The optimizer with its settings.
    package var optimizer: String
    package var parameters: Int
    /// The accuracies of the network before it is corrected; only if corrections are learned, and once they are measured.
    package var before: CorrectionAccuracies?

    package init(version: String, options: TrainingSettings, machine: Machine, data: Data, optimizer: String, parameters: Int) {
        self.version = version
        self.options = options
        self.machine = machine
        self.data = data
        self.optimizer = optimizer
        self.parameters = parameters
    }

    /// Writes the record to a run's folder.
    package func write(to folder: RunFolder) throws(FileError) {
        try writeFile(prettyJSON(self), to: folder.file(Self.fileName))
    }

    /// Reads the record of a run's folder.
    /// - Throws: `FileError` if there is none, or it is from another version.
    package init(of folder: RunFolder) throws(FileError) {
        struct Form: Decodable { let format: Int }
        let path = folder.file(Self.fileName)
        let bytes = try readFile(path, limit: 1 << 20)
        let form: Form = try parseJSON(bytes, path)
        guard form.format == Self.currentFormat else {
            throw FileError(path: path, problem: "format \(Self.currentFormat) expected, found \(form.format) of another version")
        }
        self = try parseJSON(bytes, path)
        try require(machine.threads, "machine.threads", in: ProcessorVariables.threads, path)
        for (name, count) in [
            ("data.training_count", data.trainingCount), ("data.validation_count", data.validationCount),
            ("data.test_count", data.testCount), ("parameters", parameters),
        ] { try require(count, name, in: 0...largestCount, path) }
        for (name, part) in [("before.corrections", before?.corrections), ("before.test", before?.test)] {
            if let part, !(0...1).contains(part) {
                throw FileError(path: path, problem: "\(name): a number from 0 to 1 expected, found \(part)")
            }
        }
        guard data.classes.count <= largestClassCount else {
            throw FileError(
                path: path, problem: "data.classes: at most \(largestClassCount) names expected, got \(data.classes.count)")
        }
    }
}
