import DigitFiles
import DigitReport
import DigitText

/// Prints predictions for pictures.
struct PredictOutput {
    enum Format { case lines, json, table, submission }

    let format: Format
    private var reports: [PredictionReport] = []
    private var count = 0

    init(format: Format) { self.format = format }

    func begin() throws {
        switch format {
        case .table: try Output.standard.writeLine(PredictionReport.csvHeader)
        case .submission: try Output.standard.writeLine(PredictionReport.submissionHeader)
        case .lines, .json: break
        }
    }

    mutating func add(_ report: PredictionReport) throws {
        count += 1
        switch format {
        case .lines: try Output.standard.writeLine(report.text)
        case .json: reports.append(report)
        case .table: try Output.standard.writeLine(report.csvRow)
        case .submission: try Output.standard.writeLine(report.submissionRow(count))
        }
    }

    func end() throws {
        if format == .json { try Output.standard.writeLine(jsonText(reports)) }
    }
}
