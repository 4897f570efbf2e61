import DigitData
import DigitNN
import DigitPlots
import DigitText

/// A network's results on the test images.
struct ImageResults: SampleResults {
    let evaluation: Evaluation
    /// The images as they are shown.
    let pictures: Pictures
    /// The same as the network takes them.
    let inputs: Dataset
    let model: Sequential
    let classNames: [String]

    var wrongCount: Int { evaluation.isRight.count { !$0 } }

    var sections: [ReportSection] {
        [
            ReportSection(title: "What it gets wrong", content: mistakes),
            ReportSection(title: "Highest losses", content: topLosses),
            ReportSection(title: "Each class", content: classTable),
            ReportSection(title: "How far its confidence can be trusted", content: calibration),
        ]
    }

    var lastSections: [ReportSection] { [ReportSection(title: "A look inside", content: inside)] }

    var plots: [(name: String, plot: Plot)] {
        [
            ("confusion_matrix", confusionChart.plot), ("predictions", predictionGrid.plot), ("top_losses", topLossGrid.plot),
        ]
    }

    /// The name of a class.
    func className(_ label: Int) -> String { label < classNames.count ? classNames[label] : String(label) }

    /// The confidences, if the outputs are probabilities.
    var confidences: [Float]? {
        evaluation.outputs.allSatisfy { $0 >= 0 && $0 <= 1.0001 } ? evaluation.confidences.map { min($0, 1) } : nil
    }

    /// Pictures in rows that fill the page.
    /// - Parameter isPlain: whether they need no captions.
    func grid(_ cells: [(index: Int, detail: String)], isPlain: Bool = false) -> String {
        let areRight = evaluation.isRight
        let figures = cells.map { cell in
            let isRight = areRight[cell.index]
            let answer = escaped(className(evaluation.predictions[cell.index]))
            let actual = escaped(className(Int(evaluation.labels[cell.index])))
            let caption = isRight ? actual : "\(actual), <span class=\"was\">read as \(answer)</span>"
            let detail = cell.detail.isEmpty ? "" : "<small>\(escaped(cell.detail))</small>"
            return "<figure class=\"\(isRight ? "right" : "wrong")\">"
                + "<img src=\"\(dataAddress(png: pictures.png(cell.index)))\" alt=\"test image \(cell.index), a \(actual)\" width=\"64\" height=\"64\">"
                + (isPlain ? "" : "<figcaption>\(caption)\(detail)</figcaption>") + "</figure>"
        }
        return "<div class=\"grid\(isPlain ? " plain" : "")\">\n\(figures.joined(separator: "\n"))\n</div>"
    }

    private var topLosses: String {
        let cells = evaluation.topLosses(limit: 30).map { ($0, "loss \(Double(evaluation.losses[$0]).fixed(2))") }
        return
            "<p>The images that the network is most wrong about: what they are, and what they are read as. Wrong labels show up here too.</p>"
            + grid(cells)
    }
}
