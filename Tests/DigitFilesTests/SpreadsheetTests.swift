import DigitFiles
import TestSupport
import Testing

/// Spreadsheets, as far as their XML shows; `python/tests` reads them with openpyxl.
struct SpreadsheetTests {
    private static let isInstalled = (try? SpreadsheetWriter.check("", columns: 0)) != nil
    private let folder: Folder
    private var path: String { folder.file("table.xlsx") }

    init() throws { folder = try Folder() }

    private func write(_ rows: [[SpreadsheetCell]], headings: [String] = ["a"]) throws {
        try writeSpreadsheet(to: path) { spreadsheet in
            let sheet = try spreadsheet.addSheet("Sheets", headings: headings)
            for row in rows { try spreadsheet.append(row, to: sheet) }
        }
    }

    private func xml(sheet number: Int = 1) throws -> String {
        let archive = try ZipReader(bytes: try contents(path), name: path)
        return String(decoding: try #require(try archive.member("xl/worksheets/sheet\(number).xml")), as: UTF8.self)
    }

    /// Everything that a sheet's cells hold, in their order: `<t>` is text and `<v>` a number; there is no formula, `<f>`.
    private func cells(_ xml: String) -> [String] {
        xml.split(separator: "<c ").dropFirst().map { cell in
            let parts = cell.split(separator: ">", omittingEmptySubsequences: false)
            let value = parts.firstIndex { $0.hasSuffix("</t") || $0.hasSuffix("</v") }
            return value.map { String(parts[$0].dropLast(3)) + ($0 >= 1 && parts[$0].hasSuffix("</v") ? " as a number" : "") }
                ?? ""
        }
    }

    @Test(
        "Numbers are those that look the same in a spreadsheet",
        arguments: [
            ("7", true), ("0", true), ("-12", true), ("12.50", true), ("-0.5", true), ("123456789012345", true), ("0.0000", true),
            ("0412345", false), ("007", false), ("-0", false), ("-0.0", false), ("1234567890123456", false), ("+1", false),
            ("1,5", false), (".5", false), ("5.", false), ("1e5", false), ("1.2.3", false), ("", false), ("-", false),
            ("--1", false),
            ("٧", false), ("2026-12-31", false), ("0x10", false), ("inf", false), ("nan", false),
        ])
    func numbers(text: String, isNumber: Bool) { #expect(SpreadsheetCell(number: text).isNumber == isNumber) }

    @Test("Text stays text", .enabled(if: isInstalled)) func text() throws {
        let texts = ["=1+1", "+1", "-1", "@x", "0412345", "2026-12-31", "1e5", "TRUE", "http://x.y", " a ", "é😀", "7"]
        try write([texts.map { SpreadsheetCell($0) }], headings: ["=head"])
        let sheet = try xml()
        #expect(cells(sheet) == ["=head"] + texts)
        #expect(!sheet.contains("<f") && !sheet.contains("<v") && !sheet.contains("hyperlink"))
        // The heading stays in view.
        #expect(sheet.contains(#"ySplit="1""#) && sheet.contains(#"state="frozen""#))
        #expect(folder.names == ["table.xlsx"])
    }

    @Test("Numbers keep their places; marked cells have a color", .enabled(if: isInstalled)) func formats() throws {
        try write([
            ["7", "12.50", "007"].map { SpreadsheetCell(number: $0) }, [.init("x", isMarked: true), .init("", isMarked: true)],
        ])
        #expect(cells(try xml()) == ["a", "7 as a number", "12.5 as a number", "007", "x", ""])
        let archive = try ZipReader(bytes: try contents(path), name: path)
        let styles = String(decoding: try #require(try archive.member("xl/styles.xml")), as: UTF8.self)
        #expect(styles.contains("0.00") && styles.contains("FFEB9C"))
    }

    @Test("What XML cannot have is written as spreadsheets write it", .enabled(if: isInstalled)) func escapes() throws {
        try write([["a\u{0}b", "a\u{1}b", "a\rb", "\u{FFFF}", "_x0041_", "_x004_", "<&>"].map { SpreadsheetCell($0) }])
        #expect(
            cells(try xml()).dropFirst() == [
                "a_x0000_b", "a_x0001_b", "a_x000D_b", "_xFFFF_", "_x005F_x0041_", "_x004_", "&lt;&amp;&gt;",
            ])
    }

    @Test("A spreadsheet may have several sheets, whose rows come in turns", .enabled(if: isInstalled)) func sheets() throws {
        try writeSpreadsheet(to: path) { spreadsheet in
            let (one, two) = (
                try spreadsheet.addSheet("One", headings: ["a"]), try spreadsheet.addSheet("Two", headings: ["b"])
            )
            for number in 1...3 { for sheet in [one, two] { try spreadsheet.append([.init("\(sheet) \(number)")], to: sheet) } }
        }
        #expect(cells(try xml()) == ["a", "0 1", "0 2", "0 3"])
        #expect(cells(try xml(sheet: 2)) == ["b", "1 1", "1 2", "1 3"])
    }

    @Test("The limits of the format are errors, and an earlier file stays", .enabled(if: isInstalled)) func limits() throws {
        try write([[.init("kept")]])
        let kept = try contents(path)
        let long = String(repeating: "x", count: 32_767)
        let most = [SpreadsheetCell](repeating: .init(""), count: 16_384)
        for (rows, headings, words) in [
            (
                [[SpreadsheetCell(long + "x")]], ["a"],
                "Sheets, row 2, column 1: at most 32767 characters in a cell expected, got 32768"
            ),
            ([[SpreadsheetCell(String(repeating: "😀", count: 16_384))]], ["a"], "got 32768"),
            ([most + most], ["a"], "at most 16384 columns"),
            ([], [String](repeating: "a", count: 16_385), "at most 16384 columns of a spreadsheet expected, got 16385"),
            ([[SpreadsheetCell]](repeating: [], count: 1_048_576), ["a"], "at most 1048576 rows"),
        ] {
            let error = #expect(throws: FileError.self) { try write(rows, headings: headings) }
            #expect(error?.path == path && error?.problem.contains(words) == true, "\(error?.problem ?? "")")
            #expect(try contents(path) == kept && folder.names == ["table.xlsx"])
        }
        try write([[.init(long)], most] + [[SpreadsheetCell]](repeating: [], count: 1_048_573))
        #expect(cells(try xml()).map(\.utf8.count) == [1, 32_767])
    }

    @Test("An error between rows leaves no file", .enabled(if: isInstalled)) func abandons() throws {
        struct Stop: Error {}
        #expect(throws: FileError.self) {
            try writeSpreadsheet(to: path) { spreadsheet in
                _ = try spreadsheet.addSheet("Sheets", headings: ["a"])
                throw Stop()
            }
        }
        #expect(throws: FileError.self) { try writeSpreadsheet(to: folder.file("none/table.xlsx")) { _ in } }
        #expect(folder.names.isEmpty)
    }

    @Test("Without the library, the error says how to install it", .enabled(if: !isInstalled)) func missing() throws {
        let error = #expect(throws: FileError.self) { try write([]) }
        #expect(
            error?.problem.contains("XLSX needs libxlsxwriter, which is not installed (apt install libxlsxwriter-dev;") == true)
        #expect(folder.names.isEmpty)
    }
}
