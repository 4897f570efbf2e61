/// An 8-bit color picture (sRGB as in the file), row-major, top row first.
public struct ColorImage: Equatable, Sendable {
    /// Pixels per row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// `3 * width * height` values: red, green and blue of each pixel, 0...255, row after row.
    public var pixels: [UInt8] {
        didSet { precondition(pixels.count == 3 * width * height, "\(width)x\(height) pixels of three colors") }
    }

    /// A picture with the given pixels; there must be `3 * width * height` values.
    public init(width: Int, height: Int, pixels: [UInt8]) {
        precondition(width >= 0 && height >= 0 && pixels.count == 3 * width * height, "\(width)x\(height) pixels of three colors")
        self.width = width
        self.height = height
        self.pixels = pixels
    }
}
