import DigitTensor

/// All elements of a sample in one axis, in row-major order. As Keras's `Flatten`.
public struct Flatten: Layer {
    public static let className = "Flatten"
    public static let defaultName = "flatten"
    public var name: String

    /// A layer that flattens its input.
    public init(name: String = "") { self.name = name }

    public func outputShape(for input: Shape) throws(NetworkError) -> Shape { [try elementCount(input)] }
}

/// The same elements in the same order with another shape. As Keras's `Reshape`.
public struct Reshape: Layer {
    public static let className = "Reshape"
    public static let defaultName = "reshape"
    public var name: String
    /// The sizes of the output's axes; one of them may be -1 and is then inferred.
    public var targetShape: [Int]

    /// A layer that reshapes its input to `targetShape`, where one size may be -1.
    public init(_ targetShape: [Int], name: String = "") {
        self.targetShape = targetShape
        self.name = name
    }

    public func outputShape(for input: Shape) throws(NetworkError) -> Shape {
        let count = try elementCount(input)
        let unknowns = targetShape.count { $0 == -1 }
        let known = Checked.product(targetShape.filter { $0 != -1 }, upTo: count) ?? 0
        guard known > 0, unknowns <= 1, unknowns == 1 ? count % known == 0 : known == count else {
            throw failure("cannot reshape \(input) to \(Shape(targetShape))")
        }
        return Shape(targetShape.map { $0 == -1 ? count / known : $0 })
    }
}

/// Permutes the axes. As Keras's `Permute`.
public struct Permute: Layer {
    public static let className = "Permute"
    public static let defaultName = "permute"
    public var name: String
    /// Output axis i is input axis `axes[i]`, counted from 1 as Keras does (0 is the batch).
    public var axes: [Int]

    /// A layer that reorders the axes; `axes` is a permutation of 1 ... rank.
    public init(_ axes: [Int], name: String = "") {
        self.axes = axes
        self.name = name
    }

    public func outputShape(for input: Shape) throws(NetworkError) -> Shape {
        guard axes.sorted() == Array(1..<input.rank + 1) else {
            throw failure("a permutation of 1...\(input.rank) expected, got \(Shape(axes))")
        }
        return Shape(axes.map { input[$0 - 1] })
    }
}

/// Pads an image with rows and columns of zeros. As Keras's `ZeroPadding2D`.
public struct ZeroPadding2D: Layer {
    public static let className = "ZeroPadding2D"
    public static let defaultName = "zero_padding2d"
    public var name: String
    /// The number of rows of zeros above the image.
    public var top: Int
    /// The number of rows of zeros below the image.
    public var bottom: Int
    /// The number of columns of zeros left of the image.
    public var left: Int
    /// The number of columns of zeros right of the image.
    public var right: Int

    /// Padding with the given rows and columns.
    public init(top: Int, bottom: Int, left: Int, right: Int, name: String = "") {
        self.top = top
        self.bottom = bottom
        self.left = left
        self.right = right
        self.name = name
    }

    /// The same padding on both sides of each axis.
    public init(_ padding: Size2D = 1, name: String = "") {
        self.init(top: padding.height, bottom: padding.height, left: padding.width, right: padding.width, name: name)
    }

    public func outputShape(for input: Shape) throws(NetworkError) -> Shape {
        try requireImage(input)
        let largest = 1 << 20
        for side in [top, bottom, left, right] where side < 0 || side > largest {
            throw failure("padding of 0...\(largest) expected, got \(side)")
        }
        return [input[0] + top + bottom, input[1] + left + right, input[2]]
    }
}
