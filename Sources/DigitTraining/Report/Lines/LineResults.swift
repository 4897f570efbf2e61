import DigitImage
import DigitNN
import DigitPhoto
import DigitPlots
import DigitText

/// A network's results on the test and validation lines.
struct LineResults: SampleResults {
    let test: SequenceEvaluation
    let validation: SequenceEvaluation
    /// Generates the validation lines, for their pictures.
    let lines: LineData.Part
    let calibration: CalibrationReport

    /// The most lines that are shown.
    private static let (mostWrong, mostShown) = (40, 60)

    var wrongCount: Int { test.strips.count { !$0.isRight } }

    var sections: [ReportSection] {
        [
            ReportSection(title: "What it reads", content: "<div class=\"scroll\">\(stripList.plot.html)</div>"),
            ReportSection(title: "Each width", content: widthTable),
            ReportSection(title: "How sure it is", content: calibrationTable),
        ]
    }

    var lastSections: [ReportSection] { [] }

    var plots: [(name: String, plot: Plot)] { [("lines", stripList.plot)] }

    /// Validation lines with their readings, wrong ones first.
    private var stripList: StripList {
        let wrong = validation.strips.filter { !$0.isRight }.prefix(Self.mostWrong)
        let right = validation.strips.filter(\.isRight).prefix(Self.mostShown - wrong.count)
        return StripList(
            title: "Validation lines",
            subtitle: "the first that are read wrong, then the first that are read right; print is shown as \(printSign)",
            strips: (wrong + right).map(strip))
    }

    private func strip(_ strip: SequenceEvaluation.Strip) -> StripList.Strip {
        let (read, written) = (text(strip.symbols), text(strip.label.symbols))
        let image = picture(of: strip)
        // A strip has pixels, and is not too large: this cannot fail.
        return StripList.Strip(
            png: (try? encodePNG(image)) ?? [], width: image.width, height: image.height,
            caption: strip.isRight ? written : "\(written), read as \(read)", isRight: strip.isRight)
    }

    /// The strip as ink on white.
    private func picture(of strip: SequenceEvaluation.Strip) -> GrayImage {
        var values = [Float](repeating: 0, count: LineStrip.height * strip.bucket)
        let label = lines.samples.makeSample(
            number: strip.number, seed: lines.seed, maximumWidth: strip.bucket, progress: 1, into: &values)
        let pixels = (0..<LineStrip.height * label.width).map { index in
            let value = values[index / label.width * strip.bucket + index % label.width]
            return UInt8((255 * (1 - min(max(value, 0), 1))).rounded())
        }
        return GrayImage(width: label.width, height: LineStrip.height, pixels: pixels)
    }

    /// The accuracy on the test lines of each width.
    private var widthTable: String {
        let rows = Set(test.strips.map(\.bucket)).sorted().map { width in
            let strips = test.strips.filter { $0.bucket == width }
            let part = Double(strips.count(where: \.isRight)) / Double(strips.count)
            return "<tr><th scope=\"row\">\(width)</th><td>\(strips.count.grouped)</td><td>\(part.percentText)</td></tr>"
        }
        return """
            <p>Test lines by the width of the strip that they were made for.</p>
            <div class="scroll"><table>
            <thead><tr><th scope="col">Width</th><th scope="col">Lines</th><th scope="col">Read right</th></tr></thead>
            <tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
            """
    }

    /// The thresholds for several error rates.
    private var calibrationTable: String {
        let rows = calibration.table
        let heading = rows[0].map { "<th scope=\"col\">\($0)</th>" }.joined()
        let body = rows.dropFirst().map { row in
            "<tr><th scope=\"row\">\(row[0])</th>" + row.dropFirst().map { "<td>\($0)</td>" }.joined() + "</tr>"
        }
        return """
            <p>Lines that were made to fit confidences to, as hard as the test lines. \(calibration.summary).
            From these confidences on, at most so many are wrong among lines like these.</p>
            <div class="scroll"><table>
            <thead><tr>\(heading)</tr></thead>
            <tbody>\(body.joined(separator: "\n"))</tbody></table></div>
            """
    }
}

private let printSign = "▤"

/// Symbols as text for people.
private func text(_ symbols: [UInt8]) -> String {
    if symbols.isEmpty { return "nothing" }
    return String(symbols.map { $0 == NumberAlphabet.print ? Character(printSign) : NumberAlphabet.character(of: $0) ?? " " })
}
