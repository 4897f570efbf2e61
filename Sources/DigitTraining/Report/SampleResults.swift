import DigitPlots

/// What a network makes of the samples that it is measured on, as the report shows it.
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

/// A part of the report with a heading.
struct ReportSection {
    let title: String
    /// HTML; nothing is shown of a section without any.
    let content: String
}
