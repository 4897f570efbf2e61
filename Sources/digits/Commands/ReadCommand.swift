import ArgumentParser
import DigitReader
import DigitRecognizer

struct ReadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read",
        abstract: "Read the numbers in photos of pages, lines from top to bottom.",
        usage: "digits read <pictures> ... [<options>]",
        discussion: """
            Prints one line of digits for each line of writing; with more than one picture, the file before it. A picture may be a photo, a \
            scan or a drawing: PNG, JPEG, TIFF, WebP, BMP, PGM, PBM or PPM. A folder stands for all pictures in it and below it, and - for \
            a picture from standard input. What is unsure is told on standard error. A file that cannot be read is reported, the others are \
            read all the same, and the exit status is then 1.

            A pattern says what the numbers look like, and then decides between readings: \\d is any digit, [1-5] are some, {4}, {2,4} and ? \
            say how often; other signs, such as -, are put into the text.

            Examples:
              digits read page.jpg
              digits read page.jpg --annotate checked.png
              digits read scans --csv > numbers.csv
              digits read meter.jpg --length 5
              digits read cards/*.jpg --pattern '\\d{16}' --checksum luhn
            """)

    @Argument(help: "Pictures, folders of pictures, or - for standard input.", completion: .file())
    var pictures: [String]

    @OptionGroup(title: "What is known of the numbers") var field: FieldOptions
    @OptionGroup(title: "What is printed") var format: ReadFormatOptions

    @Option(
        help: ArgumentHelp("Print ? for digits below this confidence, from 0 to 1.", valueName: "p"))
    var minConfidence: Float = 0

    @Option(
        help: ArgumentHelp("Write the picture with boxes and digits drawn on it; for one picture.", valueName: "file.png"),
        completion: .file(extensions: ["png"]))
    var annotate: String?

    @Option(
        help: ArgumentHelp(
            "Write each digit as it was given to the model, 28x28, into a folder for its class: material for training.",
            valueName: "folder"),
        completion: .directory)
    var crops: String?

    @Option(help: ArgumentHelp("The most megapixels of a picture.", valueName: "n"))
    var maxMegapixels: Int = 100

    @Option(
        help: ArgumentHelp(
            "The model, a Keras file. (default: the one for handwriting that comes with digits)", valueName: "file"),
        completion: .file(extensions: ["h5", "hdf5", "keras"]))
    var model: String?

    @OptionGroup var range: InputRangeOptions
    @OptionGroup var views: ViewOptions

    func validate() throws {
        if model == nil && !range.isDefault { throw ValidationError("--input-range belongs to the model of --model") }
        guard (0...1).contains(minConfidence) else {
            throw ValidationError("--min-confidence: a number from 0 to 1 expected, got \(minConfidence)")
        }
        guard (1...1000).contains(maxMegapixels) else {
            throw ValidationError("--max-megapixels: a number from 1 to 1000 expected, got \(maxMegapixels)")
        }
        if annotate != nil && pictures.count > 1 { throw ValidationError("--annotate takes one picture, got \(pictures.count)") }
    }

    func run() throws {
        let recognizer =
            try model.map { try DigitRecognizer(contentsOf: $0, inputRange: range.inputRange, views: views.chosen) }
            ?? DigitRecognizer(views: views.chosen)
        let inputs = PictureInputs(pictures)
        var output = ReadOutput(format: format.format, leastConfidence: minConfidence, namesFiles: inputs.isSeveral)
        var reading = ReadingRun(
            reader: DigitReader(recognizer: recognizer), constraint: try field.constraint(),
            pixelLimit: maxMegapixels * 1_000_000,
            annotated: annotate, crops: crops)
        try reading.run(inputs, output: &output)
        if reading.hasFailed { throw ExitCode.failure }
    }
}

/// What is known of the numbers before they are read.
struct FieldOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How many digits each line has.", valueName: "n"))
    var length: Int?

    @Option(help: ArgumentHelp(#"What each line looks like, such as '\d{3}-\d{4}'."#, valueName: "pattern"))
    var pattern: String?

    @Option(help: ArgumentHelp("A rule that the digits obey: luhn.", valueName: "name"))
    var checksum: FieldConstraint.Checksum?

    func validate() throws {
        if length != nil && pattern != nil { throw ValidationError("either --length or --pattern expected, got both") }
        do { _ = try constraint() } catch { throw ValidationError("\(error)") }
    }

    func constraint() throws(ReaderError) -> FieldConstraint? {
        guard length != nil || pattern != nil || checksum != nil else { return nil }
        var result = FieldConstraint(checksum: checksum)
        if let length { result.pattern = try FieldPattern(digits: length) }
        if let pattern { result.pattern = try FieldPattern(pattern) }
        return result
    }
}

extension FieldConstraint.Checksum: ExpressibleByArgument {}

/// One of the ways to print what was read.
struct ReadFormatOptions: ParsableArguments {
    enum Format: EnumerableFlag {
        case json, jsonl, csv, review

        static func help(for value: Format) -> ArgumentHelp? {
            switch value {
            case .json: "Print one JSON array with boxes, confidences and alternatives."
            case .jsonl: "Print the same as one line for each picture, as soon as it is read."
            case .csv: "Print a table: file, line, text, confidence, confidence of the least sure digit."
            case .review: "Print what to look at: numbers that do not fit, then every digit, the least sure first."
            }
        }
    }

    @Flag var format: Format?
}
