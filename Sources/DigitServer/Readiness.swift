import DigitJSON
import Synchronization

/// Whether the server takes requests: from when it listens until it is told to end.
final class Readiness: Sendable {
    private let state = Atomic(true)

    var isReady: Bool { state.load(ordering: .relaxed) }

    /// From now on the server only finishes what it has begun.
    func drain() { state.store(false, ordering: .relaxed) }

    /// The answer `ready`.
    /// - Throws: `ServiceError` 503 if the server is about to end.
    func check(_ ready: JSON) throws(ServiceError) -> Answer {
        guard isReady else { throw .ending }
        return .json(ready)
    }
}
