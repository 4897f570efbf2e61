import NIOCore

/// Timings of connections that are not settings.
enum ConnectionTimes {
    /// The interval between checks of a connection.
    static let checkInterval = TimeAmount.seconds(1)
    /// The time a connection is kept open for the client to read its last answer.
    static let lingerTime = TimeAmount.seconds(2)
    /// The time an answer is worked on for a client that has closed its side: it has probably hung up, but a few still listen.
    static let halfClosedTime = TimeAmount.seconds(1)
    /// The time a connection must have been idle to be closed when the server stops: a request may already be on its way.
    static let quietTime = TimeAmount.seconds(1)
    /// The time to read what the system has received while the event loop was busy.
    static let lastLookTime = TimeAmount.milliseconds(10)
}
