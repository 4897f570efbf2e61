import Synchronization

/// The client at the other end of a connection, as seen by the code that answers: its address, and whether it still waits.
package final class Requester: Sendable {
    /// Its address and port, for the log.
    package let address: String
    private let gone = Atomic(false)

    package init(address: String = "-") { self.address = address }

    /// Whether nobody waits for answers any more; work that has not begun is then skipped.
    package var isGone: Bool { gone.load(ordering: .relaxed) }

    /// Marks the connection as closed.
    package func leave() { gone.store(true, ordering: .relaxed) }
}
