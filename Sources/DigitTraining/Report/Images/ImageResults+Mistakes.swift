import DigitNN
import DigitPlots
import DigitText

extension ImageResults {
    /// The confusion matrix, and the most frequently confused pairs with their images.
    var mistakes: String {
        let pairs = evaluation.confusedPairs(limit: 5)
        let matrix = "<div class=\"scroll\">\(confusionChart.plot.html)</div>"
        guard !pairs.isEmpty else { return "<p>Nothing: every test image is read correctly.</p>" + matrix }
        let blocks = pairs.map { pair in
            let (actual, predicted) = (className(pair.actual), className(pair.predicted))
            let samples = evaluation.labels.indices.filter {
                Int(evaluation.labels[$0]) == pair.actual && evaluation.predictions[$0] == pair.predicted
            }
            let shown = samples.sorted { evaluation.losses[$0] > evaluation.losses[$1] }.prefix(8)
            let more = samples.count > shown.count ? ", the \(shown.count) with the highest loss" : ""
            return
                "<h3>\(escaped(actual)), read as \(escaped(predicted)): \(pair.count.counted("time"))<small>\(more)</small></h3>"
                + grid(shown.map { ($0, "") }, isPlain: true)
        }
        return "<div class=\"beside\">\(matrix)<div>\(blocks.joined(separator: "\n"))</div></div>"
    }

    /// Precision, recall and F1 of each class.
    var classTable: String {
        let rows = evaluation.classMetrics.filter { $0.count > 0 || $0.precision != nil }.map { metrics in
            "<tr><th scope=\"row\">\(escaped(className(metrics.label)))</th><td>\(metrics.count.grouped)</td>"
                + [metrics.precision, metrics.recall, metrics.f1].map(bar).joined() + "</tr>"
        }
        return """
            <p>Precision: the fraction of predictions of this class that are correct. Recall: the fraction of images of this class that are found. \
            The bars begin at 90 %.</p>
            <div class="scroll"><table>
            <thead><tr><th scope="col">Class</th><th scope="col">Images</th><th scope="col">Precision</th><th scope="col">Recall</th>\
            <th scope="col">F1</th></tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody></table></div>
            """
    }

    private func bar(_ value: Double?) -> String {
        guard let value else { return "<td>–</td>" }
        let width = max(0, (value - 0.9) * 1000)
        return "<td class=\"bar\"><i><span style=\"width:\(width.fixed(1))%\"></span></i>\(value.percentText)</td>"
    }

    /// The reliability diagram and its metrics.
    var calibration: String {
        guard let confidences = confidences else {
            return "<p>The network's outputs are not probabilities, so there is no confidence to judge.</p>"
        }
        let isRight = evaluation.isRight
        let calibration = Calibration(confidences: confidences, isRight: isRight)
        let diagram = ReliabilityDiagram(
            bars: calibration.bins.map {
                .init(range: $0.range, count: $0.count, confidence: $0.confidence, accuracy: $0.accuracy)
            },
            caption: "blue: accuracy, red: mean confidence")
        let curve = RiskCoverage(confidences: confidences, isRight: isRight)
        let mean = confidences.reduce(0) { $0 + Double($1) } / Double(max(confidences.count, 1))
        let verdict = mean > evaluation.accuracy ? "overconfident" : "underconfident"
        let rows = [1, 0.999, 0.99, 0.98, 0.95, 0.9].map { coverage in
            "<tr><td>\((100 * coverage).fixed(1)) %</td><td>\(Double(curve.threshold(atCoverage: coverage)).fixed(4))</td>"
                + "<td>\((100 * curve.risk(atCoverage: coverage)).fixed(2)) %</td></tr>"
        }
        return """
            <div class="beside"><div class="chart">\(diagram.plot.html)</div><div>
            <p>The expected calibration error (ECE, 15 bins) is <strong>\((100 * calibration.expectedError).fixed(2)) %</strong>: on average, \
            a confidence is that far from the part that is right. Mean confidence is \(mean.percentText), accuracy \
            \(evaluation.accuracy.percentText): the network is \(verdict).</p></div></div>
            <div class="beside"><div class="chart">\(refusalChart(curve).plot.html)</div><div>
            <p>Refusing the answers that it is least sure of leaves fewer mistakes:</p>
            <div class="scroll"><table>
            <thead><tr><th scope="col">Answered</th><th scope="col">Confidence from</th><th scope="col">Wrong</th></tr></thead>
            <tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
            </div></div>
            """
    }

    /// The risk over the coverage (Geifman and El-Yaniv 2017), from four of five answers to all of them.
    private func refusalChart(_ curve: RiskCoverage) -> LineChart {
        let points = stride(from: 0.8, through: 1, by: 0.001).map { (x: 100 * $0, y: 100 * curve.risk(atCoverage: $0)) }
        return LineChart(
            title: "Wrong among what is answered, %", xLabel: "answered, %", series: [.init("", points)], scale: .linear)
    }
}
