import DigitFiles

/// The name of a form in Docs/TRAINING.md.
package enum DataFormName: String, CaseIterable, Sendable {
    case idx = "IDX files"
    case classFolders = "class folders"
    case npz = "NumPy archive"
    case kuzushiji = "KMNIST's archives"
    case table = "table"
    case matlab = "MATLAB file"
    case zip = "zip archive"
}

/// A form of data, recognized by its files, and how it is loaded.
package enum DataForm: Sendable {
    case idx(FileTree, IDXNames)
    case classFolders(ClassFolders)
    case npz(FileTree, String)
    /// KMNIST's four archives, by the beginning of their names.
    case kuzushiji(FileTree, String)
    case table(FileTree, train: String, test: String?, isTransposed: Bool)
    case matlab(FileTree, String)

    /// The supported forms, for messages.
    package static let known =
        "IDX files named as in MNIST, EMNIST or QMNIST, pictures in a folder for each class, .npz, .mat, .csv or .csv.gz, or a .zip of these"

    /// The greatest depth of data within folders that contain nothing else.
    private static let mostDepth = 6
    /// The form of a file or folder.
    /// - Throws: `FileError` if it is of no supported form.
    init(_ path: String) throws(FileError) {
        switch try pathKind(path) {
        case nil: throw FileError(path: path, problem: "No such file or folder")
        case .folder: self = try Self.form(in: FileTree(folder: path), depth: 0)
        case .file, .other:
            let (folder, name) = folderAndName(of: path)
            self = try Self.form(of: name, in: FileTree(folder: folder), depth: 0)
        }
    }

    /// Its name.
    var name: DataFormName {
        switch self {
        case .idx: .idx
        case .classFolders: .classFolders
        case .npz: .npz
        case .kuzushiji: .kuzushiji
        case .table: .table
        case .matlab: .matlab
        }
    }

    /// Loads the data.
    /// - Parameter classCount: the number of classes that IDX files are expected to have; nil for 10.
    /// - Throws: `FileError` naming the file that is missing or damaged.
    func parts(classCount: Int?) throws(FileError) -> Parts {
        switch self {
        case .idx(let files, let names):
            let folder = try IDXFolder(files, names, classCount: classCount ?? 10)
            return Parts(training: try folder.training(), test: try folder.test())
        case .npz(let files, let file): return try loadNPZ(files, file)
        case .kuzushiji(let files, let name): return try loadKuzushiji(files, name)
        case .table(let files, let train, let test, let isTransposed):
            let halves = try loadCSV(files, train: train, test: test, isTransposed: isTransposed)
            return Parts(training: halves.training, test: halves.test)
        case .matlab(let files, let file): return try loadMATLAB(files, file)
        case .classFolders(let folders):
            return try folders.loaded()
        }
    }

    // MARK: Files

    private static func form(of file: String, in files: FileTree, depth: Int) throws(FileError) -> DataForm {
        let name = files.name(of: file)
        let start = try files.start(of: file, count: 300)
        if start.starts(with: ZipReader.signature) {
            let bytes = try files.read(file, limit: 1 << 31)
            let archive = try FileTree(archive: bytes, name: name)
            if try archive.entries().contains(where: { $0.hasSuffix(".npy") }) { return .npz(files, file) }
            // Archives within archives would need limits within limits.
            guard !files.isArchive else { throw refusal(name, "an archive in an archive") }
            return try form(in: archive, depth: depth + 1)
        }
        if start.starts(with: MATLABFile.magic) { return .matlab(files, file) }
        if let found = RefusedForm(start: start, name: file) { throw refusal(name, found.text) }
        let isText = !start.contains { $0 < 0x20 && ![0x09, 0x0A, 0x0D].contains($0) }
        // Some archives name a compressed table as if it were not.
        guard isText || isGzip(start) && ImageTable.isTable(name) else {
            throw FileError(path: name, problem: "\(known) expected, found something else")
        }
        return .table(files, train: file, test: nil, isTransposed: isTransposedTable(file))
    }

    private static func refusal(_ path: String, _ found: String) -> FileError {
        FileError(path: path, problem: "\(known) expected, found \(found)")
    }

    /// The tables of EMNIST have rows and columns exchanged, as its other files.
    private static func isTransposedTable(_ name: String) -> Bool { name.lowercased().hasPrefix("emnist-") }

    // MARK: Folders

    private static func form(in files: FileTree, depth: Int) throws(FileError) -> DataForm {
        let names = try files.entries()
        if let idx = IDXNames(of: names) { return .idx(files, idx) }
        if let tables = tables(names) {
            return .table(files, train: tables.train, test: tables.test, isTransposed: isTransposedTable(tables.train))
        }
        for name in kuzushijiNames where Set(names).isSuperset(of: ["\(name)-train-imgs.npz", "\(name)-train-labels.npz"]) {
            return .kuzushiji(files, name)
        }
        if let folders = try ClassFolders(files) { return .classFolders(folders) }
        if let file = try onlyFile(names, in: files) { return try form(of: file, in: files, depth: depth) }
        return try form(inFoldersOf: files, names, depth: depth)
    }

    /// A table of training images, and perhaps one of test images.
    private static func tables(_ names: [String]) -> (train: String, test: String?)? {
        let stems = ["train", "mnist_train"].map { ($0, $0 == "train" ? "test" : "mnist_test") }
        let emnist = ["digits", "mnist", "letters", "balanced", "bymerge", "byclass"].map {
            ("emnist-\($0)-train", "emnist-\($0)-test")
        }
        let fashion = ("fashion-mnist_train", "fashion-mnist_test")
        func file(_ stem: String) -> String? { ["\(stem).csv", "\(stem).csv.gz"].first(where: names.contains) }
        for (train, test) in stems + [fashion] + emnist {
            if let table = file(train) { return (table, file(test)) }
        }
        return nil
    }

    /// The only file that may hold data; EMNIST's digits among its other parts.
    private static func onlyFile(_ names: [String], in files: FileTree) throws(FileError) -> String? {
        let found = dataFiles(names)
        if found.count == 1, try files.kind(found[0]) != .folder { return found[0] }
        return ["emnist-digits.mat", "emnist-mnist.mat"].first(where: found.contains)
    }

    /// The names of files that may hold data.
    private static func dataFiles(_ names: [String]) -> [String] {
        let endings = [".npz", ".mat", ".csv", ".csv.gz", ".zip"]
        return names.filter { name in endings.contains { name.lowercased().hasSuffix($0) } }
    }

    /// Why a folder holds no data: there are several sets, some files are missing, or they are of an unsupported form.
    private static func failure(_ files: FileTree, _ names: [String]) throws(FileError) -> FileError {
        func failure(_ problem: String) -> FileError { FileError(path: files.name, problem: problem) }
        func list(_ names: [String]) -> String { names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "") }
        let several = dataFiles(names)
        if several.count > 1 { return failure("one data set expected, found \(list(several)); name one of these files") }
        for name in names.prefix(1000) where try files.kind(name) == .file {
            guard let found = RefusedForm(start: try files.start(of: name, count: 300), name: name) else { continue }
            if found == .lonelyIDX { return failure("images and labels in IDX files expected, found \(list(names)) alone") }
            return refusal(files.name(of: name), found.text)
        }
        return failure("\(known) expected, found none of them")
    }

    /// Data in a subfolder: `raw`, as in torchvision, or the only folder that there is.
    private static func form(inFoldersOf files: FileTree, _ names: [String], depth: Int) throws(FileError) -> DataForm {
        let folders = try files.folders()
        let sets = folders.filter { torchvisionNames.contains($0) }
        if sets.count > 1 {
            throw FileError(
                path: files.name,
                problem: "one data set expected, found \(sets.joined(separator: ", ")); name one of these folders")
        }
        let next = folders.contains("raw") ? "raw" : sets.first ?? (folders.count == 1 ? folders[0] : nil)
        guard depth < mostDepth, let next else { throw try failure(files, names) }
        return try form(in: files.below(next), depth: depth + 1)
    }

    /// The folders that torchvision creates in its root; the files are in their folder `raw`.
    private static let torchvisionNames = ["MNIST", "FashionMNIST", "EMNIST", "KMNIST", "QMNIST"]
}

/// The folder of a file, and its name there.
func folderAndName(of path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return ("", path) }
    let folder = path[..<slash]
    return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
}
