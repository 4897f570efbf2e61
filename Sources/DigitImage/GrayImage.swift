/// An 8-bit gray picture, row-major, top row first; 0 is black, 255 is white.
public struct GrayImage: Equatable, Sendable {
    /// Pixels per row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// `width * height` pixels, row after row.
    public var pixels: [UInt8] {
        didSet { precondition(pixels.count == width * height, "\(width)x\(height) pixels") }
    }

    /// A picture with the given pixels; there must be `width * height` of them.
    public init(width: Int, height: Int, pixels: [UInt8]) {
        precondition(width >= 0 && height >= 0 && pixels.count == width * height, "\(width)x\(height) pixels")
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// The picture with light and dark exchanged.
    package var inverted: GrayImage { GrayImage(width: width, height: height, pixels: pixels.map { 255 - $0 }) }
}
