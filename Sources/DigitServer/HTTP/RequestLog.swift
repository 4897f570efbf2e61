import Logging
import NIOHTTP1

/// Logs a line for each request, if enabled.
struct RequestLog: Sendable {
    /// Nil if requests are not logged.
    private let logger: Logger?

    /// - Parameter logger: writes the lines, whatever its level.
    init(_ logger: Logger, isOn: Bool) {
        var logger = logger
        logger.logLevel = .info
        self.logger = isOn ? logger : nil
    }

    /// The part of a path that is logged.
    private static let longestAddress = 400

    /// Writes `127.0.0.1:40312 POST /read 200 1234 bytes 12.3 ms`.
    /// - Parameter head: nil if none came.
    func record(_ answer: Answer, to head: HTTPRequestHead?, from requester: Requester, duration: Duration) {
        guard let logger else { return }
        let asked = head.map { "\($0.method.rawValue) \(Self.plain($0.uri))" } ?? "- -"
        let milliseconds = Double(duration.nanoseconds / 10_000) / 100
        logger.info("\(requester.address) \(asked) \(answer.status.code) \(answer.body.count) bytes \(milliseconds) ms")
    }

    /// Removes what a client could use to forge lines or to control a terminal.
    private static func plain(_ address: String) -> String {
        let shown = address.unicodeScalars.prefix(longestAddress)
        return shown.map { $0.isASCII && $0.value > 0x20 && $0.value < 0x7F ? String($0) : $0.escaped(asASCII: true) }.joined()
    }
}
