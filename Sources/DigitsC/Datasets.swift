public import CDigits
import DigitData
import DigitFiles
import DigitTensor

/// A dataset behind a handle.
final class DatasetEntry: Entry, @unchecked Sendable {
    override class var kind: String { "dataset" }

    let dataset: Dataset
    /// The loss weight of each sample in training; nil for 1 each.
    var weights: [Float]?
    /// The number of trainings and evaluations that use it now: the caller's memory must stay valid.
    var useCount = 0

    init(_ dataset: Dataset) { self.dataset = dataset }

    override func dropThreads() { useCount = 0 }
}

/// Keeps a dataset from being freed while it is used.
struct DatasetUse {
    private let entry: DatasetEntry
    var dataset: Dataset { entry.dataset }
    /// The loss weight of each sample; they do not change while the dataset is used.
    var weights: [Float]? { entry.weights }

    init(_ handle: digits_dataset) throws {
        entry = try HandleTable.shared.entry(handle)
        try entry.whileLocked { entry.useCount += 1 }
    }

    func end() { try? entry.whileLocked { entry.useCount -= 1 } }
}

// The functions of digits.h for datasets.

@c @implementation
public func digits_dataset_create(
    _ values: UnsafeRawPointer?, _ type: digits_type, _ dimensions: UnsafePointer<Int64>?, _ rank: Int,
    _ labels: UnsafePointer<UInt8>?, _ count: Int, _ class_count: Int32, _ dataset: UnsafeMutablePointer<digits_dataset>?
) -> digits_status {
    answering {
        let result = try required(dataset, "dataset")
        let shape = try sampleShape(try DigitsC.values(dimensions, rank, "dimensions"))
        guard (1...1 << 31).contains(count), (2...256).contains(class_count) else {
            throw Failure(
                DIGITS_INVALID_ARGUMENT,
                "at least 1 sample and 2 to 256 classes expected, got \(count) samples and \(class_count) classes")
        }
        let labels = Array(try DigitsC.values(labels, count, "labels"))
        if let index = labels.firstIndex(where: { Int32($0) >= class_count }) {
            throw Failure(
                DIGITS_INVALID_ARGUMENT,
                "labels: numbers from 0 to \(class_count - 1) expected, got \(labels[index]) for sample \(index)")
        }
        let start = try required(values, "values")
        let valueCount = count * shape.count
        let borrowed: BorrowedValues
        switch type {
        case DIGITS_FLOAT32:
            let floats = UnsafeBufferPointer(start: start.assumingMemoryBound(to: Float.self), count: valueCount)
            try checkFinite(floats, sampleSize: shape.count)
            borrowed = BorrowedValues(floats: floats)
        case DIGITS_UINT8:
            borrowed = BorrowedValues(
                bytes: UnsafeBufferPointer(start: start.assumingMemoryBound(to: UInt8.self), count: valueCount), scale: 1,
                offset: 0)
        default: throw Failure(DIGITS_INVALID_ARGUMENT, "type: DIGITS_FLOAT32 or DIGITS_UINT8 expected, got \(type.rawValue)")
        }
        let made = Dataset(shape: shape, values: .borrowed(borrowed), labels: labels, classCount: Int(class_count))
        result.pointee = HandleTable.shared.add(DatasetEntry(made))
    }
}

@c @implementation
public func digits_dataset_set_weights(_ dataset: digits_dataset, _ weights: UnsafePointer<Float>?, _ count: Int) -> digits_status
{
    answering {
        let entry: DatasetEntry = try HandleTable.shared.entry(dataset)
        guard count == entry.dataset.count else {
            throw Failure(DIGITS_INVALID_ARGUMENT, "weights: \(entry.dataset.count) numbers expected, got \(count)")
        }
        let weights = Array(try DigitsC.values(weights, count, "weights"))
        if let index = weights.firstIndex(where: { !($0.isFinite && $0 >= 0) }) {
            throw Failure(
                DIGITS_INVALID_ARGUMENT,
                "weights: finite numbers of at least 0 expected, got \(weights[index]) for sample \(index)")
        }
        try entry.whileLocked {
            if entry.useCount > 0 { throw Failure(DIGITS_BUSY, "the dataset is in use; wait until it is free") }
            entry.weights = weights
        }
    }
}

