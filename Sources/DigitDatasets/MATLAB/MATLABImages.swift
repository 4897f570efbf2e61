import DigitData
import DigitFiles
import DigitTensor

/// The variable names of images and labels in files in circulation, of the training and the test half.
private let layouts = [
    (training: ("train_x", "train_y"), test: ("test_x", "test_y")), (training: ("trainX", "trainY"), test: ("testX", "testY")),
    (training: ("x_train", "y_train"), test: ("x_test", "y_test")),
    (training: ("train_X", "train_labels"), test: ("test_X", "test_labels")),
    (training: ("train_images", "train_labels"), test: ("test_images", "test_labels")),
    (training: ("images", "labels"), test: ("test_images", "test_labels")), (training: ("data", "label"), test: ("", "")),
    (training: ("X", "y"), test: ("", "")),
]

/// The halves of a MATLAB file: EMNIST's, in the structure `dataset`; MNIST's under any of its usual names.
/// - Throws: `FileError` if it has other variables, or images and labels do not match.
func loadMATLAB(_ files: FileTree, _ path: String) throws(FileError) -> Parts {
    let name = files.name(of: path)
    let variables = try MATLABFile(try files.read(path, limit: 1 << 31), name: name).variables
    if let set = variables["dataset"], let train = set.fields["train"] {
        // Rows and columns of EMNIST's images are exchanged.
        return Parts(
            training: try upright(train, "train", name),
            test: try set.fields["test"].map { test throws(FileError) in try upright(test, "test", name) })
    }
    if let training = variables["training"] ?? variables["train"], !training.fields.isEmpty {
        return Parts(
            training: try half(training, "training", name),
            test: try variables["test"].map { test throws(FileError) in try half(test, "test", name) })
    }
    if variables["train0"] != nil {
        return Parts(
            training: try classes(variables, "train", name),
            test: variables["test0"] == nil ? nil : try classes(variables, "test", name))
    }
    func pair(_ names: (String, String)) throws(FileError) -> Dataset? {
        guard let images = variables[names.0], let labels = variables[names.1] else { return nil }
        return try dataset(images, try matlabLabels(labels, "\(name), \(names.1)"), "\(name), \(names.0)")
    }
    for layout in layouts {
        if let training = try pair(layout.training) { return Parts(training: training, test: try pair(layout.test)) }
    }
    let found = variables.keys.sorted().prefix(12).joined(separator: ", ")
    throw FileError(path: name, problem: "variables train_x and train_y expected, found \(found.isEmpty ? "none" : found)")
}

private func half(_ half: MATLABArray, _ what: String, _ name: String) throws(FileError) -> Dataset {
    guard let images = half.fields["images"], let labels = half.fields["labels"] else {
        throw FileError(path: "\(name), \(what)", problem: "fields images and labels expected, found others")
    }
    return try dataset(images, try matlabLabels(labels, "\(name), \(what).labels"), "\(name), \(what).images")
}

private func upright(_ part: MATLABArray, _ what: String, _ name: String) throws(FileError) -> Dataset {
    let images = try half(part, what, name)
    return images.transposed ?? images
}

/// The classes `train0` … `train9`, as in S. Roweis's MATLAB version of MNIST. They are mixed, always in the same way.
private func classes(_ variables: [String: MATLABArray], _ half: String, _ name: String) throws(FileError) -> Dataset {
    var (pixels, labels, shape) = ([UInt8](), [UInt8](), Shape([1, 1, 1]))
    for label in 0..<10 {
        guard let images = variables["\(half)\(label)"], let count = images.sizes.first else {
            throw FileError(path: name, problem: "variables \(half)0 to \(half)9 expected, found no \(half)\(label)")
        }
        // Their sizes are those of their data, so there are as many labels at most.
        guard case .numbers = images.contents else {
            throw FileError(
                path: "\(name), \(half)\(label)", problem: "a row of numbers for each image expected, found sizes \(images.sizes)"
            )
        }
        let part = try dataset(images, [UInt8](repeating: UInt8(label), count: count), "\(name), \(half)\(label)")
        guard label == 0 || part.shape == shape, case .bytes(let bytes, _, _) = part.values else {
            throw FileError(path: "\(name), \(half)\(label)", problem: "images of shape \(shape) expected, found \(part.shape)")
        }
        shape = part.shape
        pixels += bytes
        labels += part.labels
    }
    var random = Philox(seed: 0, stream: .shuffle)
    let order = random.permutation(labels.count).map(Int.init)
    let size = shape.count
    return Dataset(
        shape: shape, values: .bytes(order.flatMap { pixels[$0 * size..<($0 + 1) * size] }, scale: 1 / 255, offset: 0),
        labels: order.map { labels[$0] }, classCount: 10)
}

