import DigitImage

/// A PDF document whose pages show a gray picture each, as scanners make them; plain pixels, one point each.
package func scannedPDF(_ pages: [GrayImage]) -> [UInt8] {
    var file = Array("%PDF-1.4\n".utf8)
    var places: [Int] = []
    func add(_ text: String, _ data: [UInt8] = [], _ end: String = "") {
        places.append(file.count)
        file += Array("\(places.count) 0 obj\n\(text)".utf8) + data + Array("\(end)\nendobj\n".utf8)
    }
    let kids = pages.indices.map { "\(3 + 3 * $0) 0 R" }.joined(separator: " ")
    add("<< /Type /Catalog /Pages 2 0 R >>")
    add("<< /Type /Pages /Kids [\(kids)] /Count \(pages.count) >>")
    for (index, page) in pages.enumerated() {
        let first = 3 + 3 * index
        let content = Array("q \(page.width) 0 0 \(page.height) 0 0 cm /P Do Q".utf8)
        add(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 \(page.width) \(page.height)] /Contents \(first + 1) 0 R "
                + "/Resources << /XObject << /P \(first + 2) 0 R >> >> >>")
        add("<< /Length \(content.count) >>\nstream\n", content, "\nendstream")
        add(
            "<< /Type /XObject /Subtype /Image /Width \(page.width) /Height \(page.height) /ColorSpace /DeviceGray "
                + "/BitsPerComponent 8 /Length \(page.pixels.count) >>\nstream\n", page.pixels, "\nendstream")
    }
    let table = file.count
    file += Array("xref\n0 \(places.count + 1)\n0000000000 65535 f \n".utf8)
    for place in places {
        let digits = String(place)
        file += Array((String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n").utf8)
    }
    return file + Array("trailer\n<< /Size \(places.count + 1) /Root 1 0 R >>\nstartxref\n\(table)\n%%EOF\n".utf8)
}
