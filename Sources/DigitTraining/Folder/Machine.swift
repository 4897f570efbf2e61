import DigitFiles

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

extension RunRecord.Machine {
    /// This machine.
    package init(instructionSet: String, threads: Int) {
        var names = utsname()
        uname(&names)
        func text(_ field: some Any) -> String {
            withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        }
        self.init(
            system: [text(names.sysname), text(names.release), text(names.machine)].joined(separator: " "),
            processor: Self.processorName(), instructionSet: instructionSet, threads: threads)
    }

    private static func processorName() -> String {
        #if canImport(Darwin)
            var size = 256
            var name = [UInt8](repeating: 0, count: size)
            return sysctlbyname("machdep.cpu.brand_string", &name, &size, nil, 0) == 0
                ? String(decoding: name.prefix { $0 != 0 }, as: UTF8.self) : ""
        #else
            guard let bytes = try? readFile("/proc/cpuinfo", limit: 1 << 24) else { return "" }
            let line = bytes.split(separator: UInt8(ascii: "\n")).first { $0.starts(with: "model name".utf8) }
            guard let line, let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return "" }
            return String(decoding: line[(colon + 1)...].drop { $0 == UInt8(ascii: " ") }, as: UTF8.self)
        #endif
    }
}
