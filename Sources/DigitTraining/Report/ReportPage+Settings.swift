import DigitPlots
import DigitText

extension ReportPage {
    /// Each phase with its fraction of the time.
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

    /// Every setting, as in `args.json`.
    var settings: String {
        let record = results.record
        // The values of settings that are determined by something else.
        let chosen = [
            "data": record.options.data ?? "MNIST", "classes": "\(record.data.classes.count)",
            "schedule": record.options.schedule?.description ?? "the recipe's",
        ]
        var rows = TrainingSettings.all.compactMap { setting in
            (chosen[setting.key] ?? setting.text(record.options)).map { (setting.title, $0) }
        }
        rows.append(("optimizer", results.optimizer))
        rows.append(("version", record.version))
        let cells = rows.map { name, value in
            "<tr><th scope=\"row\">\(escaped(name))</th><td>\(escaped(value))</td></tr>"
        }
        return "<div class=\"scroll\"><table class=\"settings\"><tbody>\(cells.joined(separator: "\n"))</tbody></table></div>"
    }
}
