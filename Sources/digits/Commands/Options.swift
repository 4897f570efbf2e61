import ArgumentParser
import DigitDatasets
import DigitFiles
import DigitImage
import DigitInput
import DigitTraining

/// The data set options of several commands.
struct DataOptions: SettingOptions {
    static let settings = TrainingSettings.all.filter { $0.group == .data }
    var values: [String: String] = [:]

    /// The data to read.
    /// - Parameters:
    ///   - classCount: the number of classes if `--classes` is not given.
    ///   - path: the data if `--data` is not given; nil for MNIST.
    func open(classCount: Int? = nil, path: String? = nil) throws -> DataSource {
        let settings = try TrainingSettings(values)
        return try DataSource(try settings.data ?? path ?? Locations.mnist(), classCount: settings.classes ?? classCount)
    }
}

/// Checks that an option for a file that cannot be printed does not ask for standard output.
func expectFile(_ option: String, _ path: String?) throws {
    if path == "-" { throw ValidationError("\(option): a file expected, got -") }
}

/// The number of threads.
struct ThreadOptions: SettingOptions {
    static let settings = TrainingSettings.all.filter { $0.group == .threads }
    var values: [String: String] = [:]

    /// Nil for one for each processor that may be used.
    var threads: Int? { values["threads"].flatMap { Int($0) } }
}

/// The pixel values that a model was trained on.
struct InputRangeOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The values for no ink and full ink that the model was trained on, such as 0,255 or -1,1. (default: as its first layer says, else 0,1)",
            valueName: "low,high"),
        transform: { try InputRange(option: $0) })
    var inputRange: InputRange?
}

/// The views that digits are read in.
struct ViewOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Number of views each digit is read in, as written and less slanted: 1 or \(DigitView.usual.count).",
            valueName: "n"))
    var views = DigitView.usual.count

    var chosen: [DigitView] { views == 1 ? [.asWritten] : DigitView.usual }

    func validate() throws {
        guard [1, DigitView.usual.count].contains(views) else {
            throw ValidationError("--views: 1 or \(DigitView.usual.count) expected, got \(views)")
        }
    }
}
