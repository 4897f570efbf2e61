import NIOCore
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The socket that takes connections, for the server's end: whoever is connected by then is answered.
final class Listener: Sendable {
    private let channel = Mutex<(any Channel)?>(nil)

    /// The server takes connections now.
    func opened(_ channel: any Channel) { self.channel.withLock { $0 = channel } }

    /// Lets nobody connect any more, and returns when those are taken whom the system has connected already.
    ///
    /// Closing the socket at once would reset the connections that wait in its queue, of which some have sent a request. Where the system
    /// has no way to close the queue's entrance, that can still happen to those that come in the last moment.
    func stopAccepting() async {
        #if os(Linux)
            guard let socket = channel.withLock({ $0 }) as? any SocketOptionProvider else { return }
            let program = PacketFilter.dropAll
            try? await socket.unsafeSetSocketOption(level: .socket, name: .init(rawValue: SO_ATTACH_FILTER), value: program).get()
            for _ in 0..<Self.mostLooks {
                let state: ListenerState? = try? await socket.unsafeGetSocketOption(level: .tcp, name: .init(rawValue: TCP_INFO))
                    .get()
                guard let state, state.queuedConnections > 0 else { return }
                try? await Task.sleep(for: Self.pause)
            }
        #endif
    }

    private static let mostLooks = 200, pause = Duration.milliseconds(5)
}

#if os(Linux)
    /// A classic packet filter (`struct sock_fprog` of linux/filter.h) whose one instruction has the system pass over every packet: clients
    /// that begin to connect then hear nothing until the socket is closed, and are refused.
    private struct PacketFilter: @unchecked Sendable {
        let count: UInt16
        let instructions: UnsafeRawPointer

        /// `BPF_RET | BPF_K` with the length 0. Never freed.
        static let dropAll: PacketFilter = {
            let instruction = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
            instruction.initialize(to: UInt64(0x06).littleEndian)
            return PacketFilter(count: 1, instructions: UnsafeRawPointer(instruction))
        }()
    }

    /// The beginning of `struct tcp_info` of linux/tcp.h.
    private struct ListenerState: Sendable {
        let flags: UInt64
        let timeouts: (UInt32, UInt32)
        let segments: (UInt32, UInt32)
        /// Of a listening socket the field `tcpi_unacked` has the connections that wait to be taken.
        let queuedConnections: UInt32
    }
#endif
