import DigitFiles
import DigitJobs
import DigitPhoto
import DigitText
import Dispatch
import Synchronization

/// Shows a run's progress and errors on standard error.
final class JobDisplay: Sendable {
    private let isTerminal = Output.error.isTerminal
    private let start = ContinuousClock.now
    /// The number of all pages; 0 until they are counted.
    private let total = Atomic(0)
    private let last = Mutex(ContinuousClock.now)

    /// Documents are opened to count their pages while the first ones are read.
    init(inputs: PictureInputs) {
        guard isTerminal else { return }
        DispatchQueue.global(qos: .utility).async { [self] in
            total.store(inputs.pageCount, ordering: .relaxed)
        }
    }

    func show(_ progress: JobProgress, _ problem: String?) {
        if let problem { tell((isTerminal ? "\r\u{1B}[K" : "") + "Error: \(problem)") }
        guard isTerminal else { return }
        let now = ContinuousClock.now
        let isDue = last.withLock { last in
            guard now - last > .milliseconds(200) else { return false }
            last = now
            return true
        }
        if isDue { write(line(progress, now)) }
    }

    private func line(_ progress: JobProgress, _ now: ContinuousClock.Instant) -> String {
        let total = total.load(ordering: .relaxed)
        var text = "\r\u{1B}[K\(progress.done)" + (total > 0 ? " of \(total)" : "") + " pages, \(progress.new) new"
        if total > progress.done, progress.done > 0 {
            let seconds = Double((now - start).components.seconds) * Double(total - progress.done) / Double(progress.done)
            text += ", \(Self.duration(Int(seconds.rounded(.up)))) left"
        }
        return text
    }

    private static func duration(_ seconds: Int) -> String {
        seconds < 60 ? "\(seconds) s" : seconds < 3600 ? "\(seconds / 60) min" : "\(seconds / 3600) h \(seconds / 60 % 60) min"
    }

    func end(_ progress: JobProgress, _ counts: ReviewCounts, job: String) {
        if isTerminal { write("\r\u{1B}[K") }
        tell("\(progress.done.counted("page")), \(progress.new) of them new; \(counts.sheets.counted("sheet")) in the job")
        if counts.left > 0 {
            tell("\(counts.left) of \(counts.fields.counted("field")) to be looked at: digits form review \(job)")
        }
    }

    private func write(_ text: String) { try? Output.error.write(text) }
}
