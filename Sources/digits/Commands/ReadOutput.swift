import DigitFiles
import DigitPhoto
import DigitReader
import DigitReport
import DigitText

/// Prints readings in the requested format.
struct ReadOutput {
    let format: ReadFormatOptions.Format?
    let style: NumberStyle
    /// Whether lines begin with the file's name.
    let namesFiles: Bool
    private var pages: [PageReport] = []
    private var review: [(confidence: Float, text: String)] = []
    private var misfits: [String] = []

    /// Numbers with a lower confidence are reported, whatever the format is.
    private static let doubtful: Float = 0.8

    init(format: ReadFormatOptions.Format?, style: NumberStyle, namesFiles: Bool) {
        (self.format, self.style, self.namesFiles) = (format, style, namesFiles)
    }

    func begin() throws {
        if format == .csv { try Output.standard.writeLine(PageTable.header) }
    }

    mutating func add(_ page: PageReading, of input: PictureInput) throws {
        let file = input.name
        switch format {
        case .json: pages.append(report(page, of: input))
        case .jsonl: try Output.standard.writeLine(jsonText(report(page, of: input)))
        case .csv:
            for row in PageTable.rows(file: input.file, number: input.pageNumber, page: page, style: style) {
                try Output.standard.writeLine(row)
            }
        case .review:
            for (number, line) in page.lines.enumerated() {
                let text = "\(Double(line.confidence).percentText.padded(toWidth: 8))  \(style.text(line))  "
                review.append((line.confidence, text + "\(file): line \(number + 1): \(line.doubt)"))
            }
            misfits += page.misfits.map { "  misfit  \(Self.text(of: $0, file: file))" }
        case nil:
            for line in page.lines where style.accepts(line) {
                let text = style.text(line)
                try Output.standard.writeLine(namesFiles || input.pageNumber != nil ? "\(file): \(text)" : text)
            }
        }
        if format == nil || format == .csv { try tellDoubts(page, file: file) }
    }

    private func report(_ page: PageReading, of input: PictureInput) -> PageReport {
        PageReport(file: input.file, number: input.pageNumber, page: page, style: style)
    }

    func end() throws {
        if format == .json { try Output.standard.writeLine(jsonText(pages)) }
        for entry in misfits { try Output.standard.writeLine(entry) }
        for entry in review.sorted(by: { $0.confidence < $1.confidence }) { try Output.standard.writeLine(entry.text) }
    }

    private func tellDoubts(_ page: PageReading, file: String) throws {
        for (number, line) in page.lines.enumerated() where isUnsure(line) {
            try Output.error.writeLine("Unsure: \(file): line \(number + 1): \(line.doubt)")
        }
        for line in page.misfits {
            try Output.error.writeLine("Left out: \(Self.text(of: line, file: file))")
        }
        if page.lines.isEmpty && page.misfits.isEmpty { try Output.error.writeLine("\(file): no numbers found") }
    }

    private func isUnsure(_ line: LineReading) -> Bool {
        !style.accepts(line) || (style.leastLineConfidence == 0 && style.confidence(of: line) < Self.doubtful)
    }

    /// A number that does not fit what is known about the numbers.
    private static func text(of misfit: LineReading, file: String) -> String {
        "\(file): \(misfit.text) at (\(misfit.box.x), \(misfit.box.y)) does not match what is known about the numbers"
    }
}
