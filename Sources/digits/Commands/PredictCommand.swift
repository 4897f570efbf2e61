import ArgumentParser
import DigitFiles
import DigitInput
import DigitPhoto
import DigitRecognizer
import DigitReport
import DigitText

struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Read pictures of one digit each.",
        usage: "digits predict <images> ... [<options>]",
        discussion: """
            A picture may be PNG, JPEG, BMP, PGM, PBM, TIFF or WebP, of any size, dark on bright or bright on dark. Each line tells the \
            digit, how sure the model is that the picture shows it, and the file: what is no digit gets a low number. A file that cannot be read is reported and the others are read all the same; the \
            exit status is then 1.

            Examples:
              digits predict seven.png
              digits predict --model model.h5 scans/*.jpg
              digits predict --json seven.png | jq '.[0].digit'
            """)

    @Argument(help: "The pictures.", completion: .file())
    var images: [String]

    @Option(
        help: ArgumentHelp(
            "The model, a Keras file. (default: the one for handwriting that comes with digits)",
            valueName: "file"),
        completion: .file(extensions: ["h5", "hdf5", "keras"]))
    var model: String?

    @OptionGroup var range: InputRangeOptions
    @OptionGroup var views: ViewOptions

    @Flag(help: "Print one JSON array instead of lines.")
    var json = false

    func validate() throws {
        if model == nil && !range.isDefault { throw ValidationError("--input-range belongs to the model of --model") }
    }

    func run() throws {
        let recognizer =
            try model.map { try DigitRecognizer(contentsOf: $0, inputRange: range.inputRange, views: views.chosen) }
            ?? DigitRecognizer(views: views.chosen)
        var reports: [PredictionReport] = []
        var hasFailed = false
        for file in images {
            do {
                let report = try read(file, with: recognizer)
                if json { reports.append(report) } else { try Output.standard.writeLine(report.text) }
            } catch let error as OutputError {
                throw error
            } catch {
                try Output.error.writeLine("Error: \(error)")
                hasFailed = true
            }
        }
        if json { try Output.standard.writeLine(jsonText(reports)) }
        if hasFailed { throw ExitCode.failure }
    }

    private func read(_ file: String, with recognizer: DigitRecognizer) throws -> PredictionReport {
        let image = try decodeImage(at: file)
        let recognition = try naming(file) { try recognizer.recognize(image) }
        return PredictionReport(
            file: file, digit: recognition.digit, confidence: recognition.confidence, probabilities: recognition.probabilities,
            isDigit: recognition.isDigit)
    }
}
