import DigitJSON
import Synchronization

/// Whether the server accepts requests: from when it listens until it is told to stop.
final class Readiness: Sendable {
    private let state = Atomic(true)

    var isReady: Bool { state.load(ordering: .relaxed) }

    /// From now on the server only finishes the requests under way.
    func drain() { state.store(false, ordering: .relaxed) }

    /// Returns the answer `ready`.
    /// - Throws: `ServiceError` 503 if the server is shutting down.
    func check(_ ready: JSON) throws(ServiceError) -> Answer {
        guard isReady else { throw .ending }
        return .json(ready)
    }
}
