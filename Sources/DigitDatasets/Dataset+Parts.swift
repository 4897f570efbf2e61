import DigitData

extension Dataset {
    /// The samples at the given indices.
    package func samples(where isIncluded: (Int) -> Bool) -> Dataset {
        let indices = (0..<count).filter(isIncluded)
        let size = shape.count
        func chosen<Value>(_ values: [Value]) -> [Value] {
            var result: [Value] = []
            result.reserveCapacity(indices.count * size)
            for index in indices { result += values[index * size..<(index + 1) * size] }
            return result
        }
        let part: Values =
            switch values {
            case .bytes(let bytes, let scale, let offset): .bytes(chosen(bytes), scale: scale, offset: offset)
            case .floats(let floats): .floats(chosen(floats))
            case .borrowed: .floats(indices.flatMap { floats(ofSample: $0) })
            }
        return Dataset(shape: shape, values: part, labels: indices.map { labels[$0] }, classCount: classCount)
    }

    /// The same samples with another number of classes, which must be above every label.
    package func with(classCount: Int) -> Dataset {
        classCount == self.classCount ? self : Dataset(shape: shape, values: values, labels: labels, classCount: classCount)
    }

    /// These samples followed by others, each repeated `times` times, which must be stored in the same way.
    package func appending(_ other: Dataset, times: Int) -> Dataset {
        let values: Values =
            switch (values, other.values) {
            case (.bytes(let first, let scale, let offset), .bytes(let second, let otherScale, let otherOffset))
            where scale == otherScale && offset == otherOffset:
                .bytes((0..<times).reduce(into: first) { bytes, _ in bytes += second }, scale: scale, offset: offset)
            case (.floats(let first), .floats(let second)):
                .floats((0..<times).reduce(into: first) { floats, _ in floats += second })
            default: preconditionFailure("samples stored in the same way expected")
            }
        return Dataset(
            shape: shape, values: values, labels: (0..<times).reduce(into: labels) { labels, _ in labels += other.labels },
            classCount: max(classCount, other.classCount))
    }
}
