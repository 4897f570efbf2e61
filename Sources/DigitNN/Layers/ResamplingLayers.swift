import DigitTensor

/// A layer that resamples an image, each output row and column from some rows and columns of the input.
protocol ResamplingLayer: ComputedLayer {
    /// The sources of each output row and column.
    func taps(for input: Shape) -> (rows: [[ResamplingTap]], columns: [[ResamplingTap]])
}

/// A row or column of the input, and its weight.
struct ResamplingTap {
    let source: Int
    let weight: Float
}

/// How values between pixels are interpolated.
public enum Interpolation: String, CaseIterable, Sendable {
    /// The nearest pixel's.
    case nearest
    /// From the pixels on both sides, in proportion.
    case bilinear

    /// The sources of each of `size` output pixels, with TensorFlow's half-pixel centers.
    func taps(from source: Int, to size: Int) -> [[ResamplingTap]] {
        let scale = Double(source) / Double(size)
        return (0..<size).map { index in
            let center = (Double(index) + 0.5) * scale
            switch self {
            case .nearest: return [ResamplingTap(source: min(Int(center), source - 1), weight: 1)]
            case .bilinear:
                let place = max(center - 0.5, 0)
                let low = min(Int(place), source - 1)
                let part = Float(place - Double(low))
                if low + 1 >= source || part == 0 { return [ResamplingTap(source: low, weight: 1)] }
                return [ResamplingTap(source: low, weight: 1 - part), ResamplingTap(source: low + 1, weight: part)]
            }
        }
    }
}

/// Resizes an image. As Keras's `Resizing` without cropping or padding to an aspect ratio.
public struct Resizing: ResamplingLayer {
    public static let className = "Resizing"
    public static let defaultName = "resizing"
    public var name: String
    /// The rows and columns of the output.
    public var size: Size2D
    /// How values between pixels are interpolated.
    public var interpolation: Interpolation

    /// A layer that resizes an image to `size`.
    public init(_ size: Size2D, interpolation: Interpolation = .bilinear, name: String = "") {
        self.size = size
        self.interpolation = interpolation
        self.name = name
    }

    public func outputShape(for input: Shape) throws(NetworkError) -> Shape {
        try requireImage(input)
        try requirePositive("size", size.height, size.width)
        return [size.height, size.width, input[2]]
    }

    func taps(for input: Shape) -> (rows: [[ResamplingTap]], columns: [[ResamplingTap]]) {
        (interpolation.taps(from: input[0], to: size.height), interpolation.taps(from: input[1], to: size.width))
    }
}

/// Crops an image to its center. As Keras's `CenterCrop` for images that are not smaller.
public struct CenterCrop: ResamplingLayer {
    public static let className = "CenterCrop"
    public static let defaultName = "center_crop"
    public var name: String
    /// The rows and columns that are kept.
    public var size: Size2D

    /// A layer that keeps the central `size` of an image.
    public init(_ size: Size2D, name: String = "") {
        self.size = size
        self.name = name
    }

    public func outputShape(for input: Shape) throws(NetworkError) -> Shape {
        try requireImage(input)
        try requirePositive("size", size.height, size.width)
        guard size.height <= input[0], size.width <= input[1] else {
            throw failure("an image of at least \(size.height)x\(size.width) pixels expected, got \(input)")
        }
        return [size.height, size.width, input[2]]
    }

    func taps(for input: Shape) -> (rows: [[ResamplingTap]], columns: [[ResamplingTap]]) {
        (run(size.height, from: (input[0] - size.height) / 2), run(size.width, from: (input[1] - size.width) / 2))
    }
}

/// Removes some rows and columns at an image's border. As Keras's `Cropping2D`.
public struct Cropping2D: ResamplingLayer {
    public static let className = "Cropping2D"
    public static let defaultName = "cropping2d"
    public var name: String
    /// The number of rows removed at the top.
    public var top: Int
    /// The number of rows removed at the bottom.
    public var bottom: Int
    /// The number of columns removed on the left.
    public var left: Int
    /// The number of columns removed on the right.
    public var right: Int

    /// A layer that removes rows and columns.
    public init(top: Int, bottom: Int, left: Int, right: Int, name: String = "") {
        self.top = top
        self.bottom = bottom
        self.left = left
        self.right = right
        self.name = name
    }

    public func outputShape(for input: Shape) throws(NetworkError) -> Shape {
        try requireImage(input)
        let sides = [top, bottom, left, right]
        guard sides.allSatisfy({ (0...largestSize).contains($0) }), top + bottom < input[0], left + right < input[1] else {
            throw failure("rows and columns that leave at least one pixel of \(input) expected, got \(sides)")
        }
        return [input[0] - top - bottom, input[1] - left - right, input[2]]
    }

    func taps(for input: Shape) -> (rows: [[ResamplingTap]], columns: [[ResamplingTap]]) {
        (run(input[0] - top - bottom, from: top), run(input[1] - left - right, from: left))
    }
}

/// Repeats each row and column. As Keras's `UpSampling2D`.
public struct UpSampling2D: ResamplingLayer {
    public static let className = "UpSampling2D"
    public static let defaultName = "up_sampling2d"
    public var name: String
    /// The factors for rows and columns.
    public var factors: Size2D
    /// How values between pixels are interpolated.
    public var interpolation: Interpolation

    /// A layer that enlarges an image; the defaults are Keras's.
    public init(_ factors: Size2D = 2, interpolation: Interpolation = .nearest, name: String = "") {
        self.factors = factors
        self.interpolation = interpolation
        self.name = name
    }

    public func outputShape(for input: Shape) throws(NetworkError) -> Shape {
        try requireImage(input)
        try requirePositive("size", factors.height, factors.width)
        return [input[0] * factors.height, input[1] * factors.width, input[2]]
    }

    func taps(for input: Shape) -> (rows: [[ResamplingTap]], columns: [[ResamplingTap]]) {
        (
            interpolation.taps(from: input[0], to: input[0] * factors.height),
            interpolation.taps(from: input[1], to: input[1] * factors.width)
        )
    }
}

/// Rows or columns unchanged, from one on.
private func run(_ count: Int, from first: Int) -> [[ResamplingTap]] {
    (0..<count).map { [ResamplingTap(source: first + $0, weight: 1)] }
}
