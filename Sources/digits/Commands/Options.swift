import ArgumentParser
import DigitDatasets
import DigitFiles
import DigitImage
import DigitRecognizer

/// Options that several commands share.
struct DataOptions: ParsableArguments {
    @Option(
        name: .customLong("data"),
        help: ArgumentHelp(
            "A folder of IDX files named as MNIST's, a folder with pictures in a folder for each class, a .npz file or a .csv table. (default: the MNIST files that come with digits)",
            valueName: "path"),
        completion: .file())
    var path: String?

    @Option(help: ArgumentHelp("Number of classes. (default: one for each class folder, else 10)", valueName: "n"))
    var classes: Int?

    func validate() throws {
        if let classes, !(2...256).contains(classes) {
            throw ValidationError("--classes: a number from 2 to 256 expected, got \(classes)")
        }
    }

    /// The data to read.
    /// - Parameter classCount: the number of classes where `--classes` does not say.
    func open(classCount: Int? = nil) throws -> DataSource {
        try DataSource(try path ?? Locations.mnist(), classCount: classes ?? classCount)
    }
}

/// How many threads compute.
struct ThreadOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Number of threads. (default: one for each processor that may be used)", valueName: "n"))
    var threads: Int?

    func validate() throws {
        if let threads, !(1...256).contains(threads) {
            throw ValidationError("--threads: a number from 1 to 256 expected, got \(threads)")
        }
    }
}

/// The pixel values that a model was trained on.
struct InputRangeOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The values of no ink and of full ink that the model was trained on, such as 0,255 or -1,1.", valueName: "low,high"))
    var inputRange: InputRange = .unit

    var isDefault: Bool { inputRange == .unit }
}

/// How digits are looked at.
struct ViewOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "In how many views each digit is read, as it was written and less slanted: 1 or \(DigitView.usual.count).",
            valueName: "n"))
    var views = DigitView.usual.count

    var chosen: [DigitView] { views == 1 ? [.asWritten] : DigitView.usual }

    func validate() throws {
        guard [1, DigitView.usual.count].contains(views) else {
            throw ValidationError("--views: 1 or \(DigitView.usual.count) expected, got \(views)")
        }
    }
}

extension InputRange: ExpressibleByArgument {
    /// Reads `low,high`.
    public init?(argument: String) { self.init(text: argument) }

    /// `0,1`.
    public var defaultValueDescription: String { "\(Int(low)),\(Int(high))" }
}
