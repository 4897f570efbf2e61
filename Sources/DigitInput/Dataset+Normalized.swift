import DigitData
import DigitImage

extension Dataset {
    /// The images as returned by `DigitNormalizer` in one view: 28x28, bright ink on black.
    ///
    /// An image without ink becomes a black one, so that the number of images stays the same.
    /// - Throws: `InputError` unless the samples are gray images of shape (height, width, 1) stored as bytes.
    public func normalized(by normalizer: DigitNormalizer = DigitNormalizer(), view: DigitView = .asWritten)
        throws(InputError) -> Dataset
    {
        guard case .bytes(let bytes, let scale, let offset) = values, shape.rank == 3, shape[2] == 1 else {
            throw InputError("gray images of shape (height, width, 1) expected, got samples of shape \(shape)")
        }
        let side = DigitNormalizer.fieldSize
        var result: [UInt8] = []
        result.reserveCapacity(count * side * side)
        for start in stride(from: 0, to: bytes.count, by: max(1, shape.count)) {
            let image = GrayImage(width: shape[1], height: shape[0], pixels: Array(bytes[start..<start + shape.count]))
            result += (try? normalizer.normalize(image, views: [view])[0].pixels) ?? [UInt8](repeating: 0, count: side * side)
        }
        return Dataset(
            shape: [side, side, 1], values: .bytes(result, scale: scale, offset: offset), labels: labels, classCount: classCount)
    }
}
