import DigitFiles
import Foundation

/// A new folder that is removed when the last reference to it goes.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "DigitFilesTests-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of the file called `name` in the folder.
    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file without the functions under test and returns its path.
    @discardableResult
    func write(_ bytes: [UInt8], as name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
        return file(name)
    }

    /// The names in the folder, hidden ones too, sorted.
    var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() } }
}

/// The bytes of a file, read without the functions under test.
func contents(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

/// The project's own copy of MNIST.
let mnistPath = URL(fileURLWithPath: #filePath).appending(path: "../../../Data/MNIST").standardized.path

/// Runs a program found through `PATH` and returns its status and output, or nil where it cannot be started.
func run(_ arguments: [String]) throws -> (status: Int32, output: String)? {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    // `env` exits so where it finds no such program.
    return process.terminationStatus == 127 ? nil : (process.terminationStatus, String(decoding: data, as: UTF8.self))
}

/// The bytes that hexadecimal text names; blanks are ignored.
func bytes(hexadecimal text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}
