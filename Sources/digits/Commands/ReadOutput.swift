import DigitReader
import DigitReport
import DigitText

/// Prints what was read in the format that was asked for.
struct ReadOutput {
    let format: ReadFormatOptions.Format?
    /// Digits below it are printed as `?`.
    let leastConfidence: Float
    /// Whether lines begin with the file's name.
    let namesFiles: Bool
    private var pages: [PageReport] = []
    private var review: [(confidence: Float, text: String)] = []
    private var misfits: [String] = []

    /// Digits of a line that are less sure are told, whatever the format.
    private static let doubtful: Float = 0.8

    init(format: ReadFormatOptions.Format?, leastConfidence: Float, namesFiles: Bool) {
        self.format = format
        self.leastConfidence = leastConfidence
        self.namesFiles = namesFiles
    }

    func begin() throws {
        if format == .csv { try Output.standard.writeLine(PageTable.header) }
    }

    mutating func add(_ page: PageReading, file: String) throws {
        switch format {
        case .json: pages.append(PageReport(file: file, page: page, leastConfidence: leastConfidence))
        case .jsonl: try Output.standard.writeLine(jsonText(PageReport(file: file, page: page, leastConfidence: leastConfidence)))
        case .csv:
            for row in PageTable.rows(file: file, page: page, leastConfidence: leastConfidence) {
                try Output.standard.writeLine(row)
            }
        case .review:
            for (line, place, digit) in Self.digits(of: page) {
                let text = "\(Double(digit.confidence).percentText.padded(toWidth: 8))  \(digit.digit)  "
                review.append((digit.confidence, text + "\(file): line \(line), digit \(place): \(digit.doubt)"))
            }
            misfits += page.misfits.map { "  misfit  \(Self.text(of: $0, file: file))" }
        case nil:
            for line in page.lines {
                let text = line.text(leastConfidence: leastConfidence)
                try Output.standard.writeLine(namesFiles ? "\(file): \(text)" : text)
            }
        }
        if format == nil || format == .csv { try tellDoubts(page, file: file) }
    }

    func end() throws {
        if format == .json { try Output.standard.writeLine(jsonText(pages)) }
        for entry in misfits { try Output.standard.writeLine(entry) }
        for entry in review.sorted(by: { $0.confidence < $1.confidence }) { try Output.standard.writeLine(entry.text) }
    }

    private func tellDoubts(_ page: PageReading, file: String) throws {
        for (line, place, digit) in Self.digits(of: page) where digit.confidence < Self.doubtful {
            try Output.error.writeLine("Unsure: \(file): line \(line), digit \(place): \(digit.doubt)")
        }
        for line in page.misfits {
            try Output.error.writeLine("Left out: \(Self.text(of: line, file: file))")
        }
        if page.lines.isEmpty && page.misfits.isEmpty { try Output.error.writeLine("\(file): no digits found") }
    }

    /// A number that does not fit what is known of the numbers.
    private static func text(of misfit: LineReading, file: String) -> String {
        "\(file): \(misfit.text) at (\(misfit.box.x), \(misfit.box.y)) does not match what is known of the numbers"
    }

    private static func digits(of page: PageReading) -> [(line: Int, place: Int, digit: DigitReading)] {
        page.lines.enumerated().flatMap { number, line in
            line.digits.enumerated().map { (number + 1, $0.offset + 1, $0.element) }
        }
    }
}
