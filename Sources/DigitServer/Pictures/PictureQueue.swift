import NIOPosix
import Synchronization

/// Decodes and reads pictures on threads of its own, so that nothing else waits for them, and a few at a time, so that they do
/// not take all memory. Each picture is a job, and connections take turns. Jobs that nobody waits for are skipped.
package final class PictureQueue: Sendable {
    private struct Job {
        let batch: PictureBatch
        /// The request whose place it has; nil if the place is its own.
        let turns: PictureTurns?
        /// Does the work, or reports why it is not done.
        let run: @Sendable (_ refusal: ServiceError?) -> Void
    }

    private struct State {
        var waiting = FairQueue<ObjectIdentifier, Job>()
        /// The number of places that are taken: by pictures that wait or are being read, and by requests with turns.
        var admitted = 0
        /// The requests with turns that have a place.
        var holders: Set<ObjectIdentifier> = []
        var hasEnded = false

        mutating func release(_ turns: PictureTurns) {
            if holders.remove(ObjectIdentifier(turns)) != nil { admitted -= 1 }
        }

        /// Gives the places of jobs that are not run to others.
        mutating func release(_ jobs: [Job]) {
            for job in jobs { if let turns = job.turns { release(turns) } else { admitted -= 1 } }
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
        _ turns: PictureTurns, _ body: @escaping @Sendable (PictureDecoder) throws(ServiceError) -> Result
    ) async throws -> Result {
        try await perform(PictureBatch(requester: turns.requester, pixelLimit: limits.pixels), turns: turns, body)
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
            if state.admitted + count > limit { left = state.waiting.removeAll { !$0.batch.isWanted } }
            state.release(left)
            let isAdmitted = state.admitted + count <= limit
            if isAdmitted { state.admitted += count }
            if isAdmitted, let turns { state.holders.insert(ObjectIdentifier(turns)) }
            return (isAdmitted, left)
        }
        for job in left { job.run(.abandoned) }
        if !isAdmitted { throw .overloaded("\(limits.waitingPictures) pictures are already waiting; try again soon") }
    }

    /// Waits for an admitted picture.
    private func perform<Result: Sendable>(
        _ batch: PictureBatch, turns: PictureTurns? = nil,
        _ body: @escaping @Sendable (PictureDecoder) throws(ServiceError) -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let job = Job(batch: batch, turns: turns) { refusal in
                do throws(ServiceError) {
                    if let refusal { throw refusal }
                    continuation.resume(returning: try body(PictureDecoder(batch: batch)))
                } catch {
                    batch.fail()
                    continuation.resume(throwing: error)
                }
            }
            state.withLock { $0.waiting.append(job, from: ObjectIdentifier(batch.requester)) }
            threads.submit { state in self.runNext(isActive: state == .active) }
        }
    }

    private func runNext(isActive: Bool) {
        let (job, hasEnded) = state.withLock { ($0.waiting.popFirst(), $0.hasEnded) }
        guard let job else { return }
        job.run(hasEnded || !isActive ? .ending : job.batch.isWanted ? nil : .abandoned)
        if job.turns == nil { state.withLock { $0.admitted -= 1 } }
    }

    /// Refuses the pictures that still wait, and new ones.
    package func end() {
        let left = state.withLock { state in
            state.hasEnded = true
            let left = state.waiting.removeAll { _ in true }
            state.release(left)
            return left
        }
        for job in left { job.run(.ending) }
    }
}

/// The place of a request that does several things, one after the other.
package final class PictureTurns: Sendable {
    fileprivate let requester: Requester
    private let queue: PictureQueue

    fileprivate init(queue: PictureQueue, requester: Requester) { (self.queue, self.requester) = (queue, requester) }

    /// Runs `body` on one of the queue's threads when it is this client's turn.
    /// - Throws: `ServiceError` 503 if the client has gone or the server ends, and what `body` throws.
    package func run<Result: Sendable>(
        _ body: @escaping @Sendable (PictureDecoder) throws(ServiceError) -> Result
    ) async throws -> Result { try await queue.run(self, body) }
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
