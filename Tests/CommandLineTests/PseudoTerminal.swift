import Foundation

/// A terminal of 80 columns that exists only in memory.
final class PseudoTerminal {
    /// The path of the side that a program writes to.
    let path: String
    private let controller: Int32
    /// Kept open, so that what a program wrote can be read after its end.
    private let line: Int32

    init?() {
        #if os(Linux)
            // Glibc's own functions for this are hidden from Swift.
            controller = open("/dev/ptmx", O_RDWR | O_NOCTTY)
            var (number, isLocked): (Int32, Int32) = (0, 0)
            guard controller >= 0, ioctl(controller, 0x4004_5431, &isLocked) == 0, ioctl(controller, 0x8004_5430, &number) == 0
            else {
                return nil
            }
            path = "/dev/pts/\(number)"
        #else
            controller = posix_openpt(O_RDWR | O_NOCTTY)
            guard controller >= 0, grantpt(controller) == 0, unlockpt(controller) == 0, let name = ptsname(controller) else {
                return nil
            }
            path = String(cString: name)
        #endif
        line = open(path, O_RDWR | O_NOCTTY)
        var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
        guard line >= 0, ioctl(line, UInt(TIOCSWINSZ), &size) == 0 else { return nil }
    }

    deinit {
        close(line)
        close(controller)
    }

    /// The output so far, up to the few kilobytes that a terminal keeps.
    func read() -> String {
        // The kernel delivers output a little later, so the end is when nothing more arrives for a while.
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        var waiting = pollfd(fd: controller, events: Int16(POLLIN), revents: 0)
        while poll(&waiting, 1, 300) > 0 {
            let count = Foundation.read(controller, &part, part.count)
            guard count > 0 else { break }
            bytes += part.prefix(count)
        }
        return String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
    }
}
