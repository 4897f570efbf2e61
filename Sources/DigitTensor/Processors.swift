import CDigitKernels

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The number of processors that this process may actually use.
package enum Processors {
    /// The smallest of: online processors, the process's affinity mask, its control group's quota (rounded up); at least 1.
    package static let usableCount: Int = {
        var count = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        #if os(Linux)
            if dk_affinity_count() > 0 { count = min(count, Int(dk_affinity_count())) }
            count = min(count, quota() ?? count)
        #endif
        return max(1, count)
    }()

    #if os(Linux)
        /// The quota of the process's control group or the one at the root of its view, in processors, rounded up.
        private static func quota() -> Int? {
            let group = firstLine(of: "/proc/self/cgroup").flatMap { line in
                line.hasPrefix("0::") ? String(line.dropFirst(3)) : nil
            }
            let files = ["/sys/fs/cgroup\(group ?? "")/cpu.max", "/sys/fs/cgroup/cpu.max"]
            return files.lazy.compactMap { firstLine(of: $0).flatMap(processors(inQuota:)) }.first
        }

        private static func firstLine(of path: String) -> String? {
            guard let file = fopen(path, "r") else { return nil }
            defer { fclose(file) }
            var line = [CChar](repeating: 0, count: 512)
            guard fgets(&line, Int32(line.count), file) != nil else { return nil }
            let bytes = line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }
            return String(decoding: bytes, as: UTF8.self)
        }
    #endif

    /// `200000 100000` (microseconds of quota and period) is 2 processors; `max 100000` is no limit.
    package static func processors(inQuota line: String) -> Int? {
        let fields = line.split(separator: " ")
        guard fields.count == 2, let quota = Int(fields[0]), let period = Int(fields[1]), quota > 0, period > 0 else {
            return nil
        }
        return max(1, (quota - 1) / period + 1)
    }
}
