import DigitFiles
import DigitNN
import DigitPlots
import DigitText

/// The results of a run: everything that its report and its pictures show.
package struct RunResults: Sendable {
    /// The names of the files.
    package static let pageName = "report.html"
    package static let summaryName = "result.json"

    let record: RunRecord
    let history: [EpochRecord]
    let bestEpoch: Int?
    let model: Sequential
    let samples: any SampleResults
    let summary: TrainingReport
    /// The phases whose time is not zero.
    let phases: [PhaseClock.Phase]
    let learningRates: [(x: Double, y: Double)]
    /// The optimizer in words.
    let optimizer: String

    init(
        record: RunRecord, training: Training, samples: any SampleResults, summary: TrainingReport, phases: [PhaseClock.Phase]
    ) {
        self.record = record
        history = training.history.map(EpochRecord.init)
        bestEpoch = record.options.monitor.bestIndex(in: training.history).map { training.history[$0].epoch }
        model = training.model
        self.samples = samples
        self.summary = summary
        self.phases = phases.filter { $0.seconds >= 0.005 }
        learningRates = Self.learningRates(of: training)
        optimizer = ([training.trainer.optimizer.words] + training.trainer.options.words).joined(separator: ", ")
    }

    /// Writes the report, the pictures and `result.json`.
    /// - Throws: `FileError` if a file cannot be written.
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
            ("training", Plot.row([lossChart.plot, accuracyChart.plot], title: "Loss and accuracy"))
        ] + samples.plots
    }

    /// What a sample is called: `image` or `line`.
    var sampleName: String { record.options.recipe.sampleName }

    /// Whether the epochs' validation was on the test images themselves.
    var isValidatedOnTest: Bool { record.options.validationSplit == 0 && record.options.overfitBatches == nil }
}
