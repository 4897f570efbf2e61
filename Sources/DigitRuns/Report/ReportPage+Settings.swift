import DigitPlots
import DigitReport

extension ReportPage {
    /// Each phase with its share of the time.
    var time: String {
        let total = max(results.phases.reduce(0) { $0 + $1.seconds }, 1e-9)
        let rows = results.phases.map { phase in
            let part = phase.seconds / total
            return "<tr><th scope=\"row\">\(escaped(phase.name))</th><td>\(timeText(phase.seconds))</td>"
                + "<td class=\"bar\"><i><span style=\"width:\((100 * part).fixed(1))%\"></span></i>\((100 * part).fixed(1)) %</td></tr>"
        }
        let machine = results.record.machine
        let processor = machine.processor.isEmpty ? "" : "\(machine.processor), "
        return """
            <p>\(escaped("\(processor)\(machine.instructionSet), \(machine.threads.counted("thread")), \(machine.system)")). The time of \
            writing this report is not among it.</p>
            <div class="scroll"><table><tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
            """
    }

    /// Every option, as in `args.json`.
    var settings: String {
        let options = results.record.options
        let rows: [(String, String?)] = [
            ("data", options.data ?? "MNIST"), ("classes", String(results.record.data.classes.count)), ("recipe", options.recipe),
            ("epochs", String(options.epochs)), ("batch size", String(options.batchSize)),
            ("optimizer", results.record.optimizer), ("schedule", options.schedule ?? "the recipe's"),
            ("warm-up", options.warmUp.map { "\($0)" }), ("decay", options.decayFactor.map { "\($0)" }),
            ("average of weights", options.averageDecay.map { "\($0)" }),
            ("gradient's norm up to", options.clipNorm.map { "\($0)" }),
            ("gradient's values up to", options.clipValue.map { "\($0)" }), ("patience", options.patience.map(String.init)),
            ("best epoch by", options.monitor), ("seed", String(options.seed)),
            ("validation split", options.validationSplit == 0 ? nil : "\(options.validationSplit)"),
            ("model to begin with", options.model),
            ("corrections", options.include), ("input range", "\(options.inputLow), \(options.inputHigh)"),
            ("version", results.record.version),
        ]
        let cells = rows.compactMap { name, value in
            value.map { "<tr><th scope=\"row\">\(escaped(name))</th><td>\(escaped($0))</td></tr>" }
        }
        return "<div class=\"scroll\"><table class=\"settings\"><tbody>\(cells.joined(separator: "\n"))</tbody></table></div>"
    }
}
