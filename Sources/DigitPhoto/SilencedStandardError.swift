import CLeptonica
import Synchronization

/// The C library's standard error stream, replaced while decoders are working.
private struct ErrorStream: ~Copyable {
    var decoders = 0
    /// The stream before the first decoder began.
    var usual: UnsafeMutablePointer<FILE>?
    /// The stream that discards messages. Opened once and never closed: another thread may be about to print to it.
    var nowhere: UnsafeMutablePointer<FILE>?

    mutating func decoderBegins() {
        decoders += 1
        guard decoders == 1 else { return }
        silenceLeptonica()
        if nowhere == nil { nowhere = fopen("/dev/null", "w") }
        if let nowhere { usual = digits_replace_stderr(nowhere) }
    }

    mutating func decoderEnds() {
        decoders -= 1
        guard decoders == 0, let stream = usual else { return }
        _ = digits_replace_stderr(stream)
        usual = nil
    }
}

private let errorStream = Mutex(ErrorStream())

/// Leptonica's message level, set once.
private let isLeptonicaSilent: Bool = setMsgSeverity(Int32(L_SEVERITY_NONE)) != L_SEVERITY_NONE

/// Makes Leptonica print nothing about what it rejects. After its first call it needs no lock, so that a `fork` does no harm.
func silenceLeptonica() { _ = isLeptonicaSilent }

/// Runs `body` while what C code prints to the stream `stderr` is discarded: the codecs' complaints about a damaged file would
/// appear beside this module's one-line error. File descriptor 2 itself does not change. For decoding only: the process's other threads
/// lose what they print meanwhile, and its lock does not survive a `fork`.
func withoutCodecMessages<Result>(_ body: () -> Result) -> Result {
    errorStream.withLock { $0.decoderBegins() }
    defer { errorStream.withLock { $0.decoderEnds() } }
    return body()
}
