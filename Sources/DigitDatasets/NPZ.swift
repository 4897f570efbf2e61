import DigitData
import DigitFiles
import DigitTensor

/// The names that archives have for their halves: Keras's, MedMNIST's, and those of data without a test half.
private let layouts = [
    (training: ("x_train", "y_train"), test: ("x_test", "y_test")),
    (training: ("train_images", "train_labels"), test: ("test_images", "test_labels")),
    (training: ("images", "labels"), test: ("test_images", "test_labels")),
    (training: ("x", "y"), test: ("x_test", "y_test")),
]

/// The halves of a NumPy archive.
/// - Throws: `FileError` where it has other arrays, or images and labels do not fit.
func loadNPZ(_ path: String) throws(FileError) -> (training: Dataset, test: Dataset?) {
    let archive = try ZipReader(bytes: try readFile(path, limit: 1 << 31), name: path)
    let names = Set(archive.names)
    guard let layout = layouts.first(where: { names.isSuperset(of: ["\($0.training.0).npy", "\($0.training.1).npy"]) }) else {
        throw FileError(
            path: path,
            problem:
                "arrays x_train and y_train expected, found \(archive.names.isEmpty ? "none" : archive.names.joined(separator: ", "))"
        )
    }
    let hasTest = names.isSuperset(of: ["\(layout.test.0).npy", "\(layout.test.1).npy"])
    return (
        try dataset(archive, layout.training.0, layout.training.1, path),
        hasTest ? try dataset(archive, layout.test.0, layout.test.1, path) : nil
    )
}

/// An array with no more values than are in proportion to the archive: each becomes a byte.
private func array(_ archive: ZipReader, _ name: String, _ path: String) throws(FileError) -> NPYReader {
    let label = "\(path), \(name)"
    guard let member = try archive.stream("\(name).npy") else {
        throw FileError(path: label, problem: "an array expected, found none")
    }
    let array = try NPYReader(member, name: label)
    let limit = unpackedLimit(ofPacked: archive.byteCount)
    guard array.count <= limit else {
        throw FileError(path: label, problem: "at most \(limit) values expected, found shape \(array.shape)")
    }
    return array
}

private func dataset(
    _ archive: ZipReader, _ imageName: String, _ labelName: String, _ path: String
) throws(FileError) -> Dataset {
    let labels = try labels(try array(archive, labelName, path), "\(path), \(labelName)")
    let images = try array(archive, imageName, path)
    let name = "\(path), \(imageName)"
    guard let shape = imageShape(images.shape), images.shape[0] == labels.count, !labels.isEmpty else {
        throw FileError(
            path: name,
            problem: "images of shape (\(labels.count), height, width) expected, as there are labels, found \(images.shape)")
    }
    var pixels = Pixels(capacity: images.count, name: name)
    if images.isBytes {
        try images.forEachBlock { pixels.values += $0 }
    } else {
        try images.forEachNumbers { numbers throws(FileError) in try pixels.append(numbers) }
    }
    return Dataset(
        shape: shape, values: .bytes(pixels.values, scale: 1 / 255, offset: 0), labels: labels,
        classCount: (labels.max().map(Int.init) ?? 0) + 1)
}

/// (count, height, width), (count, height, width, 1) or (count, pixels) of square images.
private func imageShape(_ shape: [Int]) -> Shape? {
    switch shape.count {
    case 2:
        let side = squareSide(shape[1])
        return side.map { [$0, $0, 1] }
    case 3 where shape[1] > 0 && shape[2] > 0: return [shape[1], shape[2], 1]
    case 4 where shape[1] > 0 && shape[2] > 0 && shape[3] == 1: return [shape[1], shape[2], 1]
    default: return nil
    }
}

/// The side of a square of so many pixels.
func squareSide(_ count: Int) -> Int? {
    guard let side = Checked.integer(Double(max(count, 0)).squareRoot(), in: 1...1 << 24), side * side == count else {
        return nil
    }
    return side
}

/// Pixels of 0 to 1 or of 0 to 255, as bytes.
private struct Pixels {
    var values: [UInt8] = []
    /// Whether all numbers so far were 0 to 1, and so the bytes are 255 times as large.
    private var isUnit = true
    private let name: String

    init(capacity: Int, name: String) {
        self.name = name
        values.reserveCapacity(capacity)
    }

    mutating func append(_ numbers: [Double]) throws(FileError) {
        guard numbers.allSatisfy({ (0...255).contains($0) }) else {
            throw FileError(
                path: name,
                problem: "pixels from 0 to 1 or from 0 to 255 expected, found \(numbers.min() ?? 0) to \(numbers.max() ?? 0)")
        }
        if isUnit, numbers.contains(where: { $0 > 1 }) {
            isUnit = false
            // Those before were 0 to 1 of 255.
            values = values.map { $0 < 128 ? 0 : 1 }
        }
        let scale = isUnit ? 255.0 : 1
        for number in numbers { values.append(UInt8((number * scale).rounded())) }
    }
}

/// Whole numbers, one for each image.
private func labels(_ array: NPYReader, _ name: String) throws(FileError) -> [UInt8] {
    guard array.shape.count == 1 || array.shape.count == 2 && array.shape[1] == 1 else {
        throw FileError(path: name, problem: "a label for each image expected, found shape \(array.shape)")
    }
    var labels: [UInt8] = []
    try array.forEachNumbers { numbers throws(FileError) in
        if let wrong = numbers.first(where: { !(0...255).contains($0) || $0.rounded() != $0 }) {
            throw FileError(path: name, problem: "labels from 0 to 255 expected, found \(wrong)")
        }
        labels += numbers.map { UInt8($0) }
    }
    return labels
}
