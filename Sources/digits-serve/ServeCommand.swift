import ArgumentParser
import DigitFiles
import DigitInput
import DigitServer
import DigitTensor
import DigitText
import Logging
import NIOCore

/// The command `digits serve`, as a separate program.
@main
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: calledName("serve"),
        abstract: "Serve a web page that reads digits as they are drawn, and an HTTP API.",
        usage: "\(calledName("serve")) [<options>]",
        discussion: """
            The page reads drawings, photos and forms. The API is the Open Inference Protocol (KServe V2, Triton), TensorFlow Serving's \
            REST interface, POST /read for pictures and POST /forms/NAME/read for sheets of forms; /openapi.json describes it.

            Only this machine is served unless --host says otherwise. SIGHUP reads the models and forms again, SIGTERM and Ctrl-C finish \
            the requests under way. Giving a name twice gives the model two versions.

            Examples:
              digits serve
              digits serve --model runs/train/mnist_digit_recognizer.h5
              digits serve --model small=small.h5 --model large=large.keras --port 9000
              DIGITS_TOKEN=secret digits serve --host 0.0.0.0
              digits serve --form exam.form --forms forms
              digits serve --allow-origin https://digits.example --log requests
            """,
        version: "digits \(digitsVersion)")

    @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
    var host = "127.0.0.1"

    @Option(parsing: .unconditional, help: ArgumentHelp("The port to listen on; 0 for any that is free.", valueName: "n"))
    var port = 8080

    @Option(
        name: .customLong("model"),
        help: ArgumentHelp(
            "A model, a Keras file, and the name that clients use for it. May be given several times; the page starts with the first. (default: the bundled ones, digits and mnist)",
            valueName: "[name=]file"),
        completion: .file(extensions: ["h5", "hdf5", "keras"]), transform: { try ModelSource($0) })
    var models: [ModelSource] = []

    @Option(
        help: ArgumentHelp(
            "The model that reads pages, a Keras file of 'digits train --recipe numbers'. (default: the one that comes with digits)",
            valueName: "file"),
        completion: .file(extensions: ["h5", "hdf5", "keras"]))
    var reader: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The values for no ink and full ink that the models were trained on, such as 0,255 or -1,1. (default: as a model's first layer says, else 0,1)",
            valueName: "low,high"),
        transform: { try InputRange(option: $0) })
    var inputRange: InputRange?

    @Option(
        help: ArgumentHelp(
            "Token that clients must send as Authorization: Bearer. (default: the environment variable DIGITS_TOKEN)",
            valueName: "text"))
    var token: String?

    @Option(
        help: ArgumentHelp(
            "Another site whose pages may send requests, such as https://digits.example. May be given several times.",
            valueName: "origin"),
        transform: { text in
            guard let origin = CrossOriginPolicy.origin(text) else {
                throw ValidationError("http:// or https:// and a host expected, without a path")
            }
            return origin
        })
    var allowOrigin: [String] = []

    @Option(help: ArgumentHelp("What to log to standard error: requests, one line each.", valueName: "requests"))
    var log: [LogSubject] = []

    @Option(
        help: ArgumentHelp("The folder to save corrected digits to, for digits train --include.", valueName: "folder"),
        completion: .directory)
    var corrections = "corrections"

    @Option(
        name: .customLong("form"),
        help: ArgumentHelp(
            "A form whose sheets are read, a file made by 'digits form new', and the name that clients use for it. May be given several times.",
            valueName: "[name=]file"),
        completion: .file(extensions: ["form"]), transform: { try FormSource($0) })
    var forms: [FormSource] = []

    @Option(
        name: .customLong("forms"),
        help: ArgumentHelp("A folder of more forms, which the page may save forms to.", valueName: "folder"),
        completion: .directory)
    var formFolder: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How long a batch that is not full waits for more requests.", valueName: "microseconds"))
    var batchDelay = 0

    @Option(parsing: .unconditional, help: ArgumentHelp("The most samples that run as one batch.", valueName: "n"))
    var batchSize = 64

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How long a client may take to send a request's head, to send its body, and to take an answer.", valueName: "seconds")
    )
    var clientTimeout = 60

    func validate() throws {
        func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws {
            guard range.contains(value) else {
                throw ValidationError(
                    "--\(name): a number from \(range.lowerBound) to \(range.upperBound) expected, got \(value)")
            }
        }
        try check("port", port, 0...65_535)
        try check("batch-delay", batchDelay, 0...1_000_000)
        try check("batch-size", batchSize, 1...4096)
        try check("client-timeout", clientTimeout, 1...3600)
        if host.isEmpty { throw ValidationError("--host: an address expected, got none") }
        if formFolder?.isEmpty == true { throw ValidationError("--forms: a folder expected, got none") }
        if corrections.isEmpty { throw ValidationError("--corrections: a folder expected, got none") }
        if let token { try ServerToken.check(token, "--token") }
    }

    /// Exits with the statuses of the other commands: 2 for wrong usage, 1 for other errors.
    static func main() async {
        // `digits form` passes on what concerns jobs.
        if CommandLine.arguments.dropFirst().first == "form" {
            await run(FormCommand.self, Array(CommandLine.arguments.dropFirst(2)))
        } else {
            await run(ServeCommand.self, Array(CommandLine.arguments.dropFirst()))
        }
    }

    private static func run(_ root: (some ParsableCommand).Type, _ arguments: [String]) async {
        do {
            var command = try root.parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                // A server, which handles signals itself.
                try await command.run()
            } else {
                await JobInterruption.start()
                try command.run()
            }
            try Output.standard.close()
        } catch { endProgram(root, for: error) }
        // A request that took longer than a shutdown may is still being worked on.
        leaveNothingBehind()
    }

    func run() async throws {
        var logger = Logger(label: "digits", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = .notice
        if let note = try ProcessorVariables.check() { logger.warning("\(note)") }
        let settings = try settings()
        allowManyFiles()
        let server = try DigitServer(settings, logger: logger)
        do {
            try await server.run { [logger] port in
                let address = address(port: port)
                if settings.token == nil, !settings.servesOnlyThisMachine {
                    logger.warning("anyone who reaches \(address) can use this server; --token requires a token")
                }
                tellAddress("Serving at http://\(address) (Ctrl-C ends it)")
            }
        } catch let error as IOError {
            throw ServeError(description: "\(host):\(port): \(systemMessage(error.errnoCode))")
        } catch is SocketAddressError.UnknownHost {
            throw ServeError(description: "--host: the address or name of this machine expected, got \"\(host)\"")
        }
    }

    private func address(port: Int) -> String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }

    private func settings() throws -> ServerSettings {
        var settings = ServerSettings()
        settings.host = host
        settings.port = port
        settings.models = models
        settings.reader = reader
        settings.inputRange = inputRange
        settings.token = try ServerToken.wanted(token)
        settings.allowedOrigins = allowOrigin
        settings.logsRequests = log.contains(.requests)
        settings.corrections = corrections
        settings.forms = forms
        settings.formFolder = formFolder
        settings.batching.delay = .microseconds(batchDelay)
        settings.batching.batchSize = batchSize
        settings.limits.clientSeconds = clientTimeout
        return settings
    }
}

/// One line that says why the server cannot serve.
struct ServeError: Error, CustomStringConvertible {
    let description: String
}

/// What can be logged.
enum LogSubject: String, ExpressibleByArgument {
    case requests
}
