/// The sizes of a tensor's axes, outermost first, without a batch axis: `(28, 28, 1)` is one MNIST image as height, width,
/// channels. It prints like a Python tuple, since that is how Keras prints shapes.
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
    /// The size of each axis, outermost first. Empty for a scalar.
    public var dimensions: [Int]

    /// A shape with the given axis sizes, outermost first.
    public init(_ dimensions: [Int]) { self.dimensions = dimensions }

    /// A shape written as a literal: `let image: Shape = [28, 28, 1]`.
    public init(arrayLiteral elements: Int...) { dimensions = elements }

    /// The number of axes.
    public var rank: Int { dimensions.count }

    /// The number of elements: the product of the axis sizes, 1 for a scalar.
    public var count: Int { dimensions.reduce(1, *) }

    /// The number of elements, or nil if an axis is negative or the number is above `limit`.
    package func count(upTo limit: Int) -> Int? { Checked.product(dimensions, upTo: limit) }

    /// The size of one axis, `0 ..< rank`.
    public subscript(axis: Int) -> Int { dimensions[axis] }

    /// `(28, 28, 1)`; one axis prints as `(784,)`, a scalar as `()`.
    public var description: String {
        dimensions.count == 1 ? "(\(dimensions[0]),)" : "(" + dimensions.map(String.init).joined(separator: ", ") + ")"
    }
}
