import DigitImage

/// A small gray picture that augmentation works on: 0 for no ink to 1 for full ink, row after row.
///
/// Its memory is allocated once, for the largest size, and reused from sample to sample.
package final class Canvas {
    /// The longest side of a canvas for one digit, in pixels.
    static let largestSide = 64
    /// The largest size that this canvas can take, in pixels.
    let largestWidth: Int
    let largestHeight: Int

    package private(set) var width = 0
    package private(set) var height = 0
    /// The pixels, `width * height` of them.
    package private(set) var pixels: UnsafeMutablePointer<Float>
    /// Memory of the same size for the result of an operation.
    private(set) var spare: UnsafeMutablePointer<Float>

    /// A canvas for one digit.
    package convenience init() { self.init(largestWidth: Self.largestSide, largestHeight: Self.largestSide) }

    init(largestWidth: Int, largestHeight: Int) {
        (self.largestWidth, self.largestHeight) = (largestWidth, largestHeight)
        // Whole groups of eight may be written past the last pixel.
        let capacity = largestWidth * largestHeight + 8
        pixels = .allocate(capacity: capacity)
        spare = .allocate(capacity: capacity)
        pixels.initialize(repeating: 0, count: capacity)
        spare.initialize(repeating: 0, count: capacity)
    }

    deinit {
        pixels.deallocate()
        spare.deallocate()
    }

    package var count: Int { width * height }

    /// Sets a new size, at most the largest; the pixels are then arbitrary.
    package func resize(width: Int, height: Int) {
        self.width = min(largestWidth, max(1, width))
        self.height = min(largestHeight, max(1, height))
    }

    /// Sets all pixels to the same value.
    func clear(to value: Float = 0) { pixels.update(repeating: value, count: count) }

    /// Makes `spare` the pixels.
    func swap() { Swift.swap(&pixels, &spare) }

    /// Replaces every pixel with a function of it.
    @inline(__always)
    func map(_ function: (Float) -> Float) {
        for i in 0..<count { pixels[i] = function(pixels[i]) }
    }

    /// Clamps every pixel to 0 ... 1.
    func clamp() { map { min(1, max(0, $0)) } }

    /// Takes the pixels of an image, 0...255, at most of the largest size.
    package func take(_ image: GrayImage) {
        resize(width: image.width, height: image.height)
        image.pixels.withUnsafeBufferPointer { source in
            for i in 0..<count { pixels[i] = Float(source[i]) * (1 / 255) }
        }
    }

    /// The canvas as an 8-bit image.
    package var image: GrayImage {
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
            for i in 0..<count { target[i] = UInt8(min(255, max(0, pixels[i] * 255 + 0.5))) }
            initialized = count
        }
        return GrayImage(width: width, height: height, pixels: bytes)
    }
}
