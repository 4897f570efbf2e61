import DigitData
import DigitFiles
import DigitImage
import DigitPhoto
import DigitTensor

/// Pictures in a folder for each class: `DIR/0/*.png`, or `DIR/train/0/*.png`, `DIR/test/0/*.png` and `DIR/val/0/*.png`.
///
/// A picture of 28x28 pixels is used unchanged: bright ink on black, like MNIST's. Any other goes through the normalizer that
/// reads pictures: it finds the ink, and scales and centers it.
public struct ClassFolders: Sendable {
    /// The side of a sample.
    static let side = 28
    private static let extensions: Set = [
        "png", "jpg", "jpeg", "bmp", "pgm", "pbm", "ppm", "pnm", "tif", "tiff", "webp",
    ]

    /// The classes' names. If all are numbers, or the words for the ten digits, the number is the label; otherwise the label is
    /// the position among the sorted names.
    public let classNames: [String]
    let files: FileTree
    private let halves: HalfFolders
    private let folders: [String]

    /// The class folders in a folder or archive; nil if it holds no folders, or only others.
    init?(_ files: FileTree) throws(FileError) {
        self.files = files
        halves = HalfFolders(try files.folders())
        folders = try files.folders(halves.training)
        leavesOutNone = false
        guard !folders.isEmpty, try Self.holdsPictures(files, halves.training, folders) else { return nil }
        classNames = Self.classNames(folders)
    }

    /// The folder of pictures that belong to no class, which the server makes of shapes said not to be digits. It is left out if
    /// there is no such class.
    private static let noClass = "none"

    /// Whether a folder of pictures that belong to no class is left out.
    public let leavesOutNone: Bool

    /// The class folders for corrections or additions to data whose classes are known.
    /// - Throws: `FileError` if there are none, or one is of no class and not named `none`.
    public init(_ path: String, classNames: [String]) throws(FileError) {
        try self.init(path, classNames: classNames, besides: [])
    }

    /// The same if the folder also holds folders of something else.
    package init(_ path: String, classNames: [String], besides others: Set<String>) throws(FileError) {
        guard let kind = try pathKind(path) else { throw FileError(path: path, problem: "No such folder") }
        guard kind == .folder else { throw FileError(path: path, problem: "a folder with a folder for each class expected") }
        files = FileTree(folder: path)
        let all = try files.folders().filter { !others.contains($0) }
        let isClass = classNames.contains(Self.noClass)
        folders = all.filter { isClass || $0 != Self.noClass }
        leavesOutNone = folders.count < all.count
        guard !folders.isEmpty else { throw FileError(path: path, problem: "a folder for each class expected, found none") }
        if let stranger = folders.first(where: { Self.label(of: $0, in: classNames) == nil }) {
            throw FileError(
                path: files.name(of: stranger), problem: "a class expected, one of \(classNames.joined(separator: ", "))")
        }
        (halves, self.classNames) = (HalfFolders([]), classNames)
    }

    private static func classNames(_ folders: [String]) -> [String] {
        let digits = folders.compactMap { digitWords[$0.lowercased()] }
        if digits.count == folders.count, Set(digits).count == digits.count { return (0...9).map(String.init) }
        let numbers = folders.compactMap { Int($0) }
        guard numbers.count == folders.count, let largest = numbers.max(), numbers.allSatisfy({ (0...255).contains($0) }) else {
            return folders
        }
        return (0...largest).map(String.init)
    }

    /// The label of a folder: the position of its name, or of its number, or the digit that its name spells.
    private static func label(of folder: String, in classNames: [String]) -> Int? {
        classNames.firstIndex(of: folder) ?? Int(folder).flatMap { classNames.firstIndex(of: String($0)) }
            ?? digitWords[folder.lowercased()].flatMap { classNames.firstIndex(of: String($0)) }
    }

    /// The folders of the parts; the empty path where the classes are at the top.
    var parts: [String] { [halves.training] + [halves.test, halves.validation].compactMap(\.self) }

    /// Whether the classes are determined only by the order of their names.
    var areNamesOrdered: Bool { classNames == folders && !classNames.allSatisfy { Int($0) != nil } }

    /// Loads all parts.
    func loaded() throws(FileError) -> Parts {
        var budget = PixelBudget(archiveSize: files.archiveSize)
        func part(_ path: String) throws(FileError) -> Dataset { try load(path, isEmptyAllowed: true, &budget) }
        return Parts(
            training: try load(halves.training, isEmptyAllowed: false, &budget), test: try halves.test.map(part),
            validation: try halves.validation.map(part))
    }

