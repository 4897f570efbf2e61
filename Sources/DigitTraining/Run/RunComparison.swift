import DigitFiles
import DigitNN
import DigitPlots
import DigitText

/// The results of a run, as far as it has got.
package struct RunOverview: Encodable, Sendable {
    package let run: String
    let epochs: Int
    let testAccuracy: Double?
    let testLoss: Double?
    let bestEpoch: Int?
    let bestValAccuracy: Double?
    let valLoss: Double?
    let seconds: Double
    let parameters: Int
    /// The settings by name.
    let settings: [String: String]
    let history: [EpochRecord]

    private enum CodingKeys: CodingKey {
        case run, epochs, testAccuracy, testLoss, bestEpoch, bestValAccuracy, valLoss, seconds, parameters, settings
    }

    /// Reads a run's folder.
    /// - Throws: `FileError` if it is not a run's folder.
    package init(_ path: String) throws(FileError) {
        struct Result: Decodable {
            let testAccuracy: Double
            let testLoss: Double?
        }
        let folder = try RunFolder.existing(path)
        let record = try RunRecord(of: folder)
        history = try ResultsTable.rows(of: folder)
        run = path
        epochs = history.count
        let best = history.max { ($0.valAccuracy ?? $0.accuracy) < ($1.valAccuracy ?? $1.accuracy) }
        (bestEpoch, bestValAccuracy) = (best?.epoch, best?.valAccuracy)
        valLoss = history.last?.valLoss?.finite
        seconds = history.reduce(0) { $0 + $1.seconds }
        parameters = record.parameters
        settings = record.settings
        guard folder.has(RunResults.summaryName) else {
            (testAccuracy, testLoss) = (nil, nil)
            return
        }
        let name = folder.file(RunResults.summaryName)
        let result: Result = try parseJSON(try readFile(name, limit: 1 << 22), name)
        try require(result.testAccuracy, "test_accuracy", in: 0...1, name)
        (testAccuracy, testLoss) = (result.testAccuracy, result.testLoss?.finite)
    }
}

extension RunRecord {
    /// The settings of a run, by the names of the command's options.
    var settings: [String: String] {
        var settings = ["optimizer": optimizer, "images": "\(data.trainingCount)", "version": version]
        for setting in TrainingSettings.all where setting.group != .files && !Self.shownAlone.contains(setting.key) {
            settings[setting.name] = setting.text(options)
        }
        settings["data"] = options.data ?? "MNIST"
        settings["instruction-set"] = machine.instructionSet
        settings["threads"] = "\(machine.threads)"
        return settings
    }

    /// Settings with a column of their own, or that the optimizer's column shows. Settings about files do not affect results.
    private static let shownAlone = ["epochs", "learningRate"]
}

/// Runs side by side.
package struct RunComparison: Sendable {
    package let runs: [RunOverview]

    package init(_ runs: [RunOverview]) { self.runs = runs }

    /// A row for each run, with the settings that differ.
    package var table: String {
        let names = Set(runs.flatMap(\.settings.keys)).sorted().filter { name in Set(runs.map { $0.settings[name] }).count > 1 }
        let header = ["run", "epochs", "test acc.", "test loss", "best val.", "at epoch", "seconds", "parameters"] + names
        let rows = runs.map { run in
            [
                run.run, String(run.epochs), text(run.testAccuracy), text(run.testLoss), text(run.bestValAccuracy),
                run.bestEpoch.map(String.init) ?? "–", run.seconds.fixed(1), run.parameters.grouped,
            ] + names.map { run.settings[$0] ?? "–" }
        }
        let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
        return ([header] + rows).map { row in
            let cells = row.indices.map { column in
                column == 0 || column >= 8
                    ? row[column].padded(fromStartToWidth: widths[column]) : row[column].padded(toWidth: widths[column])
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }.joined(separator: "\n")
    }

    private func text(_ number: Double?) -> String { number?.fixed(4) ?? "–" }

    /// Validation loss and accuracy of all runs; the training's if a run was not validated. Curves over the epochs, or a dot for
    /// each run if none has more than one epoch.
    package var plot: Plot {
        let title = "Comparison of \(runs.count.counted("run"))"
        let charts = [
            chart("Validation loss") { $0.valLoss ?? $0.loss }, chart("Validation accuracy") { $0.valAccuracy ?? $0.accuracy },
        ]
        return Plot.row(charts, title: title)
    }

    private func chart(_ title: String, _ value: (EpochRecord) -> Double) -> Plot {
        if runs.allSatisfy({ $0.history.count <= 1 }) {
            return DotChart(title: title, rows: runs.compactMap { run in run.history.first.map { (run.run, value($0)) } }).plot
        }
        return LineChart(
            title: title, xLabel: "epoch",
            series: runs.map { run in .init(run.run, run.history.map { (Double($0.epoch), value($0)) }) }
        ).plot
    }
}
