import DigitData
import DigitFiles
import DigitImage
import DigitPhoto
import DigitTensor

/// Pictures in a folder for each class: `DIR/0/*.png`, or `DIR/train/0/*.png` and `DIR/test/0/*.png`.
///
/// A picture of 28x28 pixels is taken as it is: bright ink on black, as MNIST has it. Any other goes through the normalizer that reads
/// pictures: it finds the ink, and scales and centers it.
public struct ClassFolders: Sendable {
    /// The side of a sample.
    static let side = 28
    private static let extensions: Set = [
        "png", "jpg", "jpeg", "bmp", "pgm", "pbm", "ppm", "pnm", "tif", "tiff", "webp",
    ]

    /// The classes' names. Where all are numbers, the number is the label; otherwise the place in the sorted names is.
    public let classNames: [String]
    private let trainingPath: String
    private let testPath: String?
    private let folders: [String]

    /// The class folders in the folder at `path`; nil where it holds no folders, or only others.
    /// - Parameter names: what is in the folder.
    init?(_ path: String, names: [String]) throws(FileError) {
        var hasHalves = false
        if names.contains("train") { hasHalves = try pathKind("\(path)/train") == .folder }
        trainingPath = hasHalves ? "\(path)/train" : path
        testPath = hasHalves && names.contains("test") ? "\(path)/test" : nil
        folders = try Self.folders(in: trainingPath)
        leavesOutNone = false
        guard !folders.isEmpty else { return nil }
        classNames = Self.classNames(folders)
    }

    /// The folder of pictures that belong to no class, which the server makes of shapes that are said to be no digit. It is left out
    /// where there is no such class.
    private static let noClass = "none"

    /// Whether a folder of pictures that belong to no class is left out.
    public let leavesOutNone: Bool

    /// The class folders for corrections or additions to data whose classes are known.
    /// - Throws: `FileError` where there are none, or one is of no class and not called `none`.
    public init(_ path: String, classNames: [String]) throws(FileError) {
        guard let kind = try pathKind(path) else { throw FileError(path: path, problem: "No such folder") }
        guard kind == .folder else { throw FileError(path: path, problem: "a folder with a folder for each class expected") }
        let all = try Self.folders(in: path)
        let isClass = classNames.contains(Self.noClass)
        folders = all.filter { isClass || $0 != Self.noClass }
        leavesOutNone = folders.count < all.count
        guard !folders.isEmpty else { throw FileError(path: path, problem: "a folder for each class expected, found none") }
        if let stranger = folders.first(where: { !classNames.contains($0) }) {
            throw FileError(
                path: "\(path)/\(stranger)", problem: "a class expected, one of \(classNames.joined(separator: ", "))")
        }
        (trainingPath, testPath, self.classNames) = (path, nil, classNames)
    }

    private static func folders(in path: String) throws(FileError) -> [String] {
        var folders: [String] = []
        for name in try folderEntries(path) where !name.hasPrefix(".") {
            if try pathKind("\(path)/\(name)") == .folder { folders.append(name) }
        }
        return folders
    }

    private static func classNames(_ folders: [String]) -> [String] {
        let numbers = folders.compactMap { Int($0) }
        guard numbers.count == folders.count, let largest = numbers.max(), numbers.allSatisfy({ (0...255).contains($0) }) else {
            return folders
        }
        return (0...largest).map(String.init)
    }

    func training() throws(FileError) -> Dataset { try load(trainingPath, isEmptyAllowed: false) }
    func test() throws(FileError) -> Dataset? {
        try testPath.map { path throws(FileError) in try load(path, isEmptyAllowed: true) }
    }

    /// All pictures, in an order that mixes the classes. A class may have none, but not all of them.
    /// - Throws: `FileError` about the picture that cannot be read.
    public func samples() throws(FileError) -> Dataset { try load(trainingPath, isEmptyAllowed: true) }

    private func load(_ path: String, isEmptyAllowed: Bool) throws(FileError) -> Dataset {
        guard classNames.count <= 256 else {
            throw FileError(path: path, problem: "at most 256 classes expected, found \(classNames.count)")
        }
        var files: [(path: String, label: UInt8)] = []
        for folder in path == trainingPath ? folders : try Self.folders(in: path) {
            guard let label = classNames.firstIndex(of: folder) ?? Int(folder).flatMap({ classNames.firstIndex(of: String($0)) })
            else {
                throw FileError(path: "\(path)/\(folder)", problem: "a class that the training images have expected")
            }
            let pictures = try folderEntries("\(path)/\(folder)").filter { Self.isPicture($0) }
            guard isEmptyAllowed || !pictures.isEmpty else {
                throw FileError(path: "\(path)/\(folder)", problem: "pictures expected, found none")
            }
            files += pictures.map { ("\(path)/\(folder)/\($0)", UInt8(label)) }
        }
        guard !files.isEmpty else {
            throw FileError(path: path, problem: "pictures in a folder for each class expected, found none")
        }
        // A part of the data is to have all classes, so they are mixed, always in the same way.
        var random = Philox(seed: 0, stream: .shuffle)
        let order = random.permutation(files.count).map { files[Int($0)] }
        return Dataset(
            shape: [Self.side, Self.side, 1], values: .bytes(try pixels(of: order.map(\.path)), scale: 1 / 255, offset: 0),
            labels: order.map(\.label), classCount: classNames.count)
    }

    private static func isPicture(_ name: String) -> Bool {
        guard !name.hasPrefix("."), let dot = name.lastIndex(of: ".") else { return false }
        return extensions.contains(name[name.index(after: dot)...].lowercased())
    }

    /// The samples of pictures, one after the other.
    private func pixels(of paths: [String]) throws(FileError) -> [UInt8] {
        let count = Self.side * Self.side
        var pixels: [UInt8] = []
        pixels.reserveCapacity(paths.count * count)
        for path in paths { pixels += try sample(path).pixels }
        return pixels
    }

    private func sample(_ path: String) throws(FileError) -> GrayImage {
        do {
            let image = try decodeImage(at: path)
            if image.width == Self.side, image.height == Self.side { return image }
            return try DigitNormalizer().normalize(image)
        } catch let error as DigitImageError {
            throw FileError(path: path, problem: "\(error)")
        } catch { throw (error as? FileError) ?? FileError(path: path, problem: "\(error)") }
    }
}
