import DigitNN
import DigitPlots
import DigitText

/// `report.html`: one self-contained page, for light and dark screens, phones and paper.
struct ReportPage {
    let results: RunResults
    /// The run folder's name.
    let name: String

    init(_ results: RunResults, name: String) { (self.results, self.name) = (results, name) }

    /// The page.
    var html: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(escaped(name)): training report</title>
        <style>\(ReportStyle.sheet)\(Plot.style)</style>
        </head>
        <body>
        <main>
        <header>
        <p class="kicker">Training report</p>
        <h1>\(escaped(name))</h1>
        \(summaryLine)
        </header>
        \(figures)
        \(section("Curves", curves))
        \(results.samples.sections.map(section).joined(separator: "\n"))
        \(section("The network", network))
        \(results.samples.lastSections.map(section).joined(separator: "\n"))
        \(section("Where the time went", time))
        \(section("Settings", settings))
        <footer>Made by \(escaped(results.record.version)). Nothing in this page is loaded from elsewhere.</footer>
        </main>
        </body>
        </html>

        """
    }

    private func section(_ section: ReportSection) -> String { self.section(section.title, section.content) }

    private func section(_ title: String, _ content: String) -> String {
        content.isEmpty ? "" : "<section>\n<h2>\(escaped(title))</h2>\n\(content)\n</section>"
    }

    /// Plots side by side where there is room.
    func charts(_ plots: [Plot]) -> String {
        "<div class=\"charts\">" + plots.map { "<div class=\"chart\">\($0.html)</div>" }.joined(separator: "\n") + "</div>"
    }

    // MARK: Summary

    private var summaryLine: String {
        let data = results.record.data
        let (wrong, name) = (results.samples.wrongCount, results.sampleName)
        let validated = results.isValidatedOnTest ? "" : " and \(data.validationCount.counted("validation \(name)"))"
        let corrections = results.summary.corrections.map { "<p>\(escaped($0.text))</p>".replacingNewlines() } ?? ""
        return """
            <p>Of \(data.testCount.counted("test \(name)")), <strong>\(wrong.grouped)</strong> \(wrong == 1 ? "is" : "are") read wrong, after \
            \(results.history.count.counted("epoch")) on \(data.trainingCount.counted(name))\(validated).</p>
            \(corrections)
            """
    }

    private var figures: String {
        let seconds = results.phases.first { $0.name == "Training" }?.seconds ?? 0
        let speed = seconds > 0 ? Double(results.record.data.trainingCount) * Double(results.history.count) / seconds : 0
        var cards = [
            ("Test accuracy", results.summary.testAccuracy.percentText),
            ("Test loss", (results.summary.testLoss ?? .nan).fixed(4)),
        ]
        if let loss = results.summary.unsmoothedTestLoss { cards.append(("Without label smoothing", loss.fixed(4))) }
        cards.append(("Epochs", String(results.history.count)))
        if let best = results.bestEpoch { cards.append(("Best epoch", String(best))) }
        cards.append(("Training time", timeText(seconds)))
        cards.append(
            (
                "\(results.sampleName.prefix(1).uppercased())\(results.sampleName.dropFirst())s per second",
                Int(min(speed, 1e12).rounded()).grouped
            ))
        cards.append(("Parameters", results.record.parameters.grouped))
        return "<dl class=\"cards\">"
            + cards.map { "<div><dt>\(escaped($0.0))</dt><dd>\(escaped($0.1))</dd></div>" }.joined() + "</dl>"
    }

    private var curves: String {
        let note =
            results.isValidatedOnTest
            ? "<p class=\"note\">Validation is on the test images here. What chooses among epochs by it, such as <code>best.h5</code>, has seen them: <code>--validation-split</code> keeps images apart for that.</p>"
            : ""
        return charts([results.lossChart.plot, results.accuracyChart.plot] + [results.learningRateChart?.plot].compactMap { $0 })
            + note
    }
}

/// Seconds as people say them.
func timeText(_ seconds: Double) -> String {
    if seconds < 60 { return "\(seconds.fixed(seconds < 10 ? 2 : 1)) s" }
    let whole = Int(seconds.rounded())
    return "\(whole / 60) min \(whole % 60) s"
}

extension String {
    /// Lines of a paragraph.
    fileprivate func replacingNewlines() -> String {
        split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "<br>")
    }
}
