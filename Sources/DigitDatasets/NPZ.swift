import DigitData
import DigitFiles
import DigitTensor

/// The names of the halves in archives, in upper or lower case: Keras's, MedMNIST's, and those of data without a test half; the
/// last are those that `numpy.savez(file, images, labels)` gives.
private let layouts = [
    (training: ("x_train", "y_train"), test: ("x_test", "y_test"), validation: ("x_val", "y_val")),
    (training: ("train_images", "train_labels"), test: ("test_images", "test_labels"), validation: ("val_images", "val_labels")),
    (training: ("images", "labels"), test: ("test_images", "test_labels"), validation: ("val_images", "val_labels")),
    (training: ("x", "y"), test: ("x_test", "y_test"), validation: ("x_val", "y_val")),
    (training: ("arr_0", "arr_1"), test: ("x_test", "y_test"), validation: ("x_val", "y_val")),
]

/// The images and labels of each half in the files of KMNIST and Kuzushiji-49 (Clanuwat et al. 2018), each of which has one
/// array.
let kuzushijiNames = ["kmnist", "k49"]

/// The halves of a NumPy archive.
/// - Throws: `FileError` if it has other arrays, or images and labels do not match.
func loadNPZ(_ files: FileTree, _ file: String) throws(FileError) -> Parts {
    let path = files.name(of: file)
    let archive = try ZipReader(bytes: try files.read(file, limit: 1 << 31), name: path)
    let names = Dictionary(
        archive.names.map { ($0.lowercased(), String($0.dropLast(4))) }, uniquingKeysWith: { first, _ in first })
    func name(_ array: String) -> String? { names["\(array).npy"] }
    guard let layout = layouts.first(where: { name($0.training.0) != nil && name($0.training.1) != nil }) else {
        throw FileError(
            path: path,
            problem:
                "arrays x_train and y_train expected, found \(archive.names.isEmpty ? "none" : archive.names.joined(separator: ", "))"
        )
    }
    func part(_ arrays: (images: String, labels: String)) throws(FileError) -> Dataset? {
        guard let images = name(arrays.images), let labels = name(arrays.labels) else { return nil }
        return try dataset(archive, images, labels, path)
    }
    guard let training = try part(layout.training) else { preconditionFailure("the layout was chosen by its names") }
    return Parts(training: training, test: try part(layout.test), validation: try part(layout.validation))
}

/// The halves of KMNIST's archives: `kmnist-train-imgs.npz` and three others.
func loadKuzushiji(_ files: FileTree, _ name: String) throws(FileError) -> Parts {
    func half(_ half: String) throws(FileError) -> Dataset {
        let paths = ["\(name)-\(half)-labels.npz", "\(name)-\(half)-imgs.npz"]
        var archives: [ZipReader] = []
        for path in paths {
            archives.append(try ZipReader(bytes: try files.read(path, limit: 1 << 31), name: files.name(of: path)))
        }
        let labels = try labels(try array(archives[0], "arr_0", files.name(of: paths[0])), files.name(of: paths[0]))
        return try dataset(try array(archives[1], "arr_0", files.name(of: paths[1])), labels, name: files.name(of: paths[1]))
    }
    return Parts(training: try half("train"), test: try half("test"))
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
    return try dataset(try array(archive, imageName, path), labels, name: "\(path), \(imageName)")
}

private func dataset(_ images: NPYReader, _ labels: [UInt8], name: String) throws(FileError) -> Dataset {
    guard let shape = imageShape(images.shape), images.shape[0] == labels.count, !labels.isEmpty else {
        throw FileError(
            path: name,
            problem: "images of shape (\(labels.count), height, width) expected, one for each label, found \(images.shape)")
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

/// The side of a square with this many pixels.
func squareSide(_ count: Int) -> Int? {
    guard let side = Checked.integer(Double(max(count, 0)).squareRoot(), in: 1...1 << 24), side * side == count else {
        return nil
    }
    return side
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
