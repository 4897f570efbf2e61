import ArgumentParser
import DigitFiles
import DigitJobs
import DigitServer
import Logging
import NIOCore

struct FormReviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Serve a page that shows doubtful fields one after the other, for one person or several.",
        discussion: """
            Only this machine is served unless --host says otherwise. Answers are saved at once, with who gave them and when. Several people at a \
            time do not get the same field.

            Examples:
              digits form review exam.job
              DIGITS_TOKEN=secret digits form review exam.job --host 0.0.0.0 --port 8090
            """)

    @OptionGroup var file: JobArgument

    @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
    var host = "127.0.0.1"

    @Option(help: ArgumentHelp("The port to listen on; 0 for any that is free.", valueName: "n"))
    var port = 8090

    @Option(
        help: ArgumentHelp(
            "Token that the page asks for before it shows anything. (default: the environment variable DIGITS_TOKEN)",
            valueName: "text"
        ))
    var token: String?

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port: a number from 0 to 65535 expected, got \(port)") }
    }

    func run() async throws {
        var logger = Logger(label: "digits", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = .notice
        var settings = ServerSettings()
        (settings.host, settings.port) = (host, port)
        settings.token = try ServerToken.wanted(token)
        settings.job = try Job(file.job, mayBeNew: false)
        allowManyFiles()
        do {
            try await DigitServer(settings, logger: logger).run { [settings, logger] port in
                let address = "\(settings.host.contains(":") ? "[\(settings.host)]" : settings.host):\(port)"
                if settings.token == nil, !settings.servesOnlyThisMachine {
                    logger.warning("anyone who reaches \(address) can see and answer; --token requires a token")
                }
                tellAddress("Review at http://\(address)/review (Ctrl-C ends it)")
            }
        } catch let error as IOError { throw ServeError(description: "\(host):\(port): \(systemMessage(error.errnoCode))") }
    }
}
