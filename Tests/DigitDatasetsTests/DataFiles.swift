import DigitData
import DigitDatasets
import Foundation
import TestSupport
import Testing

extension Folder {
    /// Writes a file of the folder, in folders of its own if its name has some, and returns its path.
    func put(_ bytes: some Sequence<UInt8>, _ name: String) throws -> String {
        let url = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
        return url.path
    }
}

/// The bytes of a file, read by Foundation.
func contents(of path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

func pixels(_ data: Dataset) -> [UInt8] {
    if case .bytes(let bytes, _, _) = data.values { return bytes }
    return []
}

/// Expects that the data of a path are refused with a message.
func expectError(
    _ path: String, _ message: String, classes: Int? = nil, sourceLocation: SourceLocation = #_sourceLocation
) {
    do {
        _ = try DataSource(path, classCount: classes).load()
        Issue.record("no error", sourceLocation: sourceLocation)
    } catch { #expect("\(error)".contains(message), "\(error)", sourceLocation: sourceLocation) }
}
