import DigitData
import DigitFiles
import DigitTensor

/// The halves of tables: a test table without labels, such as Kaggle's, is not used.
/// - Parameter isTransposed: whether rows and columns of the images are exchanged, as in EMNIST's tables.
func loadCSV(
    _ files: FileTree, train: String, test: String?, isTransposed: Bool
) throws(FileError) -> (training: Dataset, test: Dataset?) {
    func load(_ path: String) throws(FileError) -> Dataset? {
        let table = try readTable(files, path)
        guard table.label != nil else { return nil }
        return isTransposed ? table.images.transposed ?? table.images : table.images
    }
    guard let training = try load(train) else {
        throw FileError(
            path: files.name(of: train),
            problem: "a column label or class expected, found none; digits predict reads tables without labels")
    }
    return (training, try test.flatMap { path throws(FileError) in try load(path) })
}

/// A table of images.
public struct ImageTable: Sendable {
    /// The images; their labels are 0 if the table has none.
    public let images: Dataset
    /// The name of the column of labels, empty if the columns have no names; nil for a table without labels, such as Kaggle's
    /// test table.
    public let label: String?

    /// Reads a table of images (`.csv`, `.csv.gz`), with or without labels.
    /// - Throws: `FileError` if it is not such a table.
    public init(_ path: String) throws(FileError) {
        let (folder, name) = folderAndName(of: path)
        self = try readTable(FileTree(folder: folder), name)
    }

    init(images: Dataset, label: String?) { (self.images, self.label) = (images, label) }

    /// Whether a file of this name is taken to be a table.
    public static func isTable(_ path: String) -> Bool {
        let name = path.lowercased()
        return name.hasSuffix(".csv") || name.hasSuffix(".csv.gz")
    }
}

/// A table of numbers: a row for each image, a column `label` or `class` at any position, and one for each pixel, 0 for paper to
/// 255, or to 1, for ink. Without a header line, the first column is the label.
private func readTable(_ files: FileTree, _ path: String) throws(FileError) -> ImageTable {
    let name = files.name(of: path)
    var bytes = try files.read(path, limit: 1 << 31)
    do {
        if isGzip(bytes) { bytes = try gunzip(bytes, limit: unpackedLimit(ofPacked: bytes.count)) }
    } catch { throw FileError(path: name, problem: "\(error)") }
    var reader = TableReader(path: name, bytes: bytes)
    let header = try reader.header()
    let pixelCount = header.count - (header.label == nil ? 0 : 1)
    guard let side = squareSide(pixelCount) else {
        throw FileError(
            path: name,
            problem: header.label == nil
                ? "the pixels of a square image expected, found \(header.count) columns"
                : "a label and the pixels of a square image expected, found \(header.count) columns")
    }
    var (pixels, labels) = (Pixels(capacity: bytes.count / 2, name: name), [UInt8]())
    try reader.rows(header, pixels: &pixels, labels: &labels)
    guard !labels.isEmpty else { throw FileError(path: name, problem: "a row for each image expected, found none") }
    if header.labelName == "", Set(labels).count == 1, isVaried(pixels.values, step: side * side) {
        throw FileError(
            path: name,
            problem:
                "a header line with a label column expected: without one the first column is the label, but it is \(labels[0]) in all \(labels.count) rows, and the last column is not"
        )
    }
    let images = Dataset(
        shape: [side, side, 1], values: .bytes(pixels.values, scale: 1 / 255, offset: 0), labels: labels,
        classCount: (labels.max().map(Int.init) ?? 0) + 1)
    return ImageTable(images: images, label: header.labelName)
}

/// Whether the last of each `step` pixels varies.
private func isVaried(_ pixels: [UInt8], step: Int) -> Bool {
    stride(from: step - 1, to: pixels.count, by: step).contains { pixels[$0] != pixels[step - 1] }
}
