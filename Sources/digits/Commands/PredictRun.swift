import DigitData
import DigitDatasets
import DigitFiles
import DigitImage
import DigitPhoto
import DigitReader
import DigitRecognizer
import DigitReport
import DigitText

/// Reads pictures of one digit each, one after the other; errors are reported, and the rest is read.
struct PredictRun {
    let recognizer: DigitRecognizer
    private var output: PredictOutput
    let top: Int
    private(set) var hasFailed = false
    private lazy var pageReader = try? DigitReader()

    /// A picture that is read with a lower confidence may be a page.
    private static let doubtful: Float = 0.95
    /// On a picture with room for more digits, they are not counted: that takes much longer than to predict one.
    private static let mostCounted = 200
    /// The number of rows of a table that are read together.
    private static let rowsAtOnce = 256

    init(recognizer: DigitRecognizer, output: PredictOutput, top: Int) {
        (self.recognizer, self.output, self.top) = (recognizer, output, top)
    }

    mutating func run(_ inputs: PictureInputs) throws {
        try output.begin()
        for error in inputs.errors { try report(error) }
        for path in inputs.paths {
            do {
                if path != "-", ImageTable.isTable(path) { try readTable(path) } else { try readPages(path) }
            } catch let error as OutputError {
                throw error
            } catch { try report(error) }
        }
        try output.end()
    }

    private mutating func report(_ error: any Error) throws {
        hasFailed = true
        try Output.error.writeLine("Error: \(error)")
    }

    /// Reads the pictures of a file: one, or the pages of a TIFF file.
    private mutating func readPages(_ path: String) throws {
        for input in PictureInputs(files: [path]) {
            let document = try input.document.get()
            guard !document.isPDF else {
                throw FileError(
                    path: path, problem: "a picture of one digit expected; digits read reads the pages of PDF documents")
            }
            do { try readPicture(document, input) } catch let error as OutputError { throw error } catch { try report(error) }
        }
    }

    private mutating func readPicture(_ document: ImageDocument, _ input: PictureInput) throws {
        let name = input.file == "-" ? "standard input" : input.name
        let image = try decodeImage(try document.page(input.page), name: name)
        let recognition = try naming(name) { try recognizer.recognize(image) }
        try output.add(report(recognition, input.file == "-" ? name : input.file, page: input.pageNumber))
        if recognition.confidence < Self.doubtful, let digits = digitsOnPage(image) {
            try Output.error.writeLine("Note: \(name): it seems to show \(digits); digits read reads more than one")
        }
    }

    private func report(_ recognition: Recognition, _ name: String, page: Int? = nil) -> PredictionReport {
        PredictionReport(
            file: name, page: page, digit: recognition.digit, confidence: recognition.confidence,
            probabilities: recognition.probabilities,
            isDigit: recognition.isDigit, top: top)
    }

    /// The number of digits in a picture, if there are several.
    private mutating func digitsOnPage(_ image: GrayImage) -> String? {
        guard let reader = pageReader, let room = try? reader.room(on: image) else { return nil }
        guard room <= Self.mostCounted else { return "a lot of writing" }
        guard let page = try? reader.read(image) else { return nil }
        let count = page.lines.reduce(0) { $0 + $1.digits.count }
        return count > 1 ? count.counted("digit") : nil
    }

    private mutating func readTable(_ path: String) throws {
        let table = try ImageTable(path)
        if let label = table.label {
            let column = label.isEmpty ? "the first column" : "the column \(label)"
            try Output.error.writeLine("Note: \(path): \(column) is left out; digits evaluate --data measures with it")
        }
        guard case .bytes(let pixels, _, _) = table.images.values else { return }
        let (height, width) = (table.images.shape[0], table.images.shape[1])
        for first in stride(from: 0, to: table.images.count, by: Self.rowsAtOnce) {
            let rows = first..<min(first + Self.rowsAtOnce, table.images.count)
            let pictures = rows.map { row in
                GrayImage(
                    width: width, height: height, pixels: Array(pixels[row * width * height..<(row + 1) * width * height]))
            }
            for (row, recognition) in zip(rows, try recognizer.recognize(normalized: pictures)) {
                try output.add(report(recognition, "\(path), row \(row + 1)"))
            }
        }
    }
}
