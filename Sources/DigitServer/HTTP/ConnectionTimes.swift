import NIOCore

/// The times that a connection is given for what no setting says.
enum ConnectionTimes {
    /// How often a connection is looked at.
    static let checkInterval = TimeAmount.seconds(1)
    /// How long a connection is kept open for the client to read its last answer.
    static let lingerTime = TimeAmount.seconds(2)
    /// How long the answer is worked on for a client that has ended its side: it has probably hung up, but a few do so and still listen.
    static let halfClosedTime = TimeAmount.seconds(1)
    /// How long a connection has to have been quiet to be ended with the server: a request may be on its way already.
    static let quietTime = TimeAmount.seconds(1)
    /// How long it takes to read what the system has received while the event loop was busy.
    static let lastLookTime = TimeAmount.milliseconds(10)
}
