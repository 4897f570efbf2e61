import DigitFiles
import NIOPosix
import Synchronization

/// Decodes and reads pictures on threads of its own, so that nothing else waits for them, and a few at a time, so that they do
/// not take all memory. Each picture is a job, and connections take turns. Jobs that nobody waits for are skipped.
///
/// Other programs take longer than anything done here, so only one job at a time may run them, and the other threads are left for the
/// rest. Whether a job needs any turns out while it runs. It is then stopped, and run again when it is its turn to run programs.
package final class PictureQueue: Sendable {
    private struct Job {
        let batch: PictureBatch
        /// The request whose place it has; nil if the place is its own.
        let turns: PictureTurns?
        /// Whether it may run other programs.
        var runsPrograms: Bool
        /// Does the work; false, and nothing is reported, if it needs programs that it may not run.
        let run: @Sendable (_ programs: ProgramAllowance) -> Bool
        /// Reports why the work is not done.
        let refuse: @Sendable (ServiceError) -> Void
    }

    private struct State {
        var waiting = FairQueue<ObjectIdentifier, Job>()
        /// The number of places that are taken: by pictures that wait or are being read, and by requests with turns.
        var admitted = 0
        /// The requests with turns that have a place.
        var holders: Set<ObjectIdentifier> = []
        /// The clients whose requests need other programs.
        var programUsers: Set<ObjectIdentifier> = []
        /// Whether a job is running that may run other programs.
        var isRunningPrograms = false
        var hasEnded = false

        /// The next job that can run.
        mutating func takeNext() -> Job? {
            let isRunningPrograms = isRunningPrograms
            let job = waiting.popFirst { !$0.runsPrograms || !isRunningPrograms }
            if job?.runsPrograms == true { self.isRunningPrograms = true }
            return job
        }

        /// Lets a job wait for its turn.
        /// - Throws: `ServiceError` 503 if that is not possible.
        mutating func append(_ job: Job, _ limits: ServerLimits) throws(ServiceError) {
            if hasEnded { throw .ending }
            let client = ObjectIdentifier(job.batch.requester)
            if job.runsPrograms, !programUsers.contains(client) {
                guard programUsers.count < limits.programRequests else {
                    throw .overloaded("\(limits.programRequests) requests are already waiting for other programs; try again soon")
                }
                programUsers.insert(client)
            }
            waiting.append(job, from: client)
        }

        mutating func release(_ turns: PictureTurns) {
            if holders.remove(ObjectIdentifier(turns)) != nil { admitted -= 1 }
            programUsers.remove(ObjectIdentifier(turns.requester))
        }

        /// Gives the place of a job that is done, or is not run, to others.
        mutating func release(_ job: Job) {
            if let turns = job.turns { return release(turns) }
            admitted -= 1
            programUsers.remove(ObjectIdentifier(job.batch.requester))
        }

        /// Removes the waiting jobs that `isRemoved` selects, with their places.
        mutating func removeWaiting(where isRemoved: (Job) -> Bool) -> [Job] {
            let removed = waiting.removeAll(where: isRemoved)
            for job in removed { release(job) }
            return removed
        }
    }

    private let threads: NIOThreadPool
    private let limits: ServerLimits
    private let state = Mutex(State())

    /// Starts the threads, `limits.pictures` of them.
    package init(limits: ServerLimits) {
        self.limits = limits
        threads = NIOThreadPool(numberOfThreads: limits.pictures)
        threads.start()
    }

    deinit { threads.shutdownGracefully { _ in } }

    /// The number of pictures waiting now.
    package var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Runs `body` on one of the threads.
    /// - Throws: `ServiceError` 503 if too many are waiting or the client has gone, and what `body` throws.
    package func run<Result: Sendable>(
        for requester: Requester, _ body: @escaping @Sendable (PictureDecoder) throws(ServiceError) -> Result
    ) async throws -> Result {
        try admit(1)
        return try await perform(PictureBatch(requester: requester, pixelLimit: limits.pixels), body)
    }

    /// Admits a request once for all that it has to do, one thing after the other, such as the pages of a stack: it keeps its place
    /// until `body` ends, so that it is not refused halfway.
    /// - Parameter body: does it, in turns with other clients.
    /// - Throws: `ServiceError` 503 if too many are waiting, and what `body` throws.
    package func takingTurns<Result: Sendable>(
        for requester: Requester, _ body: (PictureTurns) async throws -> Result
    ) async throws -> Result {
        let turns = PictureTurns(queue: self, requester: requester)
        try admit(1, for: turns)
        defer { state.withLock { $0.release(turns) } }
        return try await body(turns)
    }

    /// Runs `body` on one of the threads, for a request that has a place.
    fileprivate func run<Result: Sendable>(
        _ turns: PictureTurns, runsPrograms: Bool, _ body: @escaping @Sendable (PictureDecoder) throws(ServiceError) -> Result
    ) async throws -> Result {
        let batch = PictureBatch(requester: turns.requester, pixelLimit: limits.pixels)
        return try await perform(batch, turns: turns, runsPrograms: runsPrograms, body)
    }

    /// Runs `body` for each picture of one request.
    /// - Returns: the results in the order of the pictures.
    /// - Throws: `ServiceError` 413 if there are more than can ever wait, 503 if too many are waiting or the client has gone, and
    ///   the first error of `body`; the others are then skipped.
    func map<Result: Sendable>(
        _ pictures: [[UInt8]], for requester: Requester,
        _ body: @escaping @Sendable ([UInt8], PictureDecoder) throws(ServiceError) -> Result
    ) async throws -> [Result] {
        guard pictures.count <= limits.waitingPictures else {
            throw ServiceError.tooLarge("at most \(limits.waitingPictures) pictures in a request expected, got \(pictures.count)")
        }
        try admit(pictures.count)
        let batch = PictureBatch(requester: requester, pixelLimit: limits.pixels)
        let results = try await withThrowingTaskGroup(of: (index: Int, result: Result).self) { group in
            for (index, picture) in pictures.enumerated() {
                group.addTask {
                    (index, try await self.perform(batch) { decoder throws(ServiceError) in try body(picture, decoder) })
                }
            }
            var results: [(index: Int, result: Result)] = []
            for try await result in group { results.append(result) }
            return results
        }
        return results.sorted { $0.index < $1.index }.map(\.result)
    }

    /// Admits some pictures, all or none.
    private func admit(_ count: Int, for turns: PictureTurns? = nil) throws(ServiceError) {
        let limit = limits.pictures + limits.waitingPictures
        let (isAdmitted, left) = state.withLock { state in
            var left: [Job] = []
            if state.admitted + count > limit { left = state.removeWaiting { !$0.batch.isWanted } }
            let isAdmitted = state.admitted + count <= limit
            if isAdmitted { state.admitted += count }
            if isAdmitted, let turns { state.holders.insert(ObjectIdentifier(turns)) }
            return (isAdmitted, left)
        }
        for job in left { job.refuse(.abandoned) }
        if !isAdmitted { throw .overloaded("\(limits.waitingPictures) pictures are already waiting; try again soon") }
    }

    /// Waits for an admitted picture.
    private func perform<Result: Sendable>(
        _ batch: PictureBatch, turns: PictureTurns? = nil, runsPrograms: Bool = false,
        _ body: @escaping @Sendable (PictureDecoder) throws(ServiceError) -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let refuse: @Sendable (ServiceError) -> Void = { error in
                batch.fail()
                continuation.resume(throwing: error)
            }
            let run: @Sendable (ProgramAllowance) -> Bool = { programs in
                do throws(ServiceError) {
                    let result = try programs.during { () throws(ServiceError) in try body(PictureDecoder(batch: batch)) }
                    if programs.hasRefused { return false }
                    continuation.resume(returning: result)
                } catch {
                    if programs.hasRefused { return false }
                    // A program that was killed because the client has gone says nothing about the picture.
                    refuse(batch.requester.isGone ? .abandoned : error)
                }
                return true
            }
            append(Job(batch: batch, turns: turns, runsPrograms: runsPrograms, run: run, refuse: refuse))
        }
    }

    /// Lets a job that has a place wait for its turn.
    private func append(_ job: Job) {
        do throws(ServiceError) {
            try state.withLock { state throws(ServiceError) in try state.append(job, limits) }
            runNextSoon()
        } catch {
            job.refuse(error)
            state.withLock { $0.release(job) }
        }
    }

    private func runNextSoon() { threads.submit { state in self.runNext(isActive: state == .active) } }

    private func runNext(isActive: Bool) {
        let (job, hasEnded) = state.withLock { ($0.takeNext(), $0.hasEnded) }
        guard var job else { return }
        if hasEnded || !isActive {
            job.refuse(.ending)
        } else if !job.batch.isWanted {
            job.refuse(.abandoned)
        } else {
            let batch = job.batch
            let programs = ProgramAllowance(permitsPrograms: job.runsPrograms, seconds: limits.programSeconds) { batch.isWanted }
            guard job.run(programs) else {
                job.runsPrograms = true
                return append(job)
            }
        }
        state.withLock { state in
            if job.turns == nil { state.release(job) }
            if job.runsPrograms { state.isRunningPrograms = false }
        }
        // The next one may have been passed over.
        if job.runsPrograms { runNextSoon() }
    }

    /// Refuses the pictures that still wait, and new ones.
    package func end() {
        let left = state.withLock { state in
            state.hasEnded = true
            return state.removeWaiting { _ in true }
        }
        for job in left { job.refuse(.ending) }
    }
}

