import ArgumentParser
import DigitDecoding
import DigitFiles
import DigitPhoto
import DigitReader
import DigitReport
import DigitTraining

struct ReadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read",
        abstract: "Read the numbers in photos of pages, lines from top to bottom.",
        usage: Digits.usage("read <pictures> ... [<options>]"),
        discussion: """
            Prints a line for each number, as it is written: digits, the marks . , - / : + ( ) # $ € = * %, and ? for ink that is none of \
            these; with more than one picture, after the file. A picture may be a photo, a scan or a drawing: PNG, JPEG, TIFF, WebP, BMP, \
            PGM, PBM, PPM or HEIC. All pages of PDF and TIFF files are read, and the results name the page. A folder stands for all pictures in it and below it, \
            and - for a picture from standard input. Uncertain symbols are reported on standard error. A file that cannot be read is reported, \
            the others are still read, and the exit status is then 1.

            What is known about the numbers decides between readings. Numbers that do not match are left out and reported. A pattern describes the \
            numbers: \\d is any digit, [1-5] a range; {4}, {2,4}, ?, * and + repeat; | separates alternatives, and parentheses group; \
            other signs, such as -, are matched where they are written, and inserted where they are not.

            Examples:
              digits read page.jpg
              digits read page.jpg --annotate checked.png
              digits read scans --csv > numbers.csv
              digits read scans.pdf --csv > numbers.csv
              digits read checks --digits-only
              digits read meter.jpg --length 5
              digits read cards/*.jpg --length 16 --checksum luhn
              digits read phones.jpg --pattern '(0|\\+49)\\d{2,4}[-/]?\\d{4,8}'
              digits read exams/*.jpg --among students.csv
              digits read receipts.jpg --decimals 2 --range 0.05..500
            """)

    @Argument(help: "Pictures, folders of pictures, or - for standard input.", completion: .file())
    var pictures: [String]

    @OptionGroup(title: "What is known about the numbers") var field: FieldOptions
    @OptionGroup(title: "What is printed") var format: ReadFormatOptions

    @Option(
        help: ArgumentHelp(
            "Accept only numbers certain enough that at most this fraction of them is wrong, such as 1%; report the others as uncertain.",
            valueName: "fraction"))
    var risk: String?

    @Flag(help: "Treat nothing as machine print: for drawings and handwritten pages.")
    var noPrint = false

    @Flag(help: "Print digits only, without marks.")
    var digitsOnly = false

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Print ? for symbols below this confidence, from 0 to 1.", valueName: "p"))
    var minConfidence: Float = 0

    @Option(
        help: ArgumentHelp("Write the picture with boxes and symbols drawn on it; for one picture.", valueName: "file.png"),
        completion: .file(extensions: ["png"]))
    var annotate: String?

    @Option(
        help: ArgumentHelp(
            "Write each digit as a 28x28 picture like MNIST's into a folder for its class, for training.",
            valueName: "folder"),
        completion: .directory)
    var crops: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("The largest picture that is read, in megapixels.", valueName: "n"))
    var maxMegapixels: Int = 100

    @Option(
        help: ArgumentHelp(
            "A model that reads lines, a Keras file of 'digits train --recipe numbers'. (default: the one that comes with digits)",
            valueName: "file"),
        completion: .file(extensions: ["h5", "hdf5", "keras"]))
    var model: String?

    @OptionGroup var threads: ThreadOptions

    func validate() throws {
        guard (0...1).contains(minConfidence) else {
            throw ValidationError("--min-confidence: a number from 0 to 1 expected, got \(minConfidence)")
        }
        guard (1...1000).contains(maxMegapixels) else {
            throw ValidationError("--max-megapixels: a number from 1 to 1000 expected, got \(maxMegapixels)")
        }
        if let risk {
            // The error's text begins with the option's name.
            do { _ = try RiskTable.share(risk) } catch { throw ValidationError("--\(error)") }
        }
        try expectFile("--annotate", annotate)
        if annotate != nil && pictures.count > 1 { throw ValidationError("--annotate takes one picture, got \(pictures.count)") }
    }

    func run() throws {
        let model = try model.map { try NumbersModel(contentsOf: RunFolder.modelFile($0)) } ?? NumbersModel()
        let inputs = PictureInputs(pictures)
        var output = ReadOutput(format: format.format, style: try style(of: model), namesFiles: inputs.isSeveral)
        var run = ReadingRun(
            pictures: PictureReader(
                reader: DigitReader(model: model, expectsPrint: !noPrint), constraint: try field.constraint(),
                pixelLimit: maxMegapixels * 1_000_000,
                annotated: annotate),
            crops: crops, threads: threads.threads)
        try run.run(inputs, output: &output)
        if run.hasFailed { throw ExitCode.failure }
    }
}

extension ReadCommand {
    /// How numbers are printed, and which are accepted.
    private func style(of model: NumbersModel) throws -> NumberStyle {
        var style = NumberStyle(leastConfidence: minConfidence, isDigitsOnly: digitsOnly)
        guard let risk else { return style }
        let share = try RiskTable.share(risk)
        if let least = try model.leastConfidence(risk: share, isDigitsOnly: digitsOnly) {
            style.leastLineConfidence = least
        } else {
            style.leastLineConfidence = .infinity
            try Output.error.writeLine("Note: no threshold keeps the wrong numbers to at most \(risk)")
        }
        return style
    }
}

/// One of the ways to print what was read.
struct ReadFormatOptions: ParsableArguments {
    enum Format: EnumerableFlag {
        case json, jsonl, csv, review

        static func help(for value: Format) -> ArgumentHelp? {
            switch value {
            case .json: "Print one JSON array with boxes, confidences and alternatives."
            case .jsonl: "Print the same as one line for each picture, as soon as it is read."
            case .csv: "Print a table: file, line, text, digits, confidences, place in a table."
            case .review: "Print what to review: numbers that do not match, then all others, the least certain first."
            }
        }
    }

    @Flag var format: Format?
}
