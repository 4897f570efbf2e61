import ArgumentParser
import DigitDecoding
import DigitFiles
import DigitPhoto

/// What is known about the numbers before they are read.
struct FieldOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How many digits each line has, such as 5 or 4..6; marks do not count.", valueName: "n|a..b"))
    var length: String?

    @Option(help: ArgumentHelp(#"What each line looks like, such as '\d{3}-\d{4}' or '(19|20)\d\d'."#, valueName: "pattern"))
    var pattern: String?

    @Option(
        help: ArgumentHelp(
            "Checksum rule that the digits obey: luhn (cards), isbn10, isbn13, ean13, ean8, upc, iban:DE (the digits after the country), mod11 "
                + "(with --length), mod97.",
            valueName: "name"))
    var checksum: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The range of the numbers, such as 1..100, 0.5..99.95 or --range=-5..5.", valueName: "low..high"))
    var range: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How many digits follow the decimal mark, such as 2 for amounts.", valueName: "n"))
    var decimals: Int?

    @Option(
        help: ArgumentHelp(
            "The valid numbers: a file with one per line, or a CSV or TSV file with them in its first column.", valueName: "file"),
        completion: .file())
    var among: String?

    func validate() throws {
        do { _ = try constraint(list: nil) } catch { throw ValidationError("\(error)") }
    }

    /// All that is known, nil if nothing is. Reads the list, and reports what it skips.
    func constraint() throws -> NumberConstraint? {
        try constraint(list: try among.map { try Self.list($0) })
    }

    private func constraint(list: NumberList?) throws(DecodingError) -> NumberConstraint? {
        let known = NumberDescription(length: length, pattern: pattern, checksum: checksum, range: range, decimals: decimals)
        return try known.constraint(among: list)
    }

    /// Reads a list, and reports what it skips.
    static func list(_ path: String) throws -> NumberList {
        let file = try NumberListFile(try readFile(path, limit: defaultFileLimit), name: path)
        for note in file.notes { try Output.error.writeLine("Note: \(path): \(note)") }
        return file.list
    }
}
