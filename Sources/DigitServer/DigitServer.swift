import DigitRecognizer
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import UnixSignals

/// The version that the server tells.
let serverVersion = "0.1.0"

/// The server: the page and the interfaces of one process.
package struct DigitServer: Sendable {
    let settings: ServerSettings
    let repository: ModelRepository
    let metrics = ServerMetrics()
    let readiness = Readiness()
    private let logger: Logger

    /// Reads the models.
    /// - Throws: `RecognizerError` naming the first file that cannot be used.
    package init(_ settings: ServerSettings, logger: Logger) throws(RecognizerError) {
        self.settings = settings
        self.logger = logger
        repository = try ModelRepository(settings)
    }

    /// Serves until SIGTERM or SIGINT; then finishes what it has begun. SIGHUP reads the models again.
    /// - Parameter onRunning: told the port once requests are taken.
    /// - Throws: what the system says if the port cannot be used.
    package func run(onRunning: @escaping @Sendable (_ port: Int) -> Void) async throws {
        let limits = settings.limits
        let connections = metrics.connections
        let application = Application(
            responder: responder(),
            server: HTTPServerBuilder { responder in
                EventLoopChannel(
                    http: HTTP1Channel(
                        responder: responder,
                        configuration: .init(
                            additionalChannelHandlers: [ConnectionGuard(limits: limits, connections: connections)],
                            httpDecoderConfiguration: .init(
                                maxHeaderFieldSize: limits.headBytes, maxHeaderListSize: limits.headBytes,
                                maxHeaderFieldCount: 100))))
            },
            configuration: .init(
                address: .hostname(settings.host, port: settings.port), serverName: nil, backlog: 1024),
            onServerRunning: { channel in onRunning(channel.localAddress?.port ?? 0) },
            logger: logger)
        var services = ServiceGroupConfiguration(
            services: [
                .init(service: application),
                .init(service: Draining(readiness: readiness)),
                .init(service: Reloading(repository: repository, logger: logger), successTerminationBehavior: .ignore),
            ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        services.maximumGracefulShutdownDuration = .seconds(limits.drainSeconds)
        try await ServiceGroup(configuration: services).run()
    }

    /// Reads the models again; requests under way keep those that they have.
    /// - Throws: `RecognizerError` naming the first file that cannot be used; all models then stay as they were.
    package func reload() throws(RecognizerError) { try repository.reload() }

    /// What answers requests, without a network.
    package func responder() -> RouterResponder<ServerContext> {
        let router = Router(context: ServerContext.self)
        router.add(middleware: RequestMetrics(metrics: metrics))
        router.add(middleware: ErrorAnswers())
        router.add(middleware: AccessPolicy(token: settings.token, host: settings.host))
        let routes = Routes(router: router)
        let bodies = BodyReader(limits: settings.limits)
        let pictures = PictureQueue(limits: settings.limits)
        HealthRoutes(repository: repository, bodies: bodies, readiness: readiness, metrics: metrics).add(to: routes)
        OpenInferenceRoutes(repository: repository, bodies: bodies, readiness: readiness).add(to: routes)
        TensorFlowServingRoutes(repository: repository, bodies: bodies, pictures: pictures, readiness: readiness).add(to: routes)
        ReadRoute(repository: repository, bodies: bodies, pictures: pictures).add(to: routes)
        InsideRoutes(repository: repository, bodies: bodies, pictures: pictures).add(to: routes)
        let corrections = Corrections(folder: settings.corrections, limit: settings.limits.corrections)
        CorrectionsRoute(bodies: bodies, pictures: pictures, corrections: corrections).add(to: routes)
        PageRoutes().add(to: routes)
        return router.buildResponder()
    }
}

/// Says that the server is about to end as soon as it is told so.
private struct Draining: Service {
    let readiness: Readiness

    func run() async throws {
        try await gracefulShutdown()
        readiness.drain()
    }
}

/// Reads the models again on SIGHUP.
private struct Reloading: Service {
    let repository: ModelRepository
    let logger: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            do {
                try repository.reload()
                logger.notice("read the models again")
            } catch { logger.error("the models stay as they are: \(error)") }
        }
    }
}
