import DigitData
import DigitFiles
import DigitTensor

/// Labeled images in any supported form. The form is recognized by the files: the table in Docs/TRAINING.md says what is
/// supported.
///
/// - IDX files named as MNIST's, EMNIST's, which are turned upright, or QMNIST's,
/// - pictures in a folder for each class, or such folders in folders `train`, `test` and `val`,
/// - a NumPy archive (`.npz`) with `x_train`, `y_train`, `x_test` and `y_test`, as Keras publishes MNIST, or those of KMNIST,
/// - a table (`.csv`, `.csv.gz`) with a column `label` or `class` and one for each pixel, as Kaggle and others publish MNIST,
/// - a MATLAB file (`.mat`) of MNIST or EMNIST,
/// - a zip archive of any of these, or a folder with nothing else in it.
///
/// If no test images are labeled, the validation images are used for testing, or else every tenth image is held out.
public struct DataSource: Sendable {
    /// The file or folder, as the caller named it.
    public let path: String
    /// The number of classes that the caller expects.
    private let classCount: Int?
    private let form: DataForm

    /// The data at `path`; files are looked for now, and read when they are loaded.
    /// - Parameters:
    ///   - path: a folder or file.
    ///   - classCount: the number of classes, 1 ... 256. Without it, that of the class folders or of EMNIST's part, and 10 for
    ///     everything else.
    /// - Throws: `FileError` if there is nothing of a supported form.
    public init(_ path: String, classCount: Int? = nil) throws(FileError) {
        self.path = path
        form = try DataForm(path)
        if case .idx(_, let names) = form {
            self.classCount = classCount ?? names.classCount
        } else {
            self.classCount = classCount
        }
    }

    /// The samples to learn from, of shape (height, width, 1), bright ink on black.
    /// - Throws: `FileError` naming the file that is missing, damaged or of another form.
    public func training() throws(FileError) -> Dataset { try load().training }

    /// The samples to test on.
    /// - Throws: `FileError` as `training()`.
    public func test() throws(FileError) -> Dataset { try testAndNotes().test }

    /// The samples to test on, and notes for the user about how the files were understood.
    package func testAndNotes() throws(FileError) -> (test: Dataset, notes: [String]) {
        // One half of IDX files may exist without the other.
        if case .idx(let files, let names) = form {
            return (try settled(try IDXFolder(files, names, classCount: classCount ?? 10).test()), [])
        }
        let loaded = try load()
        return (loaded.test, loaded.notes)
    }

    /// The loaded data, and how the parts were chosen.
    public struct Loaded: Sendable {
        /// The samples to learn from.
        public let training: Dataset
        /// The samples to test on.
        public let test: Dataset
        /// The samples to validate on during training; nil if there are none for that.
        public let validation: Dataset?
        /// The classes' names, in the order of the labels.
        public let classNames: [String]
        /// Whether the test samples were held out from the training samples.
        public let isTestHeldOut: Bool
        /// Notes for the user about how the files were understood, one line each.
        public let notes: [String]
    }

    /// Loads everything at once.
    /// - Throws: `FileError` naming the file that is missing, damaged or of another form.
    public func load() throws(FileError) -> Loaded {
        var parts = try form.parts(classCount: classCount)
        var notes: [String] = []
        var names: [String]?
        if case .classFolders(let folders) = form {
            names = folders.classNames
            if folders.areNamesOrdered {
                notes.append("Classes, in the order of their names: \(folders.classNames.joined(separator: ", "))")
            }
            notes += try folders.leftOut()
        }
        let isHeldOut = parts.test == nil && parts.validation == nil
        if parts.test == nil, let validation = parts.validation {
            (parts.test, parts.validation) = (validation, nil)
            notes.append("No test images: measuring on the validation images")
        }
        var test = parts.training
        if let given = parts.test {
            test = given
        } else {
            (parts.training, test) = try holdOut(parts.training)
            notes.append("No labeled test images: every tenth image is set aside for testing, \(test.count) in all")
        }
        let count = try classCount(of: [parts.training, test] + (parts.validation.map { [$0] } ?? []), names: names)
        let allNames = (0..<count).map { label in
            if let names, label < names.count { return names[label] }
            return String(label)
        }
        return Loaded(
            training: parts.training.with(classCount: count), test: test.with(classCount: count),
            validation: parts.validation?.with(classCount: count), classNames: allNames, isTestHeldOut: isHeldOut, notes: notes)
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

    /// Splits off every tenth sample.
    private func holdOut(_ data: Dataset) throws(FileError) -> (Dataset, Dataset) {
        guard data.count >= 10 else {
            throw FileError(
                path: path, problem: "at least 10 images expected where none are set aside for testing, found \(data.count)")
        }
        return (data.samples { $0 % 10 != 9 }, data.samples { $0 % 10 == 9 })
    }
}
