import DigitRecognizer
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import UnixSignals

/// The server: the page and the APIs of one process.
package struct DigitServer: Sendable {
    let settings: ServerSettings
    let repository: ModelRepository
    let forms: FormRepository
    let metrics = ServerMetrics()
    let readiness = Readiness()
    let pictures: PictureQueue
    package let bodies: BodyMemory
    private let logger: Logger

    /// Reads the models and forms.
    /// - Throws: `RecognizerError` naming the first file that cannot be used.
    package init(_ settings: ServerSettings, logger: Logger) throws(RecognizerError) {
        self.settings = settings
        self.logger = logger
        pictures = PictureQueue(limits: settings.limits)
        bodies = BodyMemory(limits: settings.limits)
        repository = try ModelRepository(settings)
        forms = try FormRepository(settings, model: repository.reader.reader.model)
    }

    /// Serves until SIGTERM or SIGINT, then finishes the requests under way. SIGHUP reloads models and forms.
    /// - Parameter onRunning: receives the port once requests are accepted.
    /// - Throws: the system's error if the port cannot be used.
    package func run(onRunning: @escaping @Sendable (_ port: Int) -> Void) async throws {
        // Before anybody is told that the server is running: an unhandled signal ends the process. Those that stop the server are
        // handled by the group before it starts the server.
        let reloads = await UnixSignalsSequence(trapping: .sighup)
        defer { withExtendedLifetime(reloads) {} }
        let loops = MultiThreadedEventLoopGroup.singleton
        let listener = Listener(connectionLoops: loops)
        let responder = responder()
        let server = HTTPServer(
            host: settings.host, port: settings.port, loops: loops, listener: listener,
            addHandlers: { [bodies] channel in try responder.addHandlers(to: channel, bodies: bodies) }, onRunning: onRunning)
        var services = ServiceGroupConfiguration(
            services: [
                .init(service: server),
                .init(service: Draining(readiness: readiness, listener: listener, pictures: pictures, limits: settings.limits)),
                .init(
                    service: Reloading(signals: reloads, server: self, logger: logger),
                    successTerminationBehavior: .ignore),
            ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        services.maximumGracefulShutdownDuration = .seconds(settings.limits.drainSeconds)
        try await ServiceGroup(configuration: services).run()
    }

    /// Reloads models and forms; requests under way keep those that they have.
    /// - Throws: `RecognizerError` naming the first file that cannot be used; all then stay as they were.
    package func reload() throws(RecognizerError) {
        try repository.reload { reader throws(RecognizerError) in try forms.reload(model: reader.reader.model) }
    }

    /// Makes the responder, without a network.
    package func responder() -> Responder {
        var routes = Routes()
        HealthRoutes(repository: repository, bodies: bodies, pictures: pictures, readiness: readiness, metrics: metrics).add(
            to: &routes)
        OpenInferenceRoutes(repository: repository, readiness: readiness).add(to: &routes)
        TensorFlowServingRoutes(repository: repository, readiness: readiness).add(to: &routes)
        ReadRoute(repository: repository, pictures: pictures, mostPages: settings.limits.waitingPictures).add(to: &routes)
        PageRoute(pictures: pictures).add(to: &routes)
        ServedFormRoutes(forms: forms, repository: repository, pictures: pictures, limits: settings.limits, logger: logger)
            .add(to: &routes)
        InsideRoutes(repository: repository, pictures: pictures).add(to: &routes)
        let corrections = Corrections(folder: settings.corrections, limit: settings.limits.corrections, logger: logger)
        CorrectionsRoute(pictures: pictures, corrections: corrections, repository: repository).add(to: &routes)
        PageRoutes().add(to: &routes)
        if let job = settings.job { FormRoutes(job: job, pictures: pictures).add(to: &routes) }
        return Responder(
            limits: settings.limits, metrics: metrics, readiness: readiness, access: AccessPolicy(settings),
            inference: InferenceService(repository: repository, pictures: pictures),
            routes: routes, logger: logger, requestLog: RequestLog(logger, isOn: settings.logsRequests))
    }
}

/// The first step when the server is told to stop: from then on every answer closes its connection, and no new connections are
/// accepted. The server itself stops after that.
private struct Draining: Service {
    let readiness: Readiness
    let listener: Listener
    let pictures: PictureQueue
    let limits: ServerLimits

    func run() async throws {
        try await gracefulShutdown()
        readiness.drain()
        await listener.stopAccepting()
        Task {
            try? await Task.sleep(for: .seconds(limits.waitingPictureSeconds))
            pictures.end()
        }
    }
}

/// Reloads models and forms on SIGHUP.
private struct Reloading: Service {
    let signals: UnixSignalsSequence
    let server: DigitServer
    let logger: Logger

    func run() async throws {
        for await _ in signals.cancelOnGracefulShutdown() {
            do {
                try server.reload()
                logger.notice("reloaded models and forms")
            } catch { logger.error("models and forms were not reloaded; those loaded before stay in use: \(error)") }
        }
    }
}
