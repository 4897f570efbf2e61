import DigitFiles
import GRDB

/// Why something could not be done with a job: one line that says what was expected and what came.
package struct JobError: Error, Equatable, CustomStringConvertible {
    /// The message, without a final period.
    package let description: String

    /// An error with the given one-line message.
    package init(_ description: String) { self.description = description }

    /// What the database says, about the job at `path`.
    init(_ error: any Error, path: String) {
        switch error {
        case let error as JobError: self = error
        case let error as FileError: description = "\(error)"
        case let error as DatabaseError:
            description =
                switch error.resultCode {
                case .SQLITE_FULL: "\(path): the disk is full; what was read before is kept"
                case .SQLITE_NOTADB, .SQLITE_CORRUPT: "\(path): a job of digits expected, found another or a damaged file"
                case .SQLITE_CANTOPEN: "\(path): a file that can be made or opened expected"
                case .SQLITE_READONLY: "\(path): a file that can be written expected"
                case .SQLITE_BUSY: "\(path): another program holds the job"
                default: "\(path): \(error.message ?? "\(error.resultCode)")"
                }
        default: description = "\(path): \(error)"
        }
    }
}
