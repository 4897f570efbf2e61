/// How much a sheet of a spreadsheet holds: enough to notice if a part is missing.
struct SpreadsheetContents: Equatable {
    private(set) var cellCount = 0
    /// The length of all texts in bytes; an escaped character counts as one.
    private(set) var textLength = 0

    /// Nothing.
    init() {}

    /// Counts a cell without text.
    mutating func addCell() { cellCount += 1 }

    /// Counts a cell with text.
    mutating func addCell(text: String) {
        cellCount += 1
        textLength += text.utf8.count
    }

    /// Writes characters that XML cannot have as spreadsheets do: `_x0000_`. A text that looks like that is told apart.
    static func escaped(_ text: String) -> String {
        let needsNone = text.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "_") && $0 != 0xEF }
        if needsNone { return text }
        var result = ""
        let scalars = Array(text.unicodeScalars)
        for (place, scalar) in scalars.enumerated() {
            switch scalar.value {
            case 0x09, 0x0A: result.unicodeScalars.append(scalar)
            case 0..<0x20, 0xFFFE, 0xFFFF: result += code(scalar)
            case 0x5F where isCode(scalars[place...]): result += code(scalar)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func code(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "_x" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "_"
    }

    private static func isCode(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
        let begin = Array(text.prefix(7))
        return begin.count == 7 && begin[1] == "x" && begin[6] == "_" && begin[2..<6].allSatisfy(\.properties.isASCIIHexDigit)
    }
}

extension SpreadsheetContents {
    /// Reads a sheet, as libxlsxwriter writes it, piece by piece.
    /// - Parameter number: the sheet's number, from 1.
    /// - Throws: `FileError` if there is none, or it is cut short.
    init(of archive: ZipReader, sheet number: Int) throws(FileError) {
        self.init()
        guard let member = try archive.stream("xl/worksheets/sheet\(number).xml") else {
            throw FileError(path: archive.file, problem: "a sheet of a spreadsheet expected, found none")
        }
        var scan = Scan()
        var rest = member.size
        while rest > 0 {
            let bytes = try member.next(min(rest, 1 << 20))
            rest -= bytes.count
            for byte in bytes { scan.take(byte, &self) }
        }
        guard scan.hasEnded else { throw FileError(path: archive.file, problem: "a whole sheet of a spreadsheet expected") }
    }

    /// Finds cells, `<c …>`, and texts, `<t>…</t>`, in XML without comments.
    private struct Scan {
        private var isInTag = false
        /// The first bytes of the last tag.
        private var tag: [UInt8] = []
        private var isInText = false
        private var isInEntity = false

        private static let end = Array("/worksheet".utf8)

        /// Whether the last tag was the one that ends a sheet.
        var hasEnded: Bool { !isInTag && tag == Self.end }

        mutating func take(_ byte: UInt8, _ contents: inout SpreadsheetContents) {
            switch byte {
            case UInt8(ascii: "<"):
                isInTag = true
                tag.removeAll(keepingCapacity: true)
            case UInt8(ascii: ">") where isInTag:
                isInTag = false
                let name = tag.prefix { $0 != UInt8(ascii: " ") }
                if name.elementsEqual("c".utf8) || name.elementsEqual("c/".utf8) { contents.cellCount += 1 }
                isInText = name.elementsEqual("t".utf8)
            case _ where isInTag:
                if tag.count < Self.end.count { tag.append(byte) }
            case _ where isInText:
                if byte == UInt8(ascii: "&") { isInEntity = true }
                if byte == UInt8(ascii: ";") { isInEntity = false }
                if !isInEntity { contents.textLength += 1 }
            default: break
            }
        }
    }
}
