import Synchronization

/// The client at the other end of a connection, for those who work on its requests: who it is, and whether it still waits.
package final class Requester: Sendable {
    /// Its address and port, for the log.
    package let address: String
    private let gone = Atomic(false)

    package init(address: String = "-") { self.address = address }

    /// Whether nobody waits for answers any more; work that has not begun is then left.
    package var isGone: Bool { gone.load(ordering: .relaxed) }

    /// The connection has ended.
    package func leave() { gone.store(true, ordering: .relaxed) }
}
