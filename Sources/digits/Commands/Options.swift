import ArgumentParser
import DigitData
import DigitFiles
import DigitRecognizer

/// Options that several commands share.
struct DataOptions: ParsableArguments {
    @Option(
        name: .customLong("data"),
        help: ArgumentHelp(
            "Folder of IDX files named as MNIST's, gzipped or not. (default: the MNIST files that come with digits)",
            valueName: "folder"),
        completion: .directory)
    var folder: String?

    /// The folder to read.
    func open() throws -> IDXFolder { try IDXFolder(try folder ?? Locations.mnist()) }
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

extension InputRange: ExpressibleByArgument {
    /// Reads `low,high`.
    public init?(argument: String) { self.init(text: argument) }

    /// `0,1`.
    public var defaultValueDescription: String { "\(Int(low)),\(Int(high))" }
}
