import ArgumentParser
import DigitDatasets
import DigitFiles
import DigitInput
import DigitPhoto
import DigitRecognizer

struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Read pictures of one digit each.",
        usage: Digits.usage("predict <images> ... [<options>]"),
        discussion: """
            A picture may be PNG, JPEG, BMP, PGM, PBM, TIFF or WebP, of any size, dark on bright or bright on dark. Each line has the \
            digit, the probability that the picture shows it, and the file; a picture of something else gets a low probability. A folder \
            stands for all pictures in it and below it, and - for a picture from standard input. A file that cannot be read is reported, the \
            others are still read, and the exit status is then 1.

            A table (.csv, .csv.gz) of pixels is read too, with an image in each row as MNIST has them. --csv then prints a submission to \
            Kaggle's digit recognizer.

            Examples:
              digits predict seven.png
              digits predict --model model.h5 scans --top 3
              digits predict --json seven.png | jq '.[0].digit'
              digits predict --csv test.csv > submission.csv
            """)

    @Argument(help: "Pictures, folders of pictures, tables, or - for standard input.", completion: .file())
    var images: [String]

    @Option(parsing: .unconditional, help: ArgumentHelp("Number of most likely digits to print.", valueName: "n"))
    var top = 1

    @OptionGroup var model: ModelOptions

    @Flag(help: "Print one JSON array instead of lines.")
    var json = false

    @Flag(help: "Print a table: file, digit, confidence; or ImageId, Label for a table of images.")
    var csv = false

    func validate() throws {
        if top < 1 { throw ValidationError("--top: a number of at least 1 expected, got \(top)") }
        if json && csv { throw ValidationError("either --json or --csv expected, got both") }
        if csv && top > 1 { throw ValidationError("--top cannot be combined with --csv") }
        if csv && images.count > 1 && images.contains(where: ImageTable.isTable) {
            throw ValidationError("--csv takes one table of images, or pictures, got \(images.count) files")
        }
    }

    func run() throws {
        let format: PredictOutput.Format =
            json ? .json : csv ? (images.contains(where: ImageTable.isTable) ? .submission : .table) : .lines
        var run = PredictRun(recognizer: try model.recognizer(), output: PredictOutput(format: format), top: top)
        try run.run(PictureInputs(images))
        if run.hasFailed { throw ExitCode.failure }
    }
}
