import DigitFiles
import DigitImage
import DigitJSON
import DigitPhoto

extension Form {
    /// Reads a form file.
    /// - Throws: `FormError` naming the file, and in it the field or rule, what was expected and what came.
    public init(contentsOf path: String) throws(FormError) {
        let bytes: [UInt8]
        do throws(FileError) { bytes = try readFile(path, limit: defaultFileLimit) } catch { throw FormError("\(error)") }
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        do throws(FormError) {
            try self.init(encoded: bytes) { name throws(FormError) in
                do throws(FileError) {
                    return try readFile(name.hasPrefix("/") ? name : folder + name, limit: defaultFileLimit)
                } catch { throw FormError("reference: \(error)") }
            }
        } catch { throw FormError("\(path): \(error)") }
    }

    /// Parses a form file's bytes.
    /// - Parameters:
    ///   - bytes: its JSON.
    ///   - pixelLimit: the most pixels of the reference picture.
    ///   - picture: returns the bytes of a reference picture beside the file, given its name there; nil if there is none.
    /// - Throws: `FormError` naming the field or rule, what was expected and what came.
    public init(
        encoded bytes: [UInt8], pixelLimit: Int = defaultPixelLimit, picture: ((String) throws(FormError) -> [UInt8])? = nil
    ) throws(FormError) {
        let json: JSON
        do throws(JSONReader.Failure) { json = try JSONReader.value(of: bytes) } catch { throw FormError("\(error)") }
        try self.init(json, pixelLimit: pixelLimit, picture: picture)
    }

    private init(_ json: JSON, pixelLimit: Int, picture: ((String) throws(FormError) -> [UInt8])?) throws(FormError) {
        var members = try FormMembers(json, "form")
        let name = try members.string("form")
        let page = try members.integers("page", count: 2)
        let reference = try Self.reference(try members.string("reference"), pixelLimit, picture)
        guard page == [reference.width, reference.height] else {
            throw FormError(
                "page: the reference picture's \(reference.width) and \(reference.height) pixels expected, got \(page)")
        }
        var fields: [FormField] = []
        for (place, field) in try members.list("fields").enumerated() {
            let field = try FormField(field, place: place + 1)
            // Before the rows are expanded: marks may be as long as the file.
            let rows = field.row?.count ?? 1
            guard fields.count + rows <= Self.mostFields else {
                throw FormError("fields: at most \(Self.mostFields) with all rows expected")
            }
            guard field.inkBoxes.count <= FormLimits.mostBoxes / rows else {
                throw FormError("fields: at most \(FormLimits.mostBoxes) boxes in all expected, with all rows")
            }
            fields += field.inAllRows
        }
        var rules: [FormRule] = []
        for (place, rule) in (try members.optionalList("rules") ?? []).enumerated() {
            rules.append(try FormRule(rule, place: place + 1))
        }
        try members.end()
        try self.init(name: name, reference: reference, fields: fields, rules: rules)
    }

    private static let inside = "data:image/png;base64,"

    private static func reference(
        _ text: String, _ pixelLimit: Int, _ picture: ((String) throws(FormError) -> [UInt8])?
    ) throws(FormError) -> GrayImage {
        let bytes: [UInt8]
        if text.hasPrefix(inside) {
            guard let decoded = Base64.decode(String(text.dropFirst(inside.count))) else {
                throw FormError("reference: base64 expected after \(inside)")
            }
            bytes = decoded
        } else {
            guard let picture else {
                throw FormError("reference: a picture within the file expected, got \(JSON.string(text).excerpt)")
            }
            bytes = try picture(text)
        }
        do throws(PhotoError) { return try decodeImage(bytes, name: "reference", pixelLimit: pixelLimit) } catch {
            throw FormError("\(error)")
        }
    }

    /// The form file's text: one field or rule per line, the picture last.
    /// - Parameter reference: the name of the picture's file beside it; nil to embed the picture in the text.
    /// - Throws: `FormError` if the picture cannot be encoded.
    public func text(reference: String? = nil) throws(FormError) -> String {
        var picture = reference ?? ""
        if reference == nil {
            do throws(PhotoError) { picture = Self.inside + Base64.encode(try encodePNG(self.reference)) } catch {
                throw FormError("reference: \(error)")
            }
        }
        func lines(_ values: [JSON]) -> String {
            values.isEmpty ? "[]" : "[\n" + values.map { "    " + $0.text }.joined(separator: ",\n") + "\n  ]"
        }
        return """
            {
              "form": \(JSON.string(name).text),
              "page": [\(width), \(height)],
              "fields": \(lines(fields.compactMap(\.json))),
              "rules": \(lines(rules.map(\.json))),
              "reference": \(JSON.string(picture).text)
            }

            """
    }
}

extension Form {
    /// The form file's members `form`, `page`, `fields` and `rules`.
    package var jsonMembers: [JSON.Member] {
        [
            .init("form", .string(name)), .init("page", JSON([width, height])),
            .init("fields", .array(fields.compactMap(\.json))),
            .init("rules", .array(rules.map(\.json))),
        ]
    }
}