/// Images with their labels.
private func dataset(_ array: MATLABArray, _ labels: [UInt8], _ name: String) throws(FileError) -> Dataset {
    guard let images = MATLABImageOrder(array.sizes, count: labels.count), case .numbers(let type, let bytes) = array.contents
    else {
        throw FileError(
            path: name, problem: "\(labels.count) images expected, one for each label, found sizes \(array.sizes)")
    }
    let size = images.height * images.width
    var pixels = Pixels(capacity: labels.count * size, name: name)
    let numbers = MATLABNumbers(type: type, bytes: bytes)
    var sample = [Double](repeating: 0, count: size)
    for index in 0..<labels.count {
        for row in 0..<images.height {
            for column in 0..<images.width {
                sample[row * images.width + column] = numbers[images.place(index, row, column)]
            }
        }
        if type == .uint8 { pixels.values += sample.map { UInt8($0) } } else { try pixels.append(sample) }
    }
    return Dataset(
        shape: [images.height, images.width, 1], values: .bytes(pixels.values, scale: 1 / 255, offset: 0), labels: labels,
        classCount: (labels.max().map(Int.init) ?? 0) + 1)
}

/// Labels as numbers, or as a row or column for each image with a single 1.
private func matlabLabels(_ array: MATLABArray, _ name: String) throws(FileError) -> [UInt8] {
    guard case .numbers(let type, let bytes) = array.contents, array.sizes.count == 2 else {
        throw FileError(path: name, problem: "a label for each image expected, found sizes \(array.sizes)")
    }
    let (rows, columns) = (array.sizes[0], array.sizes[1])
    let numbers = MATLABNumbers(type: type, bytes: bytes)
    if rows == 1 || columns == 1 {
        var labels: [UInt8] = []
        for index in 0..<rows * columns {
            guard let label = Checked.integer(numbers[index], in: 0...255), Double(label) == numbers[index] else {
                throw FileError(path: name, problem: "labels from 0 to 255 expected, found \(numbers[index])")
            }
            labels.append(UInt8(label))
        }
        return labels
    }
    // Except in a square array, only one of the two ways can be right.
    let labels =
        oneHotLabels(count: rows, classes: columns) { numbers[$0 + $1 * rows] }
        ?? oneHotLabels(count: columns, classes: rows) { numbers[$0 * rows + $1] }
    guard let labels else {
        throw FileError(
            path: name, problem: "one 1 among zeros expected in a row or column for each image, found sizes \(array.sizes)")
    }
    return labels
}

/// The positions of the ones; nil unless there is exactly one for each image, among zeros.
/// - Parameter number: the index of an image and a class.
private func oneHotLabels(count: Int, classes: Int, _ number: (Int, Int) -> Double) -> [UInt8]? {
    guard (1...256).contains(classes) else { return nil }
    var labels: [UInt8] = []
    for image in 0..<count {
        let row = (0..<classes).map { number(image, $0) }
        guard let label = row.firstIndex(of: 1), row.count(where: { $0 == 0 }) == classes - 1 else { return nil }
        labels.append(UInt8(label))
    }
    return labels
}

/// The numbers of an array, in storage order.
private struct MATLABNumbers {
    let type: MATLABNumber
    let bytes: ArraySlice<UInt8>

    subscript(index: Int) -> Double {
        let start = bytes.startIndex + index * type.size
        if type.size == 1 { return type.value(UInt64(bytes[start])) }
        return type.value(bytes[start..<start + type.size].reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }
}
