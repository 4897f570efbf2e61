/// Parses forms as browsers and curl send them (RFC 7578): files under known names. Anything else in a form is an error, since a
/// client that sends it expects an effect.
enum Multipart {
    /// A part of a form.
    struct File {
        /// The name of its field.
        let field: String
        let fileName: String
        let bytes: [UInt8]
    }

    /// The name of a part with a picture or a document.
    static let picture = "file"
    /// The limits on a part's head in bytes, and on the parts of a form: more than any browser sends.
    private static let longestHead = 4096, mostParts = 100

    /// The file in a body: the part `file` if the body is a form, else the whole body.
    /// - Throws: `ServiceError` 400 if the form is damaged, or has anything but one such part.
    static func file(in body: [UInt8], contentType: String?) throws(ServiceError) -> [UInt8] {
        guard let files = try files(in: body, contentType: contentType, names: [picture]) else { return body }
        guard files.count == 1 else { throw .badRequest("form: one part \(picture) expected, got \(files.count)") }
        return files[0].bytes
    }

    /// The files in a body that is a form; nil for other bodies.
    /// - Parameter names: the names of the parts that are expected; one that ends with a dot is the beginning of names.
    /// - Throws: `ServiceError` 400 if the form is damaged, has no part, or has a part of another name or without a file name.
    static func files(in body: [UInt8], contentType: String?, names: [String]) throws(ServiceError) -> [File]? {
        guard isForm(contentType), let contentType else { return nil }
        guard let boundary = boundary(in: contentType) else { throw .badRequest("multipart/form-data: a boundary expected") }
        let delimiter = Array("\r\n--\(boundary)".utf8)
        // The first delimiter may be at the very beginning.
        var rest = (Array("\r\n".utf8) + body)[...]
        guard let first = find(delimiter, in: rest) else {
            throw .badRequest("form: the boundary \(boundary) expected, found none")
        }
        rest = rest[(first + delimiter.count)...]
        var files: [File] = []
        while !rest.starts(with: "--".utf8) {
            guard files.count < mostParts else { throw .badRequest("form: at most \(mostParts) parts expected") }
            guard let end = find(delimiter, in: rest) else {
                throw .badRequest("form: the boundary \(boundary) expected after part \(files.count + 1), found none")
            }
            files.append(try file(of: rest[..<end], number: files.count + 1, names: names))
            rest = rest[(end + delimiter.count)...]
        }
        guard !files.isEmpty else { throw .badRequest("form: a part with a file name expected, found none") }
        return files
    }

    /// Whether a body of this type is a form.
    static func isForm(_ contentType: String?) -> Bool {
        contentType?.lowercased().hasPrefix("multipart/form-data") ?? false
    }

    private static func file(of part: ArraySlice<UInt8>, number: Int, names: [String]) throws(ServiceError) -> File {
        guard let split = find(Array("\r\n\r\n".utf8), in: part.prefix(longestHead)) else {
            throw .badRequest("form: a head of at most \(longestHead) bytes expected, part \(number) has none")
        }
        let head = PartHead(String(decoding: part[..<split], as: UTF8.self))
        guard let field = head.field, names.contains(where: { $0.hasSuffix(".") ? field.hasPrefix($0) : field == $0 }) else {
            let known = names.map { $0.hasSuffix(".") ? $0 + "FIELD" : $0 }.joined(separator: ", ")
            let name = head.field.map { "\"\($0.prefix(100))\"" } ?? "one without a name"
            throw .badRequest("form: parts named \(known) expected, got \(name)")
        }
        guard let fileName = head.fileName else {
            throw .badRequest("\(field.prefix(100)): a file expected, got a part without a file name")
        }
        return File(field: field, fileName: fileName, bytes: Array(part[(split + 4)...]))
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
