import DigitTensor

/// Extracts the picture of a page that is a scan, unchanged.
struct PDFScan {
    private let file: PDFFile
    private let picture: PDFStream
    private let orientation: Int
    private let width, height: Int
    /// Whether a sample of 0 stands for white.
    private let isInverted: Bool

    /// Nil if the page shows more than one picture, or one that is not understood.
    /// - Throws: if its content is damaged.
    init?(_ page: PDFPage, in file: PDFFile) throws(PhotoError.Problem) {
        guard let dictionary = file.dictionary(of: page), Self.hasNothingOnTop(dictionary, file),
            let content = file.content(of: dictionary),
            let drawing = try PDFDrawing(content, budget: .content(ofSize: file.source.count)),
            let name = drawing.picture,
            let resources = file.resolve(dictionary["Resources"])?.dictionary,
            let pictures = file.resolve(resources["XObject"])?.dictionary, let picture = file.resolve(pictures[name])?.stream
        else { return nil }
        // Only one of the values at a time, as each may be long.
        func value(_ name: String) -> PDFObject? { file.resolve(picture.dictionary[name]) }
        guard value("Subtype")?.name == "Image", value("SMask") == nil, value("Mask") == nil, value("OC") == nil,
            let width = value("Width")?.integer, let height = value("Height")?.integer, (1...1 << 20).contains(width),
            (1...1 << 20).contains(height), let isInverted = Self.isInverted(value("Decode")),
            value("ImageMask")?.bool != true || !drawing.hasColor,
            let box = file.numbers(dictionary["CropBox"] ?? dictionary["MediaBox"]), box.count == 4
        else { return nil }
        let turn = file.resolve(dictionary["Rotate"])?.integer ?? 0
        guard let placement = PDFPlacement(matrix: drawing.place, box: box, turn: turn) else { return nil }
        // Faxes have pixels that are not squares.
        let stretch = placement.width * Double(height) / (placement.height * Double(width))
        guard (0.95...1.05).contains(stretch) else { return nil }
        (self.file, self.picture, self.isInverted) = (file, picture, isInverted)
        (self.width, self.height, orientation) = (width, height, placement.orientation)
    }

    /// Links are invisible; all other annotations are drawn over the page.
    private static func hasNothingOnTop(_ page: [String: PDFObject], _ file: PDFFile) -> Bool {
        let annotations = file.resolve(page["Annots"])?.array ?? []
        return annotations.prefix(1000).allSatisfy { file.resolve(file.resolve($0)?.dictionary?["Subtype"])?.name == "Link" }
            && annotations.count <= 1000
    }

    /// Nil for mappings other than the usual one and its reverse.
    private static func isInverted(_ decode: PDFObject?) -> Bool? {
        guard let decode = decode?.array?.compactMap(\.integer) else { return false }
        if zip(decode, [0, 1, 0, 1, 0, 1]).allSatisfy({ $0 == $1 }) { return false }
        return decode == [1, 0] ? true : nil
    }

    /// The picture as an image file with the page's orientation; nil for an unsupported coding.
    /// - Throws: if the picture is too large, truncated or damaged. Programs that draw pages would fill in what is missing.
    func imageFile(pixelLimit: Int) throws(PhotoError.Problem) -> [UInt8]? {
        guard let filters = file.filters(of: picture) else { return nil }
        try ImageHeader(width: width, height: height).check(pixelLimit: pixelLimit)
        switch filters.map(\.name) {
        case ["DCTDecode"]: return try jpeg(filters[0].parameters)
        case ["CCITTFaxDecode"]: return try fax(filters[0].parameters)
        case ["FlateDecode"], []: return try pixels()
        default: return nil
        }
    }

    private func jpeg(_ parameters: [String: PDFObject]) throws(PhotoError.Problem) -> [UInt8]? {
        guard parameters.isEmpty, !isInverted, let components, picture.dictionary["BitsPerComponent"]?.integer ?? 8 == 8,
            let bytes = file.packedBytes(of: picture)
        else { return nil }
        guard bytes.starts(with: [0xFF, 0xD8]) else { throw .damaged("PDF: a JPEG picture expected, found other bytes") }
        let header: ImageHeader
        do throws(PhotoError.Problem) { header = try ImageHeader(jpeg: bytes) } catch {
            if case .unsupported = error { return nil }
            throw error
        }
        guard header.components == components else { return nil }
        // The first orientation counts; one recorded by the camera is ignored in a PDF document.
        return bytes[..<2] + exifSegment(orientation: orientation) + bytes[2...]
    }

