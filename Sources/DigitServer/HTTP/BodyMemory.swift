import Synchronization

/// The memory budget for the bodies of all requests.
package final class BodyMemory: Sendable {
    /// The most bytes of one body, and of all bodies.
    fileprivate let bodyLimit: Int
    private let limit: Int
    private let held = Atomic(0)

    init(limits: ServerLimits) { (bodyLimit, limit) = (limits.bodyBytes, limits.allBodyBytes) }

    /// The number of bytes held now.
    package var heldBytes: Int { held.load(ordering: .relaxed) }

    fileprivate func add(_ count: Int) -> Bool { held.add(count, ordering: .relaxed).newValue <= limit }
    fileprivate func subtract(_ count: Int) { held.subtract(count, ordering: .relaxed) }
}

/// The part that one request uses; returned when the request is released.
package final class BodyShare: Sendable {
    private let memory: BodyMemory
    private let count = Atomic(0)

    package init(of memory: BodyMemory) { self.memory = memory }
    deinit { memory.subtract(count.load(ordering: .relaxed)) }

    /// The most bytes that the body may have, compressed or not.
    var bodyLimit: Int { memory.bodyLimit }

    /// Reserves some more bytes.
    /// - Throws: `ServiceError` 503 if all bodies together are too large.
    func grow(by bytes: Int) throws(ServiceError) {
        count.add(bytes, ordering: .relaxed)
        guard memory.add(bytes) else {
            var error = ServiceError.overloaded("too many large requests at once; try again soon")
            error.closesConnection = true
            throw error
        }
    }
}
