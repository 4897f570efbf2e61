import DigitPlots

/// A network's results on the test samples, as the report shows them.
protocol SampleResults: Sendable {
    /// The number of test samples that are read wrong.
    var wrongCount: Int { get }
    /// The report's sections about them.
    var sections: [ReportSection] { get }
    /// Those that come after the network.
    var lastSections: [ReportSection] { get }
    /// Their pictures by the names of their files.
    var plots: [(name: String, plot: Plot)] { get }
}

/// A section of the report with a heading.
struct ReportSection {
    let title: String
    /// HTML; a section without any is not shown.
    let content: String
}
