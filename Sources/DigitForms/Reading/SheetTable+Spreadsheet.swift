import DigitFiles

extension SheetTable {
    /// Writes the table as a spreadsheet (XLSX) with a sheet `Sheets`, which has the columns of `csv`, and, if a form has tables, a
    /// sheet `Rows` with those of `rowsCSV`. Whole numbers, decimals and confidences are numbers, everything else is text; what a
    /// person should look at is yellow.
    /// - Parameter path: the file to create or replace.
    /// - Throws: `FileError` if libxlsxwriter is not installed, if there are more rows, columns or characters than a spreadsheet can
    ///   have, or with the system's reason.
    public func writeSpreadsheet(to path: String) throws(FileError) {
        let tables = TableRows(forms)
        try DigitFiles.writeSpreadsheet(to: path) { spreadsheet in
            let sheets = try spreadsheet.addSheet("Sheets", headings: headings)
            for row in rows { try spreadsheet.append(cells(of: row), to: sheets) }
            guard !tables.isEmpty else { return }
            let nested = try spreadsheet.addSheet("Rows", headings: tables.headings)
            for row in rows { for cells in tableRows(of: row, tables) { try spreadsheet.append(cells, to: nested) } }
        }
    }

    /// Checks, before sheets are read, that a spreadsheet of them can be written.
    /// - Parameters:
    ///   - path: the file, for the error.
    ///   - forms: the forms that they may belong to.
    /// - Throws: `FileError` if libxlsxwriter is not installed, or the forms have more fields than a spreadsheet has columns.
    public static func checkSpreadsheet(at path: String, forms: [Form]) throws(FileError) {
        let columns = max(SheetTable(forms: forms, rows: []).headings.count, TableRows(forms).headings.count)
        try SpreadsheetWriter.check(path, columns: columns)
    }
}
