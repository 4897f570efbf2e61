import DigitImage

/// An image file within the caller's limit: known by its header, or already decoded if the format is simple.
enum ImageFile {
    /// A PNM or BMP file's pixels: gray, or red, green and blue.
    case plain([GrayImage])
    /// The requirements for a decoder and the bytes to give it.
    case coded(ImageFormat, ImageHeader, [UInt8])

    /// - Throws: the reason why the bytes are not such an image.
    init(_ bytes: [UInt8], pixelLimit: Int) throws(PhotoError.Problem) {
        guard !bytes.isEmpty else { throw .empty }
        let format = ImageFormat(of: bytes)
        var decodable = bytes
        let header: ImageHeader
        switch format {
        case .pnm:
            self = .plain(try PNMReader.decode(bytes, pixelLimit: pixelLimit))
            return
        case .bmp:
            self = .plain(try BMPReader.decode(bytes, pixelLimit: pixelLimit))
            return
        case .png: header = try ImageHeader(png: bytes)
        case .jpeg: header = try ImageHeader(jpeg: bytes)
        case .webp where ImageFormat.isAnimatedWebP(bytes):
            throw .notAnImage(found: "an animated WebP image, which is not supported")
        case .tiff:
            let directory = try TIFFDirectory(ofFirstPageIn: bytes)
            decodable = directory.put(into: bytes)
            var found = try Self.header(decodable, format)
            try found.check(pixelLimit: pixelLimit)
            found.scans = try directory.scans(width: found.width, height: found.height)
            header = found
        case .webp: header = try Self.header(bytes, format)
        case .pdf: throw .notAnImage(found: "a PDF document, whose pages are read one by one")
        case .heif: throw .notAnImage(found: "a HEIC or AVIF picture, which is decoded by another program")
        case .other(let found): throw .notAnImage(found: found)
        }
        try header.check(pixelLimit: pixelLimit)
        try header.checkProportion(fileSize: bytes.count)
        if format == .png { decodable = try PNGChunks(bytes, header: header).stripped() }
        self = .coded(format, header, decodable)
    }

    private static func header(_ bytes: [UInt8], _ format: ImageFormat) throws(PhotoError.Problem) -> ImageHeader {
        guard let header = LeptonicaImage.header(of: bytes) else { throw .damaged("\(format.name): a readable header expected") }
        return header
    }
}

extension PhotoError.Problem {
    /// The header was valid, but the data after it is not.
    static func undecodable(_ format: ImageFormat, _ header: ImageHeader) -> Self {
        .damaged("\(format.name): \(header.width)x\(header.height) pixels expected, the data cannot be decoded")
    }
}

extension ImageFormat {
    /// Its common name.
    var name: String {
        switch self {
        case .png: "PNG"
        case .jpeg: "JPEG"
        case .bmp: "BMP"
        case .pnm: "PNM"
        case .tiff: "TIFF"
        case .webp: "WebP"
        case .pdf: "PDF"
        case .heif: "HEIC"
        case .other(let name): name
        }
    }
}