    /// All pictures, in an order that mixes the classes. Some classes may be empty, but not all.
    /// - Throws: `FileError` naming the picture that cannot be read.
    public func samples() throws(FileError) -> Dataset {
        var budget = PixelBudget(archiveSize: files.archiveSize)
        return try load(halves.training, isEmptyAllowed: true, &budget)
    }

    private func load(_ half: String, isEmptyAllowed: Bool, _ budget: inout PixelBudget) throws(FileError) -> Dataset {
        guard classNames.count <= 256 else {
            throw FileError(path: files.name(of: half), problem: "at most 256 classes expected, found \(classNames.count)")
        }
        var found: [(path: String, label: UInt8)] = []
        var visited = Set<String>()
        for folder in half == halves.training ? folders : try files.folders(half) {
            let path = half.isEmpty ? folder : "\(half)/\(folder)"
            guard let label = Self.label(of: folder, in: classNames) else {
                throw FileError(path: files.name(of: path), problem: "a class of the training images expected")
            }
            guard visited.insert(files.realPath(path) ?? path).inserted else {
                throw FileError(
                    path: files.name(of: path),
                    problem: "a folder of its own expected for each class, found a link to the folder of another")
            }
            let pictures = try files.entries(path).filter { Self.isPicture($0) }
            guard isEmptyAllowed || !pictures.isEmpty else {
                throw FileError(path: files.name(of: path), problem: "pictures expected, found none")
            }
            found += pictures.map { ("\(path)/\($0)", UInt8(label)) }
        }
        guard !found.isEmpty else {
            throw FileError(path: files.name(of: half), problem: "pictures in a folder for each class expected, found none")
        }
        // Any part of the data should contain all classes, so they are mixed, always in the same way.
        var random = Philox(seed: 0, stream: .shuffle)
        let order = random.permutation(found.count).map { found[Int($0)] }
        return Dataset(
            shape: [Self.side, Self.side, 1],
            values: .bytes(try pixels(of: order.map(\.path), &budget), scale: 1 / 255, offset: 0),
            labels: order.map(\.label), classCount: classNames.count)
    }

    /// Whether a file's name has a picture's extension.
    package static func isPicture(_ name: String) -> Bool {
        guard !name.hasPrefix("."), let dot = name.lastIndex(of: ".") else { return false }
        return extensions.contains(name[name.index(after: dot)...].lowercased())
    }

    /// Whether one of the folders holds a picture: otherwise they are not classes.
    private static func holdsPictures(_ files: FileTree, _ half: String, _ folders: [String]) throws(FileError) -> Bool {
        var visited = Set<String>()
        for folder in folders {
            let path = half.isEmpty ? folder : "\(half)/\(folder)"
            guard visited.insert(files.realPath(path) ?? path).inserted else { continue }
            if try files.entries(path).contains(where: isPicture) { return true }
        }
        return false
    }

    /// The samples of pictures, in their order. However many links lead to a picture, it is decoded once.
    private func pixels(of paths: [String], _ budget: inout PixelBudget) throws(FileError) -> [UInt8] {
        let count = Self.side * Self.side
        var pixels: [UInt8] = []
        pixels.reserveCapacity(paths.count * count)
        var places: [String: Int] = [:]
        for path in paths {
            let target = files.target(ofLink: path)
            if let place = target.flatMap({ places[$0] }) {
                pixels += Array(pixels[place..<place + count])
                continue
            }
            if let target { places[target] = pixels.count }
            pixels += try sample(path, &budget).pixels
        }
        return pixels
    }

    private func sample(_ path: String, _ budget: inout PixelBudget) throws(FileError) -> GrayImage {
        let name = files.name(of: path)
        do {
            let image = try budget.decode(try files.read(path, limit: defaultFileLimit), name: name)
            if image.width == Self.side, image.height == Self.side { return image }
            return try DigitNormalizer().normalize(image)
        } catch let error as DigitImageError {
            throw FileError(path: name, problem: "\(error)")
        } catch { throw (error as? FileError) ?? FileError(path: name, problem: "\(error)") }
    }
}

/// The words for the digits.
private let digitWords = Dictionary(
    uniqueKeysWithValues: ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"].enumerated().map {
        ($1, $0)
    })

/// The folders of a data set's parts, by their usual names.
private struct HalfFolders {
    /// Empty where the classes are at the top.
    var training = ""
    var test: String?
    var validation: String?

    private static let names = (
        training: ["train", "training"], test: ["test", "testing"], validation: ["val", "valid", "validation"]
    )

    init(_ folders: [String]) {
        func folder(_ names: [String]) -> String? {
            names.compactMap { name in folders.first { $0.lowercased() == name } }.first
        }
        guard let training = folder(Self.names.training) else { return }
        self.training = training
        (test, validation) = (folder(Self.names.test), folder(Self.names.validation))
    }
}
