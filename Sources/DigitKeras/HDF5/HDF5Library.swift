import CHDF5
import Synchronization

/// libhdf5 keeps global state and not every build of it is thread-safe, so all use of it goes through one lock.
private let libraryLock = Mutex(())

/// Runs `body` as the only user of libhdf5, with its error printing off. Objects of the library must not leave `body`.
func withHDF5<Result: Sendable>(_ body: () throws(KerasError) -> Result) throws(KerasError) -> Result {
    try libraryLock.withLock { (_) throws(KerasError) -> Result in
        chdf5_silence_errors()
        return try body()
    }
}

/// An identifier of libhdf5 that is closed when the last reference goes away.
final class H5Handle {
    let id: hid_t
    private let close: (hid_t) -> herr_t

    /// Takes over an identifier; nil if it is one of libhdf5's failures.
    init?(_ id: hid_t, close: @escaping (hid_t) -> herr_t) {
        guard id >= 0 else { return nil }
        self.id = id
        self.close = close
    }

    deinit { _ = close(id) }

    /// Calls `body` with the identifier, which stays open meanwhile.
    func use<Result, Failure: Error>(_ body: (hid_t) throws(Failure) -> Result) throws(Failure) -> Result {
        try withExtendedLifetime(self) { () throws(Failure) -> Result in try body(id) }
    }
}
