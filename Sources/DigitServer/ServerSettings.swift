import DigitInput
import DigitJobs

/// The settings of a server.
package struct ServerSettings: Sendable {
    /// The address to listen on; the default is reachable only from this machine.
    package var host = "127.0.0.1"
    /// The port to listen on; 0 for any that is free.
    package var port = 8080
    /// The models; the bundled ones if there are none. The page starts with the first.
    package var models: [ModelSource] = []
    /// The file of the model that reads pages; nil for the bundled one.
    package var reader: String?
    /// The pixel values that the models were trained on.
    package var inputRange: InputRange?
    /// The token that clients must send as `Authorization: Bearer …`, if any.
    package var token: String?
    /// The other sites whose pages may send requests, as browsers name them in `Origin`.
    package var allowedOrigins: [String] = []
    /// Whether each request gets a line in the log.
    package var logsRequests = false
    /// The folder that corrected digits are saved to: nothing else is written.
    package var corrections = "corrections"
    /// The forms whose sheets are read.
    package var forms: [FormSource] = []
    /// The folder of more forms, which the page may save forms to; nil for none.
    package var formFolder: String?
    /// The job that people review, if any.
    package var job: Job?
    /// The limits on requests.
    package var limits = ServerLimits()
    /// How requests are batched.
    package var batching = BatchLimits()

    /// The defaults.
    package init() {}

    /// Whether no other machine can reach the address.
    package var servesOnlyThisMachine: Bool { Authority.isLoopback(host.lowercased()) }
}

/// The limits on requests; a request beyond them is answered with an error.
package struct ServerLimits: Sendable {
    /// The most bytes of a body, both as sent and decompressed.
    package var bodyBytes = 32 << 20
    /// The most bytes of the body of a request that uses none. Bodies of this size on all connections are far from `allBodyBytes`.
    package var unusedBodyBytes = 8 << 10
    /// The most bytes of all bodies that are held at a time.
    package var allBodyBytes = 512 << 20
    /// The most pixels of a request's pictures together: what phones take by default, with a margin.
    package var pixels = 40_000_000
    /// The number of pictures that are read at a time, and that may wait for it; a request has no more than those either.
    package var pictures = 2, waitingPictures = 64
    /// The time in seconds that other programs may take for a picture or page, all together.
    package var programSeconds = 15
    /// The most requests at a time that need other programs; one of them runs them at a time.
    package var programRequests = 16
    /// The most bytes of a request's head.
    package var headBytes = 16 << 10
    /// The most open connections.
    package var connections = 20_000
    /// The time limit in seconds for a client to send a whole head, to send a whole body, or to read a whole answer.
    package var clientSeconds = 60
    /// The time in seconds that requests under way have when the server is told to stop.
    package var drainSeconds = 30
    /// The time in seconds that pictures then have to get their turn.
    package var waitingPictureSeconds = 5
    /// The most corrections that are stored.
    package var corrections = 100_000
    /// The most forms that are served, and the most pixels of the picture of a form that a client sends.
    package var forms = 100, formPixels = 12_000_000
    /// The most pixels of the pictures of all forms that are served, beyond which no client can save more.
    package var allFormPixels = 400_000_000
    /// The most bytes of the names, fields and rules of all forms that are served, as `GET /forms` lists them, beyond which no client
    /// can save more.
    package var allFormText = 4 << 20

    /// The defaults.
    package init() {}
}
