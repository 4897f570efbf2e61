import ArgumentParser
import DigitDecoding
import DigitFiles
import DigitKeras
import DigitNN
import DigitText
import DigitTraining

struct CalibrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate",
        abstract: "Calibrate the confidences of a line-reading model on generated lines.",
        discussion: """
            digits train --recipe numbers does the same at its end. The model file then has a temperature, which calibrates its \
            probabilities, and a count of the wrong answers above each confidence, from which digits read --risk takes its \
            threshold. The weights do not change, except with --half-precision, which makes the file half as large.

            Examples:
              digits calibrate numbers_reader.h5
              digits calibrate numbers_reader.h5 --output calibrated.h5 --lines 100000
              digits calibrate numbers_reader.h5 --json
            """)

    @Argument(help: "The model, a Keras file.", completion: .file(extensions: ["h5", "hdf5", "keras"]))
    var model: String

    @Option(
        help: ArgumentHelp("Write the calibrated model to this file. (default: replace the model)", valueName: "file"),
        completion: .file(extensions: ["h5", "hdf5", "keras"]))
    var output: String?

    @Option(help: ArgumentHelp("Number of lines. (default: as at the end of training)", valueName: "n"))
    var lines: Int?

    @Flag(help: "Store weights as 16-bit floats; the confidences are then those of the rounded weights.")
    var halfPrecision = false

    @OptionGroup var settings: CalibrationSettingOptions

    @Flag(help: "Print one JSON object instead of a table.")
    var json = false

    private static let lineCounts = 1...200_000

    func validate() throws {
        try expectFile("--output", output)
        if let lines, !Self.lineCounts.contains(lines) {
            throw ValidationError("--lines: 1 to \(Self.lineCounts.upperBound) expected, got \(lines)")
        }
    }

    func run() throws {
        let settings = try TrainingSettings(settings.values.merging(["recipe": "numbers"]) { own, _ in own })
        // The training's instruction set, for the same file as after it. Another one, if requested, changes only last digits.
        settings.preferInstructionSet()
        let loaded = try KerasModel.load(model)
        try loaded.model.checkReadsLines(model)
        let weightType: KerasSaveOptions.WeightType = halfPrecision ? .float16 : .float32
        let network = halfPrecision ? try Self.rounded(loaded.model, name: model) : loaded.model
        var part = try LineData(settings).calibration
        if let lines { part.count = lines }
        let calibration = try naming(model) {
            try NumberCalibration(of: network, on: part, threads: settings.threads)
        }
        let path = output ?? model
        try network.save(
            to: path, training: loaded.training,
            options: KerasSaveOptions(annotation: calibration.text, weightType: weightType))
        let report = CalibrationReport(calibration)
        try Output.standard.writeLine(json ? jsonText(report) : report.text + "\nSaved \(path)")
    }

    /// A network with weights rounded to 16-bit floats.
    private static func rounded(_ network: Sequential, name: String) throws -> Sequential {
        let bytes = try network.kerasFile(.hdf5, name: name, options: KerasSaveOptions(weightType: .float16))
        return try KerasModel.load(bytes: bytes, name: name).model
    }
}

/// The settings that determine the lines, and how they are read.
struct CalibrationSettingOptions: SettingOptions {
    static let settings = TrainingSettings.all.filter { ["data", "validation-split", "threads"].contains($0.name) }
    var values: [String: String] = [:]
}
