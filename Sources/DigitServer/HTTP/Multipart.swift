/// Parses forms as browsers and curl send them (RFC 7578), as far as files need it.
enum Multipart {
    /// A part with a file name.
    struct File {
        /// The name of its field.
        let field: String
        let fileName: String
        let bytes: [UInt8]
    }

    /// The limits on a part's head in bytes, and on the parts of a form: more than any browser sends.
    private static let longestHead = 4096, mostParts = 100

    /// The file in a body: the first part with a file name if the body is a form, else the whole body.
    /// - Throws: `ServiceError` 400 if the form is damaged or has no file.
    static func file(in body: [UInt8], contentType: String?) throws(ServiceError) -> [UInt8] {
        try files(in: body, contentType: contentType)?.first?.bytes ?? body
    }

    /// The files in a body that is a form; nil for other bodies.
    /// - Throws: `ServiceError` 400 if the form is damaged or has no file.
    static func files(in body: [UInt8], contentType: String?) throws(ServiceError) -> [File]? {
        guard let contentType, contentType.lowercased().hasPrefix("multipart/form-data") else { return nil }
        guard let boundary = boundary(in: contentType) else { throw .badRequest("multipart/form-data: a boundary expected") }
        let delimiter = Array("\r\n--\(boundary)".utf8)
        // The first delimiter may be at the very beginning.
        var rest = (Array("\r\n".utf8) + body)[...]
        guard let first = find(delimiter, in: rest) else {
            throw .badRequest("form: the boundary \(boundary) expected, found none")
        }
        rest = rest[(first + delimiter.count)...]
        var files: [File] = []
        var parts = 0
        while let end = find(delimiter, in: rest) {
            parts += 1
            guard parts <= mostParts else { throw .badRequest("form: at most \(mostParts) parts expected") }
            if let file = file(of: rest[..<end]) { files.append(file) }
            rest = rest[(end + delimiter.count)...]
        }
        guard !files.isEmpty else { throw .badRequest("form: a part with a file name expected, found none") }
        return files
    }

    /// Nil for a part without a file name.
    private static func file(of part: ArraySlice<UInt8>) -> File? {
        guard let split = find(Array("\r\n\r\n".utf8), in: part.prefix(longestHead)) else { return nil }
        let head = PartHead(String(decoding: part[..<split], as: UTF8.self))
        guard let fileName = head.fileName else { return nil }
        return File(field: head.field ?? "", fileName: fileName, bytes: Array(part[(split + 4)...]))
    }

    private static func boundary(in contentType: String) -> String? {
        for parameter in contentType.split(separator: ";").dropFirst() {
            let parts = parameter.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0].filter({ $0 != " " }).lowercased() == "boundary" else { continue }
            let value = parts[1].filter { $0 != "\"" && $0 != " " }
            // RFC 2046, section 5.1.1.
            return (1...70).contains(value.utf8.count) ? value : nil
        }
        return nil
    }

    private static func find(_ pattern: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.count >= pattern.count else { return nil }
        return bytes.withUnsafeBufferPointer { text in
            pattern.withUnsafeBufferPointer { pattern in
                var index = 0
                while index + pattern.count <= text.count {
                    if text[index] == pattern[0], (1..<pattern.count).allSatisfy({ text[index + $0] == pattern[$0] }) {
                        return bytes.startIndex + index
                    }
                    index += 1
                }
                return nil
            }
        }
    }
}

/// What `Content-Disposition` says of a form's part (RFC 7578, section 4.2).
private struct PartHead {
    /// The name of the field.
    private(set) var field: String?
    private(set) var fileName: String?

    init(_ text: String) {
        let lines = text.split(separator: "\r\n" as Character)
        guard let line = lines.first(where: { $0.lowercased().hasPrefix("content-disposition:") }) else { return }
        for parameter in Self.parameters(line) {
            let parts = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            switch parts[0].filter({ $0 != " " }).lowercased() {
            case "name": field = String(parts[1])
            case "filename", "filename*": fileName = String(parts[1])
            default: break
            }
        }
    }

    /// The text between semicolons, without quotes.
    private static func parameters(_ line: Substring) -> [String] {
        var parts = [""]
        var (isQuoted, isEscaped) = (false, false)
        for character in line {
            if character == ";", !isQuoted {
                parts.append("")
            } else if character == "\"", !isEscaped {
                isQuoted.toggle()
            } else {
                isEscaped = character == "\\" && isQuoted && !isEscaped
                if !isEscaped { parts[parts.count - 1].append(character) }
            }
        }
        return parts
    }
}
