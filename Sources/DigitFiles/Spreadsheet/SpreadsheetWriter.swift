#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Creates or replaces the spreadsheet (XLSX) at `path` atomically, like `replaceFile(at:_:)`.
/// - Parameter body: adds its sheets and rows.
/// - Throws: `FileError` naming `path`: if libxlsxwriter is not installed, if a table has more rows, columns or characters than
///   spreadsheets can have, or with the system's reason.
package func writeSpreadsheet(to path: String, _ body: (SpreadsheetWriter) throws -> Void) throws(FileError) {
    try replaceFile(at: path) { temporary in
        let writer = try SpreadsheetWriter(temporary)
        try body(writer)
        try writer.finish()
    }
}

/// A spreadsheet that is written row by row; none of it is kept in memory.
package final class SpreadsheetWriter {
    /// The limits of the format: rows and columns of a sheet, and UTF-16 code units of a cell.
    package static let mostRows = 1_048_576, mostColumns = 16_384, longestText = 32_767
    /// The most bytes of a sheet's XML.
    private static let mostBytes = 0xFFFF_0000
    /// The characters that XML escapes.
    private static let escaped = Array("&<>".utf8)
    /// The color of marked cells: light yellow.
    private static let markColor: UInt32 = 0xFF_EB9C
    /// The least and greatest widths of columns, in characters.
    private static let widths = 8...60

    private let path: String
    private let library: SpreadsheetLibrary
    /// Nil when it is finished.
    private var workbook: SpreadsheetLibrary.Object?
    private let folder: UnsafeMutablePointer<CChar>?
    private var formats: [Style: SpreadsheetLibrary.Object] = [:]
    private var sheets: [Sheet] = []

    private final class Sheet {
        let name: String
        let object: SpreadsheetLibrary.Object
        var rowCount = 0
        /// The length of each column's longest text.
        var widths: [Int] = []
        var contents = SpreadsheetContents()
        /// At least the size of its XML.
        var byteCount = 0

        init(name: String, object: SpreadsheetLibrary.Object) { (self.name, self.object) = (name, object) }
    }

    private enum Style: Hashable {
        case heading
        case text(isMarked: Bool)
        case number(places: Int, isMarked: Bool)
    }

    /// Checks that a spreadsheet can be written, before anything is read for it.
    /// - Parameters:
    ///   - path: the file, for the error.
    ///   - columns: the number of its columns.
    /// - Throws: `FileError` if libxlsxwriter is not installed, or a sheet cannot have so many columns.
    package static func check(_ path: String, columns: Int) throws(FileError) {
        guard SpreadsheetLibrary.shared != nil else {
            throw FileError(
                path: path,
                problem:
                    "XLSX needs libxlsxwriter, which is not installed (apt install libxlsxwriter-dev; brew install libxlsxwriter)"
            )
        }
        guard columns <= mostColumns else {
            throw FileError(path: path, problem: "at most \(mostColumns) columns of a spreadsheet expected, got \(columns)")
        }
    }

    /// Begins a spreadsheet; nothing is at `path` before it is finished.
    fileprivate init(_ path: String) throws(FileError) {
        try Self.check(path, columns: 0)
        guard let library = SpreadsheetLibrary.shared else { throw FileError(path: path, problem: "libxlsxwriter expected") }
        // Temporary files are beside it, where there must be room for it anyway.
        folder = strdup(path.lastIndex(of: "/").map { String(path[...$0]) } ?? ".")
        (self.path, self.library) = (path, library)
        workbook = library.open(path, temporaryFolder: folder)
        guard workbook != nil else {
            free(folder)
            throw FileError(path: path, problem: "libxlsxwriter cannot create it")
        }
    }

    deinit {
        if let workbook { library.free(workbook) }
        free(folder)
    }

    /// Adds a sheet with a row of headings, which stays in view.
    /// - Returns: its index.
    package func addSheet(_ name: String, headings: [String]) throws(FileError) -> Int {
        try Self.check(path, columns: headings.count)
        guard let object = library.addSheet(workbook, name) else { throw failure("the sheet \(name) cannot be added") }
        sheets.append(Sheet(name: name, object: object))
        library.freezePanes(object, 1, 0)
        // Numbers that are text, such as 0412345, are meant so.
        let numberStoredAsText: UInt8 = 1
        try done(library.ignoreErrors(object, numberStoredAsText, "A1:XFD1048576"))
        try append(headings.map { SpreadsheetCell($0) }, to: sheets.count - 1, isHeading: true)
        return sheets.count - 1
    }

    /// Appends a row to a sheet.
    package func append(_ row: [SpreadsheetCell], to sheet: Int) throws(FileError) {
        try append(row, to: sheet, isHeading: false)
    }

    private func append(_ row: [SpreadsheetCell], to index: Int, isHeading: Bool) throws(FileError) {
        let sheet = sheets[index]
        guard sheet.rowCount < Self.mostRows else {
            throw failure("at most \(Self.mostRows) rows of a spreadsheet expected, the heading among them; CSV has no limit")
        }
        for (column, cell) in row.enumerated() {
            guard column < Self.mostColumns else {
                throw failure("at most \(Self.mostColumns) columns of a spreadsheet expected")
            }
            let length = cell.text.utf16.count
            guard length <= Self.longestText else {
                let place = "\(sheet.name), row \(sheet.rowCount + 1), column \(column + 1)"
                throw failure("\(place): at most \(Self.longestText) characters in a cell expected, got \(length)")
            }
            // The tags of a cell, and five bytes for an escaped character.
            sheet.byteCount += 90 + cell.text.utf8.reduce(0) { $0 + (Self.escaped.contains($1) ? 5 : 1) }
            try write(cell, to: sheet, column: UInt16(column), isHeading: isHeading)
            if column == sheet.widths.count { sheet.widths.append(0) }
            sheet.widths[column] = max(sheet.widths[column], length)
        }
        sheet.rowCount += 1
        // Beyond that, archives need extensions that not every program reads.
        guard sheet.byteCount <= Self.mostBytes else {
            throw failure("at most \(sheet.rowCount - 1) rows of these cells in a spreadsheet expected; CSV has no limit")
        }
    }

    private func write(_ cell: SpreadsheetCell, to sheet: Sheet, column: UInt16, isHeading: Bool) throws(FileError) {
        let row = UInt32(sheet.rowCount)
        if cell.isNumber, let number = Double(cell.text) {
            let format = try format(.number(places: cell.places, isMarked: cell.isMarked))
            try done(library.writeNumber(sheet.object, row, column, number, format))
            sheet.contents.addCell()
        } else if !cell.text.isEmpty {
            let text = SpreadsheetContents.escaped(cell.text)
            let format = try format(isHeading ? .heading : .text(isMarked: cell.isMarked))
            try done(library.writeText(sheet.object, row, column, text, format))
            sheet.contents.addCell(text: text)
        } else if cell.isMarked {
            try done(library.writeBlank(sheet.object, row, column, try format(.text(isMarked: true))))
            sheet.contents.addCell()
        }
    }

    private func format(_ style: Style) throws(FileError) -> SpreadsheetLibrary.Object {
        if let format = formats[style] { return format }
        guard let format = library.addFormat(workbook) else { throw failure("libxlsxwriter has no memory") }
        formats[style] = format
        switch style {
        case .heading: library.setBold(format)
        case .text(let isMarked):
            // What a person types over it stays text, too.
            library.setNumberFormat(format, "@")
            if isMarked { library.setBackground(format, Self.markColor) }
        case .number(let places, let isMarked):
            library.setNumberFormat(format, places == 0 ? "0" : "0." + String(repeating: "0", count: places))
            if isMarked { library.setBackground(format, Self.markColor) }
        }
        return format
    }

    /// Writes the file, and checks that all of it is there.
    fileprivate func finish() throws(FileError) {
        for sheet in sheets {
            for (column, width) in sheet.widths.enumerated() {
                let width = min(max(width + 1, Self.widths.lowerBound), Self.widths.upperBound)
                try done(library.setColumn(sheet.object, UInt16(column), UInt16(column), Double(width), nil))
            }
        }
        let finished = workbook
        workbook = nil
        try done(library.close(finished))
        // The library does not notice if its temporary files are cut short by a full disk.
        let archive = try ZipReader(file: path)
        for (index, sheet) in sheets.enumerated() {
            guard try SpreadsheetContents(of: archive, sheet: index + 1) == sheet.contents else {
                throw failure("the sheet \(sheet.name) is not whole; is the disk full?")
            }
        }
    }

    private func done(_ code: Int32) throws(FileError) {
        if code != 0 { throw failure(library.words(for: code)) }
    }

    private func failure(_ problem: String) -> FileError { FileError(path: path, problem: problem) }
}
