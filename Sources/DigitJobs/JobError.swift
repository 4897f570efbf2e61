import DigitFiles
import GRDB

/// Why an operation on a job failed: one line that says what was expected and what came.
package struct JobError: Error, Equatable, CustomStringConvertible {
    /// Kinds that a server answers differently.
    package enum Kind: Sendable { case missing, diskFull, busy, other }

    /// The message, without a final period.
    package let description: String
    package let kind: Kind

    /// An error with the given one-line message.
    package init(_ description: String, kind: Kind = .other) { (self.description, self.kind) = (description, kind) }

    /// An error from the database of the job at `path`.
    init(_ error: any Error, path: String) {
        switch error {
        case let error as JobError: self = error
        case let error as FileError: self.init("\(error)")
        case let error as DatabaseError:
            switch error.resultCode {
            case .SQLITE_FULL: self.init("\(path): the disk is full; what was read before is kept", kind: .diskFull)
            // Interrupted: its schema has no end.
            case .SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_INTERRUPT:
                self.init("\(path): a digits job expected, found another or a damaged file")
            case .SQLITE_CANTOPEN: self.init("\(path): a file that can be created or opened expected")
            case .SQLITE_READONLY: self.init("\(path): a file that can be written expected")
            case .SQLITE_BUSY: self.init("\(path): another program is using the job", kind: .busy)
            // As `Job.delete` leaves it to others who have it open.
            case .SQLITE_ERROR where error.message?.hasPrefix("no such table") ?? false:
                self.init("\(path): a job expected, it was deleted or is damaged", kind: .missing)
            default: self.init("\(path): \(error.message ?? "\(error.resultCode)")")
            }
        default: self.init("\(path): \(error)")
        }
    }
}
