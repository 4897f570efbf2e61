/// The SHA-256 checksums of a folder's files, as `sha256sum` writes them and `sha256sum -c` checks them.
struct Checksums: Sendable {
    /// The name of the list within its folder.
    static let fileName = "SHA256SUMS"

    /// 64 lowercase hexadecimal digits for each file name.
    private let digests: [String: String]

    /// Reads the list of a folder; a folder without one has no checksums.
    init(of files: FileTree) throws(FileError) {
        let list = files.name(of: Self.fileName)
        var digests: [String: String] = [:]
        if try files.kind(Self.fileName) != nil {
            let text = String(decoding: try files.read(Self.fileName, limit: 1 << 20), as: UTF8.self)
            for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                if line.allSatisfy(\.isWhitespace) || line.hasPrefix("#") { continue }
                guard let (digest, name) = Self.entry(line) else {
                    throw FileError(path: list, problem: "SHA-256, two spaces and a file name expected in line \(index + 1)")
                }
                digests[name] = digest
            }
        }
        self.digests = digests
    }

    /// Checks the contents of the file named `name`, as stored on disk; a file that is not listed passes.
    /// - Throws: `FileError` naming `path` if they do not match.
    func check(_ bytes: [UInt8], name: String, path: String) throws(FileError) {
        guard let expected = digests[name] else { return }
        let found = sha256(bytes)
        if found != expected { throw FileError(path: path, problem: "SHA-256 \(expected) expected, found \(found)") }
    }

    /// Digest and name of one line: 64 digits, a space, a space or star, the name.
    private static func entry(_ line: Substring) -> (digest: String, name: String)? {
        let digest = line.prefix(64)
        let rest = line.dropFirst(64)
        let isDigest = digest.utf8.count == 64 && digest.allSatisfy(\.isHexDigit)
        guard isDigest, rest.hasPrefix("  ") || rest.hasPrefix(" *"), rest.count > 2 else { return nil }
        return (digest.lowercased(), String(rest.dropFirst(2)))
    }
}
