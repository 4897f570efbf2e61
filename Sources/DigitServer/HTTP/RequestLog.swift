import Logging
import NIOHTTP1

/// Where each request gets a line, if that is wanted.
struct RequestLog: Sendable {
    /// Nil where requests are not logged.
    private let logger: Logger?

    /// - Parameter logger: what writes the lines, whatever else it leaves out.
    init(_ logger: Logger, isOn: Bool) {
        var logger = logger
        logger.logLevel = .info
        self.logger = isOn ? logger : nil
    }

    /// The part of an address that is logged.
    private static let longestAddress = 400

    /// Writes `127.0.0.1:40312 POST /read 200 1234 bytes 12.3 ms`.
    /// - Parameter head: nil if none came.
    func record(_ answer: Answer, to head: HTTPRequestHead?, from requester: Requester, duration: Duration) {
        guard let logger else { return }
        let asked = head.map { "\($0.method.rawValue) \(Self.plain($0.uri))" } ?? "- -"
        let milliseconds = Double(duration.nanoseconds / 10_000) / 100
        logger.info("\(requester.address) \(asked) \(answer.status.code) \(answer.body.count) bytes \(milliseconds) ms")
    }

    /// Without what a client could use to make up lines or to steer a terminal.
    private static func plain(_ address: String) -> String {
        let shown = address.unicodeScalars.prefix(longestAddress)
        return shown.map { $0.isASCII && $0.value > 0x20 && $0.value < 0x7F ? String($0) : $0.escaped(asASCII: true) }.joined()
    }
}
