import NIOCore
import Synchronization

/// The connections of a server, so that it does not end before them.
final class OpenConnections: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var isFinishing = false
    }

    private let state = Mutex(State())

    /// Keeps a connection until it is closed.
    func add(_ channel: any Channel) {
        let isFinishing = state.withLock {
            $0.channels[ObjectIdentifier(channel)] = channel
            return $0.isFinishing
        }
        channel.closeFuture.whenComplete { _ in
            self.state.withLock { _ = $0.channels.removeValue(forKey: ObjectIdentifier(channel)) }
        }
        if isFinishing { tellToEnd(channel) }
    }

    /// Tells all connections to end after the request under way, and waits until they are closed. If the task is canceled, closes
    /// them at once.
    func finish() async {
        let open = state.withLock {
            $0.isFinishing = true
            return Array($0.channels.values)
        }
        for channel in open { tellToEnd(channel) }
        while let channel = state.withLock({ $0.channels.values.first }) {
            await withTaskCancellationHandler {
                try? await channel.closeFuture.get()
            } onCancel: {
                channel.close(promise: nil)
            }
        }
    }

    private func tellToEnd(_ channel: any Channel) {
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    }
}
