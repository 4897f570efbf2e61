import DigitData
import DigitImage
import DigitPhoto

/// Images of a data set as PNG.
struct Pictures: Sendable {
    private let images: Dataset

    init(_ images: Dataset) { self.images = images }

    /// The image of a number.
    func png(_ index: Int) -> [UInt8] {
        let (height, width) = (images.shape[0], images.shape[1])
        guard case .bytes(let bytes, _, _) = images.values else { return [] }
        return png(
            GrayImage(width: width, height: height, pixels: Array(bytes[index * height * width..<(index + 1) * height * width])))
    }

    /// A gray image.
    func png(_ image: GrayImage) -> [UInt8] {
        // Images of a data set have pixels, and are not too large: this cannot fail.
        (try? encodePNG(image)) ?? []
    }
}
