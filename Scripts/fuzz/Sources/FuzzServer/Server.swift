import DigitServer
import Logging
import NIOCore
import NIOPosix

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A server in this process. It has no port: a connection is one end of a socket pair.
private let server: DigitServer = {
    var settings = ServerSettings()
    settings.corrections = "/tmp/digits-fuzz-corrections-\(getpid())"
    settings.limits.pixels = 2000
    do {
        return try DigitServer(settings, logger: Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() })
    } catch { fatalError("\(error)") }
}()

private let responder = server.responder()

/// Sends the bytes and closes its side of the connection.
/// - Returns: what is received until the server closes it.
func ask(_ bytes: [UInt8]) -> [UInt8] {
    var sockets: [Int32] = [0, 0]
    precondition(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &sockets) == 0, "a pair of sockets")
    let channel: any Channel
    do {
        channel = try ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try responder.addHandlers(to: channel, bodies: server.bodies) }
            }
            .withConnectedSocket(sockets[1]).wait()
    } catch { fatalError("\(error)") }
    // The server may close before everything is sent.
    _ = send(sockets[0], bytes, bytes.count, Int32(MSG_NOSIGNAL))
    shutdown(sockets[0], Int32(SHUT_WR))
    var answer: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = recv(sockets[0], &part, part.count, 0)
        // libFuzzer's timer interrupts calls.
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { break }
        answer += part[..<count]
    }
    close(sockets[0])
    do { try channel.closeFuture.wait() } catch { fatalError("\(error)") }
    return answer
}
