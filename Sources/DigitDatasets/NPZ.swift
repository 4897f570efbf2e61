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

private func array(_ archive: ZipReader, _ name: String, _ path: String) throws(FileError) -> NPYArray {
    try NPYArray(try archive.member("\(name).npy") ?? [], name: "\(path), \(name)")
}

private func dataset(_ archive: ZipReader, _ imageName: String, _ labelName: String, _ path: String) throws(FileError) -> Dataset
{
    let labels = try labels(try array(archive, labelName, path), "\(path), \(labelName)")
    let images = try array(archive, imageName, path)
    let name = "\(path), \(imageName)"
    guard let shape = imageShape(images.shape), images.shape[0] == labels.count, !labels.isEmpty else {
        throw FileError(
            path: name,
            problem: "images of shape (\(labels.count), height, width) expected, as there are labels, found \(images.shape)")
    }
    let pixels: [UInt8]
    switch images.values {
    case .bytes(let bytes): pixels = bytes
    case .numbers(let numbers): pixels = try bytes(numbers, name)
    }
    return Dataset(
        shape: shape, values: .bytes(pixels, scale: 1 / 255, offset: 0), labels: labels,
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
    let side = Int(Double(max(count, 0)).squareRoot().rounded())
    return side > 0 && side * side == count ? side : nil
}

/// Pixels of 0 to 1 or of 0 to 255.
private func bytes(_ numbers: [Double], _ name: String) throws(FileError) -> [UInt8] {
    let largest = numbers.max() ?? 0
    guard let smallest = numbers.min(), smallest >= 0, largest <= 255, !numbers.contains(where: \.isNaN) else {
        throw FileError(
            path: name, problem: "pixels from 0 to 1 or from 0 to 255 expected, found \(numbers.min() ?? 0) to \(largest)")
    }
    let scale = largest <= 1 ? 255.0 : 1
    return numbers.map { UInt8(($0 * scale).rounded()) }
}

/// Whole numbers, one for each image.
private func labels(_ array: NPYArray, _ name: String) throws(FileError) -> [UInt8] {
    guard array.shape.count == 1 || array.shape.count == 2 && array.shape[1] == 1 else {
        throw FileError(path: name, problem: "a label for each image expected, found shape \(array.shape)")
    }
    switch array.values {
    case .bytes(let bytes): return bytes
    case .numbers(let numbers):
        if let wrong = numbers.first(where: { !(0...255).contains($0) || $0.rounded() != $0 }) {
            throw FileError(path: name, problem: "labels from 0 to 255 expected, found \(wrong)")
        }
        return numbers.map { UInt8($0) }
    }
}
