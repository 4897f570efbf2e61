/// What a file says about its image before any of it is decoded.
struct ImageHeader: Equatable {
    /// In pixels, as stored, before any turning.
    var width: Int
    var height: Int
    /// The EXIF orientation, 1...8.
    var orientation = 1
    /// Color components per pixel, where the decoder wants to know; 0 where not.
    var components = 0

    /// Stops before an image is decoded that is larger than the caller is ready to hold.
    func check(pixelLimit: Int) throws(PhotoError.Problem) {
        guard width > 0, height > 0 else { throw .damaged("image: size at least 1x1 expected, found \(width)x\(height)") }
        guard height <= pixelLimit / width else { throw .tooLarge(width: width, height: height, limit: pixelLimit) }
    }
}

extension PhotoError.Problem: Error {}
