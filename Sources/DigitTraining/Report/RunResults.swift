import DigitData
import DigitFiles
import DigitNN
import DigitPlots
import DigitText

/// What the network makes of the test samples.
struct SampleResults {
    let evaluation: Evaluation
    /// The samples as they are shown: one gray byte for each pixel.
    let images: Dataset
    /// The same as the network takes them.
    let inputs: Dataset
}

/// What a run has come to: everything that its report and its pictures show.
package struct RunResults: Sendable {
    /// The names of the files.
    package static let pageName = "report.html"
    package static let summaryName = "result.json"

    let record: RunRecord
    let history: [EpochRecord]
    let bestEpoch: Int?
    let model: Sequential
    let evaluation: Evaluation
    let pictures: Pictures
    let inputs: Dataset
    let summary: TrainingReport
    /// The phases that took any time that is shown.
    let phases: [PhaseClock.Phase]
    let learningRates: [(x: Double, y: Double)]
    /// The optimizer in words.
    let optimizer: String

    init(
        record: RunRecord, training: Training, samples: SampleResults, summary: TrainingReport, phases: [PhaseClock.Phase]
    ) {
        self.record = record
        history = training.history.map(EpochRecord.init)
        bestEpoch = record.options.monitor.bestIndex(in: training.history).map { training.history[$0].epoch }
        model = training.model
        evaluation = samples.evaluation
        pictures = Pictures(samples.images)
        inputs = samples.inputs
        self.summary = summary
        self.phases = phases.filter { $0.seconds >= 0.005 }
        learningRates = Self.learningRates(of: training)
        optimizer = training.trainer.optimizer.words
    }

    /// Writes the report, the pictures and `result.json`.
    /// - Throws: `FileError` where a file cannot be written.
    package func write(to folder: RunFolder) throws(FileError) {
        try writeFile(Array((jsonText(summary) + "\n").utf8), to: folder.file(Self.summaryName))
        var drawn: [String] = []
        for (name, plot) in plots {
            try writeFile(Array(plot.svg.utf8), to: folder.file("\(name).svg"))
            drawn.append(folder.file(name))
        }
        let page = ReportPage(self, name: folder.path).html
        try writeFile(Array(page.utf8), to: folder.file(Self.pageName))
        convertToPNG(drawn)
    }

    /// The pictures by the names of their files.
    private var plots: [(name: String, plot: Plot)] {
        [
            ("training", Plot.row([lossChart.plot, accuracyChart.plot], title: "Loss and accuracy")),
            ("confusion_matrix", confusionChart.plot),
            ("predictions", predictionGrid.plot),
            ("top_losses", topLossGrid.plot),
        ]
    }

    /// The name of a class.
    func className(_ label: Int) -> String { label < record.data.classes.count ? record.data.classes[label] : String(label) }

    /// The epochs' validation was on the test images themselves.
    var isValidatedOnTest: Bool { record.options.validationSplit == 0 && record.options.overfitBatches == nil }

    /// The confidences, where the outputs are probabilities.
    var confidences: [Float]? {
        evaluation.outputs.allSatisfy { $0 >= 0 && $0 <= 1.0001 } ? evaluation.confidences.map { min($0, 1) } : nil
    }
}
