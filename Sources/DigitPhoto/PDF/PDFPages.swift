/// A page of a PDF document, with its inherited attributes (ISO 32000-1, section 7.7.3).
struct PDFPage: Sendable {
    /// The page's object.
    let number: Int
    /// The nodes above it that have attributes for it.
    let inherited: [String: Int]
}

extension PDFFile {
    private static let inheritable = ["Resources", "MediaBox", "CropBox", "Rotate"]

    /// The pages in order; nil if the page tree is not understood.
    func pages() -> [PDFPage]? {
        guard let root = resolve(trailer["Root"])?.dictionary, let top = root["Pages"]?.reference else { return nil }
        var pages: [PDFPage] = []
        var seen: Set = [top]
        // The last is examined next.
        var waiting = [PDFPage(number: top, inherited: [:])]
        while let node = waiting.popLast() {
            guard let dictionary = resolve(.reference(node.number))?.dictionary else { return nil }
            guard let kids = dictionary["Kids"] else {
                guard dictionary["Type"]?.name == "Page" else { return nil }
                pages.append(node)
                continue
            }
            guard let kids = resolve(kids)?.array else { return nil }
            var inherited = node.inherited
            for name in Self.inheritable where dictionary[name] != nil { inherited[name] = node.number }
            for kid in kids.reversed() {
                guard let number = kid.reference, places[number] != nil, seen.insert(number).inserted else { return nil }
                waiting.append(PDFPage(number: number, inherited: inherited))
            }
        }
        return pages.isEmpty ? nil : pages
    }

    /// A page's dictionary with its inherited attributes.
    func dictionary(of page: PDFPage) -> [String: PDFObject]? {
        guard let own = resolve(.reference(page.number))?.dictionary else { return nil }
        var dictionary = own
        for (name, node) in page.inherited where own[name] == nil {
            dictionary[name] = resolve(.reference(node))?.dictionary?[name]
        }
        return dictionary
    }

    /// The content of a page; nil if it is not understood.
    func content(of page: [String: PDFObject]) -> [UInt8]? {
        let parts: [PDFObject]
        switch resolve(page["Contents"]) {
        case .array(let array): parts = array
        case .stream(let stream): parts = [.stream(stream)]
        default: return nil
        }
        var content: [UInt8] = []
        for part in parts {
            guard let stream = resolve(part)?.stream, let bytes = contents(of: stream),
                content.count + bytes.count <= longestStream
            else { return nil }
            content += bytes
            content.append(0x0A)
        }
        return content
    }
}
