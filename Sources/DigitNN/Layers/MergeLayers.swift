import DigitTensor

/// A layer that combines several layers' outputs, for networks that are not chains.
public protocol MergeLayer: Layer {
    /// The shape of one output sample for one sample of each input.
    /// - Throws: `NetworkError` if the layer cannot take these inputs together.
    func outputShape(forAll inputs: [Shape]) throws(NetworkError) -> Shape
}

extension MergeLayer {
    public func outputShape(for input: Shape) throws(NetworkError) -> Shape { try outputShape(forAll: [input]) }
}

extension Layer {
    /// The output's shape for the layer's inputs, of which there is one except for merging layers.
    package func outputShape(of inputs: [Shape]) throws(NetworkError) -> Shape {
        if let merge = self as? any MergeLayer { return try merge.outputShape(forAll: inputs) }
        return try outputShape(for: inputs[0])
    }
}

/// An elementwise combination of inputs of one shape.
public struct ElementwiseMerge: MergeLayer {
    /// The operation on the values at each position.
    public enum Operation: String, CaseIterable, Sendable {
        /// Their sum. As Keras's `Add`.
        case add = "Add"
        /// The first minus the second, of two inputs. As Keras's `Subtract`.
        case subtract = "Subtract"
        /// Their product. As Keras's `Multiply`.
        case multiply = "Multiply"
        /// Their mean. As Keras's `Average`.
        case average = "Average"
        /// The largest. As Keras's `Maximum`.
        case maximum = "Maximum"
        /// The smallest. As Keras's `Minimum`.
        case minimum = "Minimum"
    }

    public static let className = "Merge"
    public static let defaultName = "merge"
    public var name: String
    /// The operation on the values at each position.
    public var operation: Operation

    /// A layer that does `operation`.
    public init(_ operation: Operation, name: String = "") {
        self.operation = operation
        self.name = name
    }

    public func outputShape(forAll inputs: [Shape]) throws(NetworkError) -> Shape {
        guard let first = inputs.first, inputs.allSatisfy({ $0 == first }) else {
            throw failure("inputs of one shape expected, got \(inputs.map(\.description).joined(separator: ", "))")
        }
        guard operation != .subtract || inputs.count == 2 else { throw failure("two inputs expected, got \(inputs.count)") }
        return first
    }
}

/// Concatenates the inputs along an axis. As Keras's `Concatenate`.
public struct Concatenate: MergeLayer {
    public static let className = "Concatenate"
    public static let defaultName = "concatenate"
    public var name: String
    /// The axis, counted from 1 as Keras does (0 is the batch), or from -1 at the end.
    public var axis: Int

    /// A layer that joins its inputs along `axis`.
    public init(axis: Int = -1, name: String = "") {
        self.axis = axis
        self.name = name
    }

    /// The index of the axis in a sample, from 0.
    func place(in shape: Shape) -> Int { axis < 0 ? axis + shape.rank : axis - 1 }

    public func outputShape(forAll inputs: [Shape]) throws(NetworkError) -> Shape {
        guard let first = inputs.first, (0..<first.rank).contains(place(in: first)) else {
            throw failure("an axis of the inputs expected, got \(axis) for \(inputs.first.map(\.description) ?? "none")")
        }
        let place = place(in: first)
        func others(_ shape: Shape) -> [Int] { shape.dimensions.enumerated().filter { $0.offset != place }.map(\.element) }
        guard inputs.allSatisfy({ $0.rank == first.rank && others($0) == others(first) }) else {
            throw failure(
                "inputs that differ along axis \(axis) only expected, got \(inputs.map(\.description).joined(separator: ", "))")
        }
        var sizes = first.dimensions
        sizes[place] = inputs.reduce(0) { $0 + $1[place] }
        return Shape(sizes)
    }
}
