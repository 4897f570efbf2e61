/// Forms as browsers and curl send them (RFC 7578), as far as one file needs them.
enum Multipart {
    /// The bytes of a part's head, and the parts before the file: more than any browser sends.
    private static let longestHead = 4096, mostParts = 100

    /// The file in a body: the first part with a file name if the body is a form, else the whole body.
    /// - Throws: `ServiceError` 400 if the form is damaged or has no file.
    static func file(in body: [UInt8], contentType: String?) throws(ServiceError) -> [UInt8] {
        guard let contentType, contentType.lowercased().hasPrefix("multipart/form-data") else { return body }
        guard let boundary = boundary(in: contentType) else { throw .badRequest("multipart/form-data: a boundary expected") }
        let delimiter = Array("\r\n--\(boundary)".utf8)
        // The first delimiter may be at the very beginning.
        var rest = (Array("\r\n".utf8) + body)[...]
        guard let first = find(delimiter, in: rest) else {
            throw .badRequest("form: the boundary \(boundary) expected, found none")
        }
        rest = rest[(first + delimiter.count)...]
        for _ in 0..<mostParts {
            guard let end = find(delimiter, in: rest) else { break }
            let part = rest[..<end]
            if let split = find(Array("\r\n\r\n".utf8), in: part.prefix(longestHead)) {
                let head = String(decoding: part[..<split], as: UTF8.self).lowercased()
                if head.contains("filename=") || head.contains("filename*=") { return Array(part[(split + 4)...]) }
            }
            rest = rest[(end + delimiter.count)...]
        }
        throw .badRequest("form: a part with a file name expected, found none")
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
