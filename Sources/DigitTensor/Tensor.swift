/// A dense, row-major array of 32-bit floats with a shape. A value: copies are independent.
public struct Tensor: Equatable, Sendable {
    /// The axis sizes; `shape.count == scalars.count`.
    public let shape: Shape

    /// The elements, last axis fastest.
    public var scalars: [Float] {
        didSet { precondition(scalars.count == shape.count, "a tensor of shape \(shape) holds \(shape.count) scalars") }
    }

    /// A tensor with the given elements, last axis fastest. The number of elements must be `shape.count`.
    public init(shape: Shape, scalars: [Float]) {
        precondition(scalars.count == shape.count, "a tensor of shape \(shape) holds \(shape.count) scalars")
        self.shape = shape
        self.scalars = scalars
    }

    /// A tensor with every element equal to `value`.
    public init(shape: Shape, repeating value: Float = 0) {
        self.init(shape: shape, scalars: [Float](repeating: value, count: shape.count))
    }

    /// The same elements in the same order with another shape of the same count.
    public func reshaped(to shape: Shape) -> Tensor { Tensor(shape: shape, scalars: scalars) }
}
