/// A page of a PDF document, with its inherited attributes (ISO 32000-1, section 7.7.3).
struct PDFPage: Sendable {
    /// The page's object.
    let number: Int
    /// The attributes of the nodes above it.
    let inherited: [String: PDFObject]
}

extension PDFFile {
    private static let inheritable = ["Resources", "MediaBox", "CropBox", "Rotate"]

    /// The pages in order; nil if the page tree is not understood.
    func pages() -> [PDFPage]? {
        guard let root = resolve(trailer["Root"])?.dictionary, let top = root["Pages"]?.reference else { return nil }
        var pages: [PDFPage] = []
        var seen = Set<Int>()
        // The last is examined next.
        var waiting = [PDFPage(number: top, inherited: [:])]
        while let node = waiting.popLast() {
            guard seen.insert(node.number).inserted, let dictionary = resolve(.reference(node.number))?.dictionary else {
                return nil
            }
            guard let kids = dictionary["Kids"] else {
                guard dictionary["Type"]?.name == "Page" else { return nil }
                pages.append(node)
                continue
            }
            guard let kids = resolve(kids)?.array else { return nil }
            var inherited = node.inherited
            for name in Self.inheritable { if let value = dictionary[name] { inherited[name] = value } }
            for kid in kids.reversed() {
                guard let number = kid.reference else { return nil }
                waiting.append(PDFPage(number: number, inherited: inherited))
            }
        }
        return pages.isEmpty ? nil : pages
    }

    /// A page's dictionary with its inherited attributes.
    func dictionary(of page: PDFPage) -> [String: PDFObject]? {
        resolve(.reference(page.number))?.dictionary.map { page.inherited.merging($0) { _, own in own } }
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
                content.count + bytes.count <= Self.longestStream
            else { return nil }
            content += bytes + [0x0A]
        }
        return content
    }
}
