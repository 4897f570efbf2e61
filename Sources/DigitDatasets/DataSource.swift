import DigitData
import DigitFiles
import DigitTensor

/// Labelled images in any of the forms that they come in. What it is, is found out from what is there:
///
/// - a folder of IDX files named as MNIST's,
/// - a folder with a folder of pictures for each class, or two such folders `train` and `test`,
/// - a NumPy archive (`.npz`) with `x_train`, `y_train`, `x_test` and `y_test`, as Keras publishes MNIST,
/// - a table (`.csv`) with a column `label` and one for each pixel, as Kaggle and others publish MNIST, or a folder with `train.csv`.
///
/// Where no test images are labelled, every tenth image is held out as one.
public struct DataSource: Sendable {
    /// A form.
    enum Form: Sendable {
        case idx(IDXFolder)
        case classFolders(ClassFolders)
        case npz(String)
        case csv(train: String, test: String?)
    }

    /// The file or folder, as the caller named it.
    public let path: String
    /// The number of classes that the caller expects.
    private let classCount: Int?
    private let form: Form

    /// The data at `path`; files are looked for now, and read when they are loaded.
    /// - Parameters:
    ///   - path: a folder or file.
    ///   - classCount: the number of classes, 1 ... 256. Without it that of class folders, and 10 for everything else.
    /// - Throws: `FileError` where there is nothing of a known form.
    public init(_ path: String, classCount: Int? = nil) throws(FileError) {
        self.path = path
        self.classCount = classCount
        form = try Self.form(path, classCount: classCount)
    }

    private static func form(_ path: String, classCount: Int?) throws(FileError) -> Form {
        switch try pathKind(path) {
        case nil: throw FileError(path: path, problem: "No such file or folder")
        case .file, .other:
            let isArchive = try readStart(of: path, count: ZipReader.signature.count) == ZipReader.signature
            return isArchive ? .npz(path) : .csv(train: path, test: nil)
        case .folder: break
        }
        let names = try folderEntries(path)
        if let train = ["train.csv", "mnist_train.csv"].first(where: names.contains) {
            let test = ["test.csv", "mnist_test.csv"].first(where: names.contains)
            return .csv(train: "\(path)/\(train)", test: test.map { "\(path)/\($0)" })
        }
        if let folders = try ClassFolders(path, names: names) { return .classFolders(folders) }
        return .idx(try IDXFolder(path, classCount: classCount ?? 10))
    }

    /// The samples to learn from, of shape (height, width, 1), bright ink on black.
    /// - Throws: `FileError` about the file that is missing, damaged or of another form.
    public func training() throws(FileError) -> Dataset { try load().training }

    /// The samples to measure on.
    /// - Throws: `FileError` as `training()`.
    public func test() throws(FileError) -> Dataset {
        // One half of IDX files can be there without the other.
        if case .idx(let folder) = form { return try settled(try folder.test()) }
        return try load().test
    }

    /// What was loaded, and how it came about.
    public struct Loaded: Sendable {
        /// The samples to learn from.
        public let training: Dataset
        /// The samples to measure on.
        public let test: Dataset
        /// The classes' names, in the order of the labels.
        public let classNames: [String]
        /// Whether the test samples are a part of the training samples that was held out.
        public let isTestHeldOut: Bool
    }

    /// Everything at once.
    /// - Throws: `FileError` about the file that is missing, damaged or of another form.
    public func load() throws(FileError) -> Loaded {
        var names: [String]?
        var halves: (training: Dataset, test: Dataset?)
        switch form {
        case .idx(let folder): halves = (try folder.training(), try folder.test())
        case .npz(let path): halves = try loadNPZ(path)
        case .csv(let train, let test): halves = try loadCSV(train, test)
        case .classFolders(let folders):
            names = folders.classNames
            halves = (try folders.training(), try folders.test())
        }
        let isHeldOut = halves.test == nil
        var (training, test) = (halves.training, halves.training)
        if let given = halves.test { test = given } else { (training, test) = try holdOut(halves.training) }
        let count = try classCount(of: [training, test], names: names)
        let allNames = (0..<count).map { label in
            if let names, label < names.count { return names[label] }
            return String(label)
        }
        return Loaded(
            training: training.with(classCount: count), test: test.with(classCount: count), classNames: allNames,
            isTestHeldOut: isHeldOut)
    }

    private func settled(_ data: Dataset) throws(FileError) -> Dataset {
        data.with(classCount: try classCount(of: [data], names: nil))
    }

    /// The number of classes, which every label must be below.
    private func classCount(of halves: [Dataset], names: [String]?) throws(FileError) -> Int {
        let largest = halves.compactMap { $0.labels.max() }.max().map(Int.init) ?? 0
        let count = classCount ?? names?.count ?? 10
        guard largest < count else {
            throw FileError(path: path, problem: "labels from 0 to \(count - 1) expected, found \(largest)")
        }
        return count
    }

    /// Every tenth sample apart.
    private func holdOut(_ data: Dataset) throws(FileError) -> (Dataset, Dataset) {
        guard data.count >= 10 else {
            throw FileError(path: path, problem: "at least 10 images expected where none are for testing, found \(data.count)")
        }
        return (data.samples { $0 % 10 != 9 }, data.samples { $0 % 10 == 9 })
    }
}