@c @implementation
public func digits_dataset_load(
    _ folder: UnsafePointer<CChar>?, _ half: UnsafePointer<CChar>?, _ dataset: UnsafeMutablePointer<digits_dataset>?
) -> digits_status {
    answering {
        let result = try required(dataset, "dataset")
        let path = try text(folder, "folder")
        let half = try text(half, "half")
        let loaded = try FileLock.whileLocked {
            let folder = try IDXFolder(path)
            switch half {
            case "train": return try folder.training()
            case "t10k": return try folder.test()
            default: throw Failure(DIGITS_INVALID_ARGUMENT, "half: train or t10k expected, got \(half)")
            }
        }
        result.pointee = HandleTable.shared.add(DatasetEntry(loaded))
    }
}

@c @implementation
public func digits_dataset_shape(
    _ dataset: digits_dataset, _ count: UnsafeMutablePointer<Int>?, _ dimensions: UnsafeMutablePointer<Int64>?, _ capacity: Int,
    _ rank: UnsafeMutablePointer<Int>?
) -> digits_status {
    answering {
        let target = try room(dimensions, capacity, "dimensions")
        let entry: DatasetEntry = try HandleTable.shared.entry(dataset)
        let shape = entry.dataset.shape
        count?.pointee = entry.dataset.count
        rank?.pointee = shape.rank
        for index in 0..<min(capacity, shape.rank) { target[index] = Int64(shape[index]) }
    }
}

@c @implementation
public func digits_dataset_copy(
    _ dataset: digits_dataset, _ values: UnsafeMutablePointer<UInt8>?, _ value_count: Int,
    _ labels: UnsafeMutablePointer<UInt8>?, _ label_count: Int
) -> digits_status {
    answering {
        let valueTarget = try room(values, value_count, "values")
        let labelTarget = try room(labels, label_count, "labels")
        let entry: DatasetEntry = try HandleTable.shared.entry(dataset)
        guard case .bytes(let bytes, _, _) = entry.dataset.values else {
            throw Failure(DIGITS_INVALID_ARGUMENT, "a dataset that was read from files expected")
        }
        guard bytes.count == value_count, entry.dataset.count == label_count else {
            throw Failure(
                DIGITS_INVALID_ARGUMENT,
                "room for \(bytes.count) values and \(entry.dataset.count) labels expected, got \(value_count) and \(label_count)"
            )
        }
        _ = valueTarget.update(fromContentsOf: bytes)
        _ = labelTarget.update(fromContentsOf: entry.dataset.labels)
    }
}

@c @implementation
public func digits_dataset_free(_ dataset: digits_dataset) -> digits_status {
    answering {
        try HandleTable.shared.remove(dataset, DatasetEntry.self) { entry throws(Failure) in
            if entry.useCount > 0 { throw Failure(DIGITS_BUSY, "the dataset is in use; wait until it is free") }
        }
    }
}

/// The shape of one sample, checked.
private func sampleShape(_ dimensions: UnsafeBufferPointer<Int64>) throws(Failure) -> Shape {
    let sizes = dimensions.prefix(9).map { Int($0) }
    let limit = 1 << 28
    var count = 1
    for size in sizes {
        guard size >= 1, size <= limit, count <= limit / size else {
            throw Failure(
                DIGITS_INVALID_ARGUMENT, "sample shape: positive sizes and at most \(limit) values expected, got \(Shape(sizes))")
        }
        count *= size
    }
    guard (1...8).contains(sizes.count) else {
        throw Failure(DIGITS_INVALID_ARGUMENT, "sample shape: 1 to 8 axes expected, got \(dimensions.count)")
    }
    return Shape(sizes)
}
