import DigitTensor

/// The properties of an image in its file's header, known before any of it is decoded.
struct ImageHeader: Equatable {
    /// In pixels, as stored, before any turning.
    var width: Int
    var height: Int
    /// The EXIF orientation, 1...8.
    var orientation = 1
    /// Color components per pixel, if the decoder needs to know; otherwise 0.
    var components = 0
    /// Bits per pixel as stored, before any compression.
    var bitsPerPixel = 8
    /// The number of passes over the whole image that decoding takes.
    var scans = 1

    /// Rejects an image that is larger than the caller accepts, before it is decoded.
    func check(pixelLimit: Int) throws(PhotoError.Problem) {
        guard width > 0, height > 0 else { throw .damaged("image: size at least 1x1 expected, found \(width)x\(height)") }
        guard height <= pixelLimit / width else { throw .tooLarge(width: width, height: height, limit: pixelLimit) }
    }

    /// Rejects an image out of proportion to its file's size, before it is decoded. Well compressed, a large page of one color
    /// takes a few hundred bytes, and seconds to decode.
    func checkProportion(fileSize: Int) throws(PhotoError.Problem) {
        let mostBytes = 160_000_000 + 8 * fileSize
        guard let bits = Checked.product([width, height, bitsPerPixel]), bits / 8 <= mostBytes else {
            throw .unsupported(
                "at most \(mostBytes) bytes of pixels are read from a file of \(fileSize), found \(width)x\(height) pixels of \(bitsPerPixel) bits"
            )
        }
        let mostPasses = 1_500_000_000 + 60 * fileSize
        guard Checked.product([width, height, scans], upTo: mostPasses) != nil else {
            throw .unsupported(
                "at most \(mostPasses) pixels in all scans are read from a file of \(fileSize) bytes, found \(width)x\(height) pixels and \(scans) scans"
            )
        }
    }
}

extension PhotoError.Problem: Error {}
