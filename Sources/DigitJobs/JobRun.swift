import DigitFiles
import DigitPhoto
import DigitTensor
import Dispatch
import Synchronization

/// The progress of a run.
package struct JobProgress: Sendable {
    /// The number of pages examined.
    package var done = 0
    /// The number of pages read in this run; the others were known.
    package var new = 0
    /// The number of pages that could not be read.
    package var failed = 0
}

/// Reads pages into a job, on all cores. Pages that were read before are not read again.
package struct JobRun: Sendable {
    private let job: Job
    private let threads: Int
    private let pixelLimit: Int
    private let read: @Sendable (_ page: [UInt8], _ name: String) -> SheetResult

    /// - Parameters:
    ///   - threads: the number of pages read at once; nil for as many as there are processors.
    ///   - read: reads a page, given as an image file.
    package init(
        job: Job, threads: Int? = nil, pixelLimit: Int = defaultPixelLimit,
        read: @escaping @Sendable (_ page: [UInt8], _ name: String) -> SheetResult
    ) {
        (self.job, self.threads, self.pixelLimit, self.read) = (job, ThreadPool.threadCount(for: threads), pixelLimit, read)
    }

    /// - Parameters:
    ///   - inputs: the pages; taken one by one.
    ///   - tell: receives each page that is done, and its problem if any; on any thread, one call at a time.
    /// - Returns: the final progress.
    /// - Throws: `JobError` if another process is reading into the job, or the job cannot be written. Earlier readings are kept.
    package func run<Inputs: Sequence & Sendable>(
        _ inputs: Inputs, tell: @escaping @Sendable (JobProgress, _ problem: String?) -> Void
    ) throws(JobError) -> JobProgress where Inputs.Element == PictureInput {
        let lock = try job.lock()
        defer { withExtendedLifetime(lock) {} }
        let work = Mutex(Work(inputs: inputs.makeIterator()))
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            while let input = work.withLock({ $0.next() }) {
                let outcome = Result { () throws(JobError) in try add(input) }
                work.withLock { work in
                    work.note(outcome)
                    if case .success(let outcome) = outcome { tell(work.progress, outcome.problem) }
                }
            }
        }
        let (progress, error) = work.withLock { ($0.progress, $0.error) }
        if let error { throw error }
        return progress
    }

    /// The result of an input.
    private struct Outcome {
        var isNew: Bool
        var problem: String?
    }

    private struct Work<Inputs: IteratorProtocol> {
        var inputs: Inputs
        var progress = JobProgress()
        /// The error that ends the run.
        var error: JobError?

        mutating func next() -> Inputs.Element? { error == nil ? inputs.next() : nil }

        mutating func note(_ outcome: Result<Outcome, JobError>) {
            switch outcome {
            case .success(let outcome):
                progress.done += 1
                if outcome.isNew { progress.new += 1 }
                if outcome.problem != nil { progress.failed += 1 }
            case .failure(let failure): error = error ?? failure
            }
        }
    }

    private func add(_ input: PictureInput) throws(JobError) -> Outcome {
        let page: [UInt8]
        let document: ImageDocument
        do {
            document = try input.document.get()
            page = try document.page(input.page, pixelLimit: pixelLimit)
        } catch { return Outcome(isNew: false, problem: "\(error)") }
        let hash = sha256(page)
        let source = SheetSource(file: input.file, page: input.page + 1, hasPages: document.hasPages)
        if try job.has(hash, at: source) { return Outcome(isNew: false) }
        let result = read(page, input.name)
        let isNew = try job.add(result, hash: hash, at: source, picture: page)
        if case .failed(let message) = result { return Outcome(isNew: isNew, problem: message) }
        return Outcome(isNew: isNew)
    }
}