/// The place of a request that does several things, one after the other.
package final class PictureTurns: Sendable {
    fileprivate let requester: Requester
    private let queue: PictureQueue

    fileprivate init(queue: PictureQueue, requester: Requester) { (self.queue, self.requester) = (queue, requester) }

    /// Runs `body` on one of the queue's threads when it is this client's turn.
    /// - Parameter runsPrograms: whether it is known to need other programs, but only after some work, which would be done twice.
    /// - Throws: `ServiceError` 503 if the client has gone, the server ends, or too many requests need other programs, and what `body`
    ///   throws.
    package func run<Result: Sendable>(
        runsPrograms: Bool = false, _ body: @escaping @Sendable (PictureDecoder) throws(ServiceError) -> Result
    ) async throws -> Result { try await queue.run(self, runsPrograms: runsPrograms, body) }
}

/// The pictures of one request.
final class PictureBatch: Sendable {
    let requester: Requester
    private let hasFailed = Atomic(false)
    private let pixels: Atomic<Int>

    /// - Parameter pixelLimit: the most pixels that all of them may have.
    init(requester: Requester, pixelLimit: Int) {
        self.requester = requester
        pixels = Atomic(pixelLimit)
    }

    /// Whether somebody waits for them: not if the client has gone, or one of them could not be read.
    var isWanted: Bool { !requester.isGone && !hasFailed.load(ordering: .relaxed) }

    func fail() { hasFailed.store(true, ordering: .relaxed) }

    /// The most pixels that the next picture may have.
    var pixelLimit: Int { max(0, pixels.load(ordering: .relaxed)) }

    func take(pixels count: Int) { pixels.subtract(count, ordering: .relaxed) }
}
