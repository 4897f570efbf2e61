import DigitInput
import DigitJobs

/// What a server is told when it starts.
package struct ServerSettings: Sendable {
    /// The address to listen at; only this machine reaches the default.
    package var host = "127.0.0.1"
    /// The port to listen at; 0 for any that is free.
    package var port = 8080
    /// The models; the bundled ones if there are none. The first one is what the page uses at first.
    package var models: [ModelSource] = []
    /// The file of the model that reads pages; nil for the one that comes with the program.
    package var reader: String?
    /// The pixel values that the models were trained on.
    package var inputRange: InputRange?
    /// What clients have to send as `Authorization: Bearer …`, if anything.
    package var token: String?
    /// The other sites whose pages may ask, as browsers name them in `Origin`.
    package var allowedOrigins: [String] = []
    /// Whether each request gets a line in the log.
    package var logsRequests = false
    /// The folder that corrected digits are saved to: the only thing that is written.
    package var corrections = "corrections"
    /// The forms of which sheets are read.
    package var forms: [FormSource] = []
    /// The folder whose forms are served too, and that the page may save forms to; nil for none.
    package var formFolder: String?
    /// The job that people review, if any.
    package var job: Job?
    /// What clients may ask for.
    package var limits = ServerLimits()
    /// How requests are put together.
    package var batching = BatchLimits()

    /// The defaults.
    package init() {}

    /// Whether no other machine reaches the address.
    package var servesOnlyThisMachine: Bool { Authority.isLoopback(host.lowercased()) }
}

/// What clients may ask for; beyond it they get an answer that says so.
package struct ServerLimits: Sendable {
    /// The bytes of a body, as sent and unpacked.
    package var bodyBytes = 32 << 20
    /// The bytes of all bodies that are held at a time.
    package var allBodyBytes = 512 << 20
    /// The pixels of a request's pictures together: what phones take by default, and some more.
    package var pixels = 40_000_000
    /// The pictures that are read at a time, and those that may wait for it; a request has no more than those either.
    package var pictures = 2, waitingPictures = 64
    /// The bytes of a request's head.
    package var headBytes = 16 << 10
    /// The connections that are open at a time.
    package var connections = 20_000
    /// The seconds in which a client has to bring a whole head, a whole body, or to take a whole answer.
    package var clientSeconds = 60
    /// The seconds that requests under way have when the server is told to end.
    package var drainSeconds = 30
    /// The seconds that pictures have then to get their turn.
    package var waitingPictureSeconds = 5
    /// The corrections that are kept.
    package var corrections = 100_000
    /// The forms that are served, and the pixels of the picture of a form that a client sends.
    package var forms = 100, formPixels = 12_000_000

    /// The defaults.
    package init() {}
}
