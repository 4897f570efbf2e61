import Foundation
import TestSupport
import Testing

@Suite struct FormReadTests {
    private static let sheets = "\(projectPath)/Tests/DigitFormsTests/Sheets"

    /// Both tables, where - is given for them; no file of that name.
    @Test func tablesOnStandardOutput() throws {
        let folder = try Folder()
        let arguments = ["form", "read", "\(Self.sheets)/student.form", "\(Self.sheets)/student.png"]
        let table = try digits(arguments, in: folder)
        #expect(table.status == 0 && table.output.hasPrefix("file,page,"))
        #expect(try digits(arguments + ["--csv", "-"], in: folder).output == table.output)
        let both = try digits(arguments + ["--csv", "-", "--jsonl", "-"], in: folder).output
        #expect(both.hasPrefix(table.output + "{"))
        #expect(folder.names == [])
    }
}
