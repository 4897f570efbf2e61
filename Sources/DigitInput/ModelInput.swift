import DigitData
import DigitImage
import DigitTensor

/// Converts gray images to a model's input.
///
/// Apart from axes of size 1, a model may take (height, width), (height, width, 3) or (3, height, width), where the gray value is
/// used for all three colors, or (pixels,) of a square image. An image of another size is resized: by area if it shrinks,
/// linearly if it grows.
public struct ModelInput: Equatable, Sendable {
    /// The shape of one input sample of the model.
    public let shape: Shape
    /// The image's height in pixels.
    public let height: Int
    /// The image's width in pixels.
    public let width: Int
    /// The values for no ink and full ink.
    public let range: InputRange
    private let colors: Colors

    private enum Colors { case none, last, first }

    /// The most values of a converted dataset.
    private static let valueLimit = 1 << 31

    /// - Throws: `InputError` if an image cannot be given to such a shape.
    public init(shape: Shape, range: InputRange = .unit) throws(InputError) {
        self.shape = shape
        self.range = range
        let axes = shape.dimensions.filter { $0 != 1 }
        switch axes.count {
        case 1:
            let side = Int(Double(axes[0]).squareRoot().rounded())
            guard side * side == axes[0] else {
                throw InputError(
                    "a model that takes square images expected, but \(axes[0]) inputs of shape \(shape) are not square")
            }
            (height, width, colors) = (side, side, .none)
        case 2: (height, width, colors) = (axes[0], axes[1], .none)
        case 3 where axes[2] == 3: (height, width, colors) = (axes[0], axes[1], .last)
        case 3 where axes[0] == 3: (height, width, colors) = (axes[1], axes[2], .first)
        default:
            throw InputError(
                "a model that takes images of shape (height, width), (height, width, 1 or 3) or (pixels,) expected, its input is \(shape)"
            )
        }
    }

    /// An image as the model's input: `shape.count` values in `range`.
    /// - Parameter image: bright ink on black, like MNIST's.
    public func values(_ image: GrayImage) -> [Float] {
        arranged(image).map { Float($0) * range.scale + range.low }
    }

    /// The samples of a dataset as the model's input.
    /// - Parameter data: gray images of shape (height, width, 1) stored as bytes, bright ink on black.
    /// - Throws: `InputError` if the samples are of another kind, or too large together.
    public func dataset(_ data: Dataset) throws(InputError) -> Dataset {
        guard case .bytes(let bytes, _, _) = data.values, data.shape.rank == 3, data.shape[2] == 1 else {
            throw InputError("gray images of shape (height, width, 1) expected, got samples of shape \(data.shape)")
        }
        guard data.count.multipliedReportingOverflow(by: shape.count).overflow == false,
            data.count * shape.count <= Self.valueLimit
        else { throw InputError("\(data.count) images of the model's input shape \(shape) do not fit in memory; use fewer") }
        return Dataset(
            shape: shape, values: .bytes(arranged(bytes, of: data.shape), scale: range.scale, offset: range.low),
            labels: data.labels,
            classCount: data.classCount)
    }

    private func arranged(_ bytes: [UInt8], of source: Shape) -> [UInt8] {
        if source[0] == height, source[1] == width, colors == .none { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count / source.count * shape.count)
        for start in stride(from: 0, to: bytes.count, by: source.count) {
            let pixels = Array(bytes[start..<start + source.count])
            result += arranged(GrayImage(width: source[1], height: source[0], pixels: pixels))
        }
        return result
    }

    private func arranged(_ image: GrayImage) -> [UInt8] {
        let pixels = image.resized(width: width, height: height).pixels
        switch colors {
        case .none: return pixels
        case .last: return pixels.flatMap { [$0, $0, $0] }
        case .first: return pixels + pixels + pixels
        }
    }
}
