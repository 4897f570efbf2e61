import ArgumentParser
import DigitFiles

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

extension Digits {
    /// Exits as an error requires: status 0 for `--help` and the like, 2 for wrong usage, 1 for other errors.
    static func exit(with error: any Error) -> Never {
        Interruption.waitIfUnderWay()
        Interruption.cleanUp()
        if case .readerIsGone? = error as? OutputError { endAsPipe() }
        if let interrupted = error as? Interrupted {
            try? Output.error.writeLine((Output.error.isTerminal ? "\n" : "") + interrupted.description)
            endProcess(128 + interrupted.signal)
        }
        let status = exitCode(for: error)
        let message = fullMessage(for: error)
        if !message.isEmpty {
            do throws(OutputError) {
                try (status.isSuccess ? Output.standard : Output.error).write(message.hasSuffix("\n") ? message : message + "\n")
            } catch {
                if case .readerIsGone = error { endAsPipe() }
                endProcess(1)
            }
        }
        endProcess(status == .validationFailure ? 2 : status.rawValue)
    }

    /// Exits after success, without the time that libraries take to free memory.
    static func end() -> Never {
        do throws(OutputError) { try Output.standard.close() } catch { exit(with: error) }
        endProcess(0)
    }

    /// Exits like a program that does not handle a closed pipe.
    private static func endAsPipe() -> Never { endProcess(128 + SIGPIPE) }
}

/// Stops all threads with the process; nothing needs flushing.
private func endProcess(_ status: Int32) -> Never { _exit(status) }
