import ArgumentParser
import DigitFiles

/// The pictures that a command is to read: files, all pictures in folders, and standard input.
struct PictureInputs {
    /// Paths as the user named them, `-` for standard input.
    private(set) var paths: [String] = []
    /// What could not be looked into.
    private(set) var errors: [FileError] = []
    /// Whether there may be more than one, so that files are to be named.
    private(set) var isSeveral: Bool

    /// Names of the kinds that are read.
    private static let endings = [".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".pgm", ".pbm", ".ppm", ".pnm"]

    init(_ arguments: [String]) {
        isSeveral = arguments.count > 1
        for argument in arguments {
            do throws(FileError) {
                guard argument != "-", try pathKind(argument) == .folder else {
                    paths.append(argument)
                    continue
                }
                isSeveral = true
                let found = try FilesBelow(argument) { name in Self.endings.contains { name.lowercased().hasSuffix($0) } }
                paths += found.files
                errors += found.errors
                if found.files.isEmpty { errors.append(FileError(path: argument, problem: "no pictures in this folder")) }
            } catch { errors.append(error) }
        }
    }
}
