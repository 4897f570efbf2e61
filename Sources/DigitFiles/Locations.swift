#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Finds the files that come with the program.
package enum Locations {
    /// The folder of the MNIST files: in `DIGITS_HOME`, in a folder above the program, in `share` beside the installed program's folder, or
    /// in the current one.
    /// - Throws: `FileError` if there is none.
    package static func mnist() throws(FileError) -> String {
        let name = "Data/MNIST"
        if let home = environment("DIGITS_HOME"), !home.isEmpty {
            let path = "\(home)/\(name)"
            guard isFolder(path) else {
                throw FileError(path: path, problem: "no such folder; DIGITS_HOME or --data DIR may name another")
            }
            return path
        }
        let above = foldersAboveProgram()
        if let path = (above + above.map { "\($0)/share/digits" }).map({ "\($0)/\(name)" }).first(where: isFolder) { return path }
        if isFolder(name) { return name }
        // A release's wheel has none.
        throw FileError(
            path: name,
            problem: "no such folder here or above the program: a release's wheel leaves MNIST out; --data PATH takes "
                + "Keras's mnist.npz (keras.datasets.mnist), torchvision's MNIST folder, or another folder of the four IDX files")
    }

    /// The command as the user called it, such as `./digits`, for messages that suggest a command.
    package static var command: String {
        environment(commandVariable).flatMap { $0.isEmpty ? nil : $0 } ?? "digits"
    }

    /// Records how the program was called, unless the launcher, or the program that became this one, has done so.
    package static func noteCommand(_ name: String) { setenv(commandVariable, name, 0) }

    private static let commandVariable = "DIGITS_COMMAND"

    /// Another program of this package, next to this one.
    package static func program(_ name: String) -> String {
        foldersAboveProgram().first.map { "\($0)/\(name)" } ?? name
    }

    private static func isFolder(_ path: String) -> Bool { access(path + "/.", F_OK) == 0 }

    /// The folders that the program is in, the nearest first.
    private static func foldersAboveProgram() -> [String] {
        guard let program = programPath(), let resolved = realpath(program, nil) else { return [] }
        defer { free(resolved) }
        var rest = Substring(String(cString: resolved))
        var folders: [String] = []
        while let slash = rest.lastIndex(of: "/") {
            rest = rest[..<slash]
            folders.append(String(rest))
        }
        return folders
    }

    private static func programPath() -> String? {
        #if canImport(Darwin)
            var size: UInt32 = 4096
            var path = [CChar](repeating: 0, count: Int(size))
            return _NSGetExecutablePath(&path, &size) == 0
                ? path.withUnsafeBufferPointer { String(cString: $0.baseAddress!) } : nil
        #else
            return "/proc/self/exe"
        #endif
    }
}
