/// Text as a field of a CSV table, quoted if necessary (RFC 4180).
package func csvField(_ text: String) -> String {
    guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
}

/// Text as a field of a CSV table that people open in a spreadsheet program: an apostrophe before what would be a formula there.
///
/// Formulas begin with `=`, `+`, `-`, `@`, a tab or a carriage return (OWASP, "CSV Injection"). Numbers with a sign stay as they are.
package func csvSafeField(_ text: String) -> String {
    guard let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first) else { return csvField(text) }
    let isNumber =
        "+-".unicodeScalars.contains(first) && text.unicodeScalars.dropFirst().allSatisfy("0123456789.,".unicodeScalars.contains)
    return csvField(isNumber ? text : "'" + text)
}
