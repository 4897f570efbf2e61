import DigitData

/// A folder of IDX files named as in MNIST and its relatives, such as Fashion-MNIST: `train-images-idx3-ubyte`,
/// `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`; or as in EMNIST
/// (`emnist-digits-train-images-idx3-ubyte` and so on), whose images are turned upright, or QMNIST.
///
/// Each file may be gzipped, with or without `.gz` in its name, have a dot before `idx`, as unpacked copies often do, and be in a
/// folder of its own name, as in some archives. One half can be loaded even if the other is missing. Files that a `SHA256SUMS` in
/// the folder lists are checked.
public struct IDXFolder: Sendable {
    /// The largest size of a file in bytes: 2 GiB, two million images of MNIST's size and more.
    private static let limit = 1 << 31

    /// The folder, as the caller named it.
    public let path: String
    /// The number of classes; every label must be below it.
    public let classCount: Int
    private let checksums: Checksums
    private let files: FileTree
    private let names: IDXNames

    /// The folder at `path`; its files are looked for when they are loaded.
    /// - Throws: `FileError` if there is no such folder, or its `SHA256SUMS` is not a list of checksums.
    public init(_ path: String, classCount: Int = 10) throws(FileError) {
        guard let status = try fileStatus(path) else { throw FileError(path: path, problem: "No such folder") }
        if status.kind != .directory { throw FileError(path: path, problem: "a folder of IDX files expected, found a file") }
        let files = FileTree(folder: path)
        try self.init(files, IDXNames(of: try files.entries()) ?? .mnist, classCount: classCount)
    }

    /// The IDX files of some names in a folder or archive.
    package init(_ files: FileTree, _ names: IDXNames, classCount: Int) throws(FileError) {
        (path, self.classCount, self.files, self.names) = (files.name, classCount, files, names)
        checksums = try Checksums(of: files)
    }

    /// The training half: 60,000 samples of shape (28, 28, 1) for MNIST.
    /// - Throws: `FileError` naming the file that is missing, damaged or not an IDX file of its kind.
    public func training() throws(FileError) -> Dataset { try load(names.training) }

    /// The test half: 10,000 samples of shape (28, 28, 1) for MNIST.
    /// - Throws: `FileError` naming the file that is missing, damaged or not an IDX file of its kind.
    public func test() throws(FileError) -> Dataset { try load(names.test) }

    /// Whether the half exists.
    package func hasTest() throws(FileError) -> Bool { try found(names.test.labels) != nil }

    private func load(_ half: (images: IDXNames.File, labels: IDXNames.File)) throws(FileError) -> Dataset {
        // Labels first: they are small, so most mistakes are found at once.
        let labelPath = try find(half.labels)
        let imagePath = try find(half.images)
        let classCount = classCount
        let labels = try contents(labelPath) { bytes throws(IDXError) in try IDX.labels(from: bytes, classCount: classCount) }
        let images = try contents(imagePath) { bytes throws(IDXError) in try IDX.images(from: bytes) }
        do {
            return try IDX.dataset(names.isTransposed ? images.transposed : images, labels: labels, classCount: classCount)
        } catch { throw FileError(path: files.name(of: labelPath), problem: error.description) }
    }

    private func find(_ file: IDXNames.File) throws(FileError) -> String {
        if let name = try found(file) { return name }
        throw FileError(path: path, problem: "\(file.names[0]) or \(file.names[1]) expected, found neither")
    }

    /// The path of the first file that exists, in the folder itself before folders of its name.
    private func found(_ file: IDXNames.File) throws(FileError) -> String? {
        for name in file.names {
            if let kind = try files.kind(name), kind != .folder { return name }
        }
        for path in file.names.map({ "\($0)/\($0)" }) where try files.kind(path) == .file { return path }
        return nil
    }

    /// Parses a file, decompressed if it is gzipped, whatever its name is.
    private func contents<Parsed>(
        _ name: String, _ parse: (consuming [UInt8]) throws(IDXError) -> Parsed
    ) throws(FileError) -> Parsed {
        let path = files.name(of: name)
        var bytes = try files.read(name, limit: Self.limit)
        try checksums.check(bytes, name: name, path: path)
        do {
            if isGzip(bytes) { bytes = try gunzip(bytes, limit: unpackedLimit(ofPacked: bytes.count)) }
            return try parse(consume bytes)
        } catch { throw FileError(path: path, problem: "\(error)") }
    }
}

/// Both halves of a folder of IDX files: see `IDXFolder`.
/// - Throws: `FileError` naming the folder, or the file that is missing, damaged or not an IDX file of its kind.
public func loadIDXFolder(_ path: String, classCount: Int = 10) throws(FileError) -> (training: Dataset, test: Dataset) {
    let folder = try IDXFolder(path, classCount: classCount)
    return (try folder.training(), try folder.test())
}
