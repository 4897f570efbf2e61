import DigitData

/// A folder of IDX files under the names of MNIST, which its relatives such as Fashion-MNIST also use:
/// `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`.
///
/// Each file may be gzipped, with or without `.gz` in its name, and have a dot before `idx`, as unpacked copies often do.
/// One half alone can be loaded where only that is there. Files that a `SHA256SUMS` in the folder lists are checked.
public struct IDXFolder: Sendable {
    /// The most bytes of one file: 2 GiB, two million images of MNIST's size and more.
    private static let limit = 1 << 31

    /// The folder, as the caller named it.
    public let path: String
    /// The number of classes; every label must be below it.
    public let classCount: Int
    private let checksums: Checksums

    /// The folder at `path`; its files are looked for when they are loaded.
    /// - Throws: `FileError` where there is no such folder, or its `SHA256SUMS` is no list of checksums.
    public init(_ path: String, classCount: Int = 10) throws(FileError) {
        self.path = path
        self.classCount = classCount
        guard let status = try fileStatus(path) else { throw FileError(path: path, problem: "No such folder") }
        if status.kind != .directory { throw FileError(path: path, problem: "a folder of IDX files expected, found a file") }
        checksums = try Checksums(folder: path)
    }

    /// The training half: 60,000 samples of shape (28, 28, 1) for MNIST.
    /// - Throws: `FileError` about the file that is missing, damaged or no IDX file of its kind.
    public func training() throws(FileError) -> Dataset { try load("train") }

    /// The test half: 10,000 samples of shape (28, 28, 1) for MNIST.
    /// - Throws: `FileError` about the file that is missing, damaged or no IDX file of its kind.
    public func test() throws(FileError) -> Dataset { try load("t10k") }

    private func load(_ half: String) throws(FileError) -> Dataset {
        // Labels first: they are small, so most mistakes show at once.
        let labelPath = try find("\(half)-labels", "idx1-ubyte")
        let imagePath = try find("\(half)-images", "idx3-ubyte")
        let classCount = classCount
        let labels = try contents(labelPath) { bytes throws(IDXError) in try IDX.labels(from: bytes, classCount: classCount) }
        let images = try contents(imagePath) { bytes throws(IDXError) in try IDX.images(from: bytes) }
        do {
            return try IDX.dataset(images, labels: labels, classCount: classCount)
        } catch { throw FileError(path: "\(path)/\(labelPath)", problem: error.description) }
    }

    /// The name of the first file that is there. Folders are passed over: some archives unpack each file into its own.
    private func find(_ stem: String, _ kind: String) throws(FileError) -> String {
        let names = ["\(stem)-\(kind)", "\(stem)-\(kind).gz", "\(stem).\(kind)", "\(stem).\(kind).gz"]
        for name in names {
            if let status = try fileStatus("\(path)/\(name)"), status.kind != .directory { return name }
        }
        throw FileError(path: path, problem: "\(names[0]) or \(names[1]) expected, found neither")
    }

    /// What `parse` makes of a file, unpacked if it is gzipped, whatever its name says.
    private func contents<Parsed>(
        _ name: String, _ parse: (consuming [UInt8]) throws(IDXError) -> Parsed
    ) throws(FileError) -> Parsed {
        let path = "\(path)/\(name)"
        var bytes = try readFile(path, limit: Self.limit)
        try checksums.check(bytes, name: name, path: path)
        do {
            if isGzip(bytes) { bytes = try gunzip(bytes, limit: unpackedLimit(ofPacked: bytes.count)) }
            return try parse(consume bytes)
        } catch { throw FileError(path: path, problem: "\(error)") }
    }
}

/// Both halves of a folder of IDX files: see `IDXFolder`.
/// - Throws: `FileError` about the folder, or the file that is missing, damaged or no IDX file of its kind.
public func loadIDXFolder(_ path: String, classCount: Int = 10) throws(FileError) -> (training: Dataset, test: Dataset) {
    let folder = try IDXFolder(path, classCount: classCount)
    return (try folder.training(), try folder.test())
}
