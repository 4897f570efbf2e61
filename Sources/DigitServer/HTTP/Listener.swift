import NIOCore
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The listening socket, for shutting down: connections made by then are answered.
final class Listener: Sendable {
    private let channel = Mutex<(any Channel)?>(nil)
    private let connectionLoops: any EventLoopGroup

    /// - Parameter connectionLoops: the event loops that connections are assigned to.
    init(connectionLoops: any EventLoopGroup) { self.connectionLoops = connectionLoops }

    /// Marks the server as accepting connections.
    func opened(_ channel: any Channel) { self.channel.withLock { $0 = channel } }

    /// Rejects new connections, and returns when all those that had begun are accepted.
    ///
    /// Closing the socket would reset the connections in its queue, and those whose client believes to be connected while its
    /// last packet is on its way; some have sent a request by then. If the system cannot keep newcomers out before (macOS has no
    /// such filter), this returns at once, and clients that connect in the last moment may be reset.
    func stopAccepting() async {
        #if os(Linux)
            guard let channel = channel.withLock({ $0 }), let socket = channel as? any SocketOptionProvider else { return }
            do {
                try await socket.unsafeSetSocketOption(
                    level: .socket, name: .init(rawValue: SO_ATTACH_FILTER), value: PacketFilter.withoutNewcomers
                ).get()
            } catch { return }
            try? await Task.sleep(for: Self.handshakeTime)
            for _ in 0..<Self.mostLooks {
                let state: ListenerState? = try? await socket.unsafeGetSocketOption(
                    level: .tcp, name: .init(rawValue: TCP_INFO)
                ).get()
                guard let state, state.queuedConnections > 0 else { break }
                try? await Task.sleep(for: Self.pause)
            }
            await settle(channel.eventLoop)
        #endif
    }

    /// Waits until the accepted connections have their handlers: SwiftNIO resets those whose listener is closed before.
    private func settle(_ listenerLoop: any EventLoop) async {
        for loop in Array(connectionLoops.makeIterator()) + [listenerLoop] { try? await loop.submit {}.get() }
    }

    /// A round trip to the other side of the world and back, by satellite.
    private static let handshakeTime = Duration.milliseconds(600)
    private static let mostLooks = 200, pause = Duration.milliseconds(5)
}

#if os(Linux)
    /// A classic BPF program (`struct sock_fprog` of linux/filter.h), which sees the packets of a TCP socket from their TCP
    /// header on.
    private struct PacketFilter: @unchecked Sendable {
        /// `struct sock_filter`.
        struct Instruction {
            let code: UInt16
            let stepsIfTrue: UInt8
            let stepsIfFalse: UInt8
            let value: UInt32
        }

        let count: UInt16
        let instructions: UnsafePointer<Instruction>

        /// Drops packets that begin a connection. Their sender gets no answer until the socket is closed, sends them again, and
        /// is refused. Connections that have begun are completed. Those accepted afterwards inherit the filter, and get no such
        /// packets.
        static let withoutNewcomers: PacketFilter = {
            // RFC 9293, 3.1: the byte of the flags, and SYN in it.
            let flags: UInt32 = 13, syn: UInt32 = 0x02
            let program = [
                Instruction(code: 0x30, stepsIfTrue: 0, stepsIfFalse: 0, value: flags),  // BPF_LD | BPF_B | BPF_ABS
                Instruction(code: 0x45, stepsIfTrue: 0, stepsIfFalse: 1, value: syn),  // BPF_JMP | BPF_JSET | BPF_K
                Instruction(code: 0x06, stepsIfTrue: 0, stepsIfFalse: 0, value: 0),  // BPF_RET | BPF_K: drop
                Instruction(code: 0x06, stepsIfTrue: 0, stepsIfFalse: 0, value: .max),  // take the whole packet
            ]
            // Never freed: the system reads it during the call, wherever that is made.
            let instructions = UnsafeMutablePointer<Instruction>.allocate(capacity: program.count)
            instructions.initialize(from: program, count: program.count)
            return PacketFilter(count: UInt16(program.count), instructions: UnsafePointer(instructions))
        }()
    }

    /// The beginning of `struct tcp_info` of linux/tcp.h.
    private struct ListenerState: Sendable {
        let flags: UInt64
        let timeouts: (UInt32, UInt32)
        let segments: (UInt32, UInt32)
        /// For a listening socket, the field `tcpi_unacked` is the number of connections waiting to be accepted.
        let queuedConnections: UInt32
    }
#endif
