import DigitTensor

/// Labeled samples in memory, for training and evaluation.
public struct Dataset: Sendable {
    /// Sample values, `count * shape.count` of them, sample after sample, each row-major.
    public enum Values: Sendable {
        /// Stored bytes; the network sees `Float(byte) * scale + offset`. MNIST: scale 1/255, offset 0.
        case bytes([UInt8], scale: Float, offset: Float)
        /// Values passed to the network unchanged.
        case floats([Float])
        /// Either of these in memory that the caller owns.
        case borrowed(BorrowedValues)
    }

    /// The shape of one sample, such as `(28, 28, 1)`.
    public let shape: Shape
    /// The samples' values.
    public let values: Values
    /// One class index per sample, `0 ..< classCount`.
    public let labels: [UInt8]
    /// The number of classes.
    public let classCount: Int

    /// The number of samples.
    public var count: Int { labels.count }

    /// A dataset of `labels.count` samples.
    ///
    /// The number of values must be `labels.count * shape.count`, and each label below `classCount`: callers that read files
    /// check both and report errors; here they are preconditions.
    public init(shape: Shape, values: Values, labels: [UInt8], classCount: Int = 10) {
        let valueCount =
            switch values {
            case .bytes(let bytes, _, _): bytes.count
            case .floats(let floats): floats.count
            case .borrowed(let values): values.count
            }
        precondition(
            valueCount == labels.count * shape.count, "\(labels.count) samples of shape \(shape), but \(valueCount) values")
        precondition(labels.allSatisfy { Int($0) < classCount }, "labels must be below \(classCount)")
        self.shape = shape
        self.values = values
        self.labels = labels
        self.classCount = classCount
    }

    /// The samples at `range`, in order.
    public subscript(range: Range<Int>) -> Dataset {
        if range == 0..<count { return self }
        let elements = range.lowerBound * shape.count..<range.upperBound * shape.count
        let part: Values =
            switch values {
            case .bytes(let bytes, let scale, let offset): .bytes(Array(bytes[elements]), scale: scale, offset: offset)
            case .floats(let floats): .floats(Array(floats[elements]))
            case .borrowed(let values): .borrowed(values[elements])
            }
        return Dataset(shape: shape, values: part, labels: Array(labels[range]), classCount: classCount)
    }

    /// Splits off the *last* `fraction` of the samples, before any shuffling, as Keras's `validation_split` does.
    /// - Parameter fraction: the validation part, 0 ..< 1.
    public func split(validationFraction fraction: Double) -> (training: Dataset, validation: Dataset) {
        precondition(fraction >= 0 && fraction < 1, "the validation fraction is at least 0 and below 1")
        let trainingCount = Int(Double(count) * (1 - fraction))
        return (self[0..<trainingCount], self[trainingCount..<count])
    }
}
