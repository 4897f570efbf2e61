import CFuzzer
import DigitServer
import Logging
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A server in this process, asked through the loopback device with any bytes: heads and bodies of every protocol that it knows.
@main
enum FuzzServer {
    private static let port = Atomic(0)

    static func main() {
        Task.detached { await serve() }
        while port.load(ordering: .acquiring) == 0 { usleep(1000) }
        signal(SIGPIPE, SIG_IGN)
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
        _ = LLVMFuzzerRunDriver(&count, &arguments) { start, count in
            if let start { FuzzServer.ask(UnsafeBufferPointer(start: start, count: count)) }
            return 0
        }
    }

    private static func serve() async {
        var settings = ServerSettings()
        (settings.port, settings.corrections) = (0, "/tmp/digits-fuzz-corrections-\(getpid())")
        do {
            let server = try DigitServer(settings, logger: Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() })
            try await server.run { port in FuzzServer.port.store(port, ordering: .releasing) }
        } catch { fatalError("\(error)") }
    }

    /// Sends the bytes and reads what comes until the server closes the connection: it does when there is nothing more to come.
    private static func ask(_ bytes: UnsafeBufferPointer<UInt8>) {
        let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(connection) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port.load(ordering: .acquiring)).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        precondition(isConnected, "the server takes connections")
        _ = send(connection, bytes.baseAddress, bytes.count, 0)
        shutdown(connection, Int32(SHUT_WR))
        var answer = [UInt8](repeating: 0, count: 1 << 16)
        var start: [UInt8] = []
        while case let count = recv(connection, &answer, answer.count, 0), count > 0 {
            if start.count < 16 { start += answer.prefix(min(count, 16)) }
        }
        // 500 is an error of the server's own.
        precondition(!start.starts(with: "HTTP/1.1 500".utf8), "no internal error")
    }
}