    /// CCITT's fax codings, as in a TIFF file (ISO 32000-1, section 7.4.6; TIFF 6.0, section 11).
    private func fax(_ parameters: [String: PDFObject]) throws(PhotoError.Problem) -> [UInt8]? {
        let kind = parameters["K"]?.integer ?? 0
        let hasLineEnds = parameters["EndOfLine"]?.bool ?? false
        guard parameters["Columns"]?.integer ?? 1728 == width, components == 1, kind < 0 || hasLineEnds,
            parameters["EncodedByteAlign"]?.bool != true, let bytes = file.packedBytes(of: picture)
        else { return nil }
        let rows = FaxRows.sound(
            in: bytes, width: width, height: height, coding: kind < 0 ? .group4 : .group3(isTwoDimensional: kind > 0))
        guard rows == height else { throw .damaged("PDF: \(height) rows of fax data expected, found \(rows) that are sound") }
        let isBlackOne = parameters["BlackIs1"]?.bool ?? false
        return TIFFFile(
            width: width, height: height, coding: kind < 0 ? .group4 : .group3(isTwoDimensional: kind > 0),
            isZeroWhite: isBlackOne == isInverted, orientation: orientation
        ).bytes(strip: bytes)
    }

    /// Uncompressed pixels.
    private func pixels() throws(PhotoError.Problem) -> [UInt8]? {
        let isMask = file.resolve(picture.dictionary["ImageMask"])?.bool ?? false
        let bits = isMask ? 1 : file.resolve(picture.dictionary["BitsPerComponent"])?.integer ?? 8
        guard let components, bits == 8 || (bits == 1 && components == 1), components == 1 || !isInverted else { return nil }
        let size = (width * components * bits + 7) / 8 * height
        // PNG's filters take a byte of each row.
        guard let bytes = try file.soundContents(of: picture, limit: size + height + 1024) else { return nil }
        guard bytes.count >= size else {
            throw .truncated("PDF: \(width)x\(height) pixels in \(size) bytes expected, found \(bytes.count) bytes")
        }
        return TIFFFile(
            width: width, height: height, coding: .plain(bits: bits, samples: components), isZeroWhite: isInverted,
            orientation: orientation
        ).bytes(strip: Array(bytes[..<size]))
    }

    /// 1 for gray and for masks, 3 for red, green and blue; nil for other colors.
    private var components: Int? {
        if file.resolve(picture.dictionary["ImageMask"])?.bool == true { return 1 }
        let space = file.resolve(picture.dictionary["ColorSpace"])
        switch space?.name ?? space?.array?.first.flatMap({ file.resolve($0)?.name }) {
        case "DeviceGray", "CalGray": return 1
        case "DeviceRGB", "CalRGB": return 3
        case "ICCBased":
            let profile = space?.array?.dropFirst().first.flatMap { file.resolve($0)?.dictionary }
            let count = file.resolve(profile?["N"])?.integer
            return count == 1 || count == 3 ? count : nil
        default: return nil
        }
    }
}

extension PDFFile {
    /// An array of numbers, each possibly an object of its own.
    fileprivate func numbers(_ object: PDFObject?) -> [Double]? {
        guard let array = resolve(object)?.array else { return nil }
        let numbers = array.compactMap { resolve($0)?.number }
        return numbers.count == array.count ? numbers : nil
    }
}

/// A JPEG segment with an orientation (EXIF 2.32, 4.5 and 4.7.2).
func exifSegment(orientation: Int) -> [UInt8] {
    let tiff: [UInt8] = [
        0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, UInt8(orientation), 0, 0, 0, 0, 0, 0, 0,
    ]
    let body = Array("Exif\0\0".utf8) + tiff
    return [0xFF, 0xE1, 0, UInt8(body.count + 2)] + body
}
