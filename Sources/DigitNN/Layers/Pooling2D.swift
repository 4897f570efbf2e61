import DigitTensor

/// A layer that reduces each window to one value per channel.
public protocol Pooling2D: Layer {
    /// The rows and columns of a window.
    var poolSize: Size2D { get }
    /// The step from one window to the next.
    var strides: Size2D { get }
    /// The padding at the border.
    var padding: Padding { get }
}

extension Pooling2D {
    public func outputShape(for input: Shape) throws(NetworkError) -> Shape {
        let geometry = try geometry(for: input, window: poolSize, strides: strides, padding: padding)
        return [geometry.output.height, geometry.output.width, input[2]]
    }
}

/// A layer that reduces an image to one value per channel.
public protocol GlobalPooling2D: Layer {
    /// Whether the output keeps the axes, as (1, 1, channels), instead of (channels,).
    var keepDimensions: Bool { get }
}

extension GlobalPooling2D {
    public func outputShape(for input: Shape) throws(NetworkError) -> Shape {
        try requireImage(input)
        return keepDimensions ? [1, 1, input[2]] : [input[2]]
    }
}

/// The largest value of each window and channel. As Keras's `MaxPooling2D`; padding never wins.
public struct MaxPooling2D: Pooling2D {
    public static let className = "MaxPooling2D"
    public static let defaultName = "max_pooling2d"
    public var name: String
    /// The rows and columns of a window.
    public var poolSize: Size2D
    /// The step from one window to the next.
    public var strides: Size2D
    /// The padding at the border.
    public var padding: Padding

    /// A pool; without `strides`, windows do not overlap.
    public init(poolSize: Size2D = 2, strides: Size2D? = nil, padding: Padding = .valid, name: String = "") {
        self.poolSize = poolSize
        self.strides = strides ?? poolSize
        self.padding = padding
        self.name = name
    }
}

/// The mean of each window and channel. As Keras's `AveragePooling2D`; padding is not counted.
public struct AveragePooling2D: Pooling2D {
    public static let className = "AveragePooling2D"
    public static let defaultName = "average_pooling2d"
    public var name: String
    /// The rows and columns of a window.
    public var poolSize: Size2D
    /// The step from one window to the next.
    public var strides: Size2D
    /// The padding at the border.
    public var padding: Padding

    /// A pool; without `strides`, windows do not overlap.
    public init(poolSize: Size2D = 2, strides: Size2D? = nil, padding: Padding = .valid, name: String = "") {
        self.poolSize = poolSize
        self.strides = strides ?? poolSize
        self.padding = padding
        self.name = name
    }
}

/// The largest value of each channel over the whole image. As Keras's `GlobalMaxPooling2D`.
public struct GlobalMaxPooling2D: GlobalPooling2D {
    public static let className = "GlobalMaxPooling2D"
    public static let defaultName = "global_max_pooling2d"
    public var name: String
    /// Whether the output keeps the axes, as (1, 1, channels), instead of (channels,).
    public var keepDimensions: Bool

    /// A pool over the whole image.
    public init(keepDimensions: Bool = false, name: String = "") {
        self.keepDimensions = keepDimensions
        self.name = name
    }
}

/// The mean of each channel over the whole image. As Keras's `GlobalAveragePooling2D`.
public struct GlobalAveragePooling2D: GlobalPooling2D {
    public static let className = "GlobalAveragePooling2D"
    public static let defaultName = "global_average_pooling2d"
    public var name: String
    /// Whether the output keeps the axes, as (1, 1, channels), instead of (channels,).
    public var keepDimensions: Bool

    /// A pool over the whole image.
    public init(keepDimensions: Bool = false, name: String = "") {
        self.keepDimensions = keepDimensions
        self.name = name
    }
}
