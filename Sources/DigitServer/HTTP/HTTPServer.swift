import NIOCore
import NIOPosix
import ServiceLifecycle

/// Accepts connections, until it is told to stop; it ends when the last of them is closed.
struct HTTPServer: Service {
    let host: String
    /// 0 for any free port.
    let port: Int
    let loops: any EventLoopGroup
    let listener: Listener
    /// Adds the handlers of a connection, on its event loop.
    let addHandlers: @Sendable (any Channel) throws -> Void
    /// Receives the port once connections are accepted.
    let onRunning: @Sendable (_ port: Int) -> Void

    /// - Throws: the system's error if the port cannot be used.
    func run() async throws {
        let connections = OpenConnections()
        let channel = try await ServerBootstrap(group: loops)
            .serverChannelOption(.backlog, value: Self.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            // Without file descriptors left, it waits instead of trying again and again.
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(AcceptBackoffHandler()) }
            }
            .childChannelInitializer { [addHandlers] channel in
                channel.eventLoop.makeCompletedFuture {
                    try addHandlers(channel)
                    connections.add(channel)
                }
            }
            .bind(host: host, port: port).get()
        listener.opened(channel)
        onRunning(channel.localAddress?.port ?? port)
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                try await channel.closeFuture.get()
            } onGracefulShutdown: {
                channel.close(promise: nil)
            }
        } onCancel: {
            channel.close(promise: nil)
        }
        await connections.finish()
    }

    /// How many connections the system keeps until they are accepted.
    private static let backlog: Int32 = 1024
}
