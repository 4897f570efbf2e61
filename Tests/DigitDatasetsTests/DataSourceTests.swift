import DigitData
import DigitDatasets
import DigitFiles
import DigitImage
import DigitPhoto
import Foundation
import TestSupport
import Testing

/// Data in all their forms, and errors in them.
@Suite final class DataSourceTests {
    private let folder: Folder
    private var root: String { folder.path }

    init() throws { folder = try Folder() }

    private func write(_ bytes: some Sequence<UInt8>, _ name: String) throws -> String { try folder.put(bytes, name) }

    private func write(_ text: String, _ name: String) throws -> String { try write(text.utf8, name) }

    // MARK: Tables

    /// Twelve images of 2x2 pixels.
    private func table(_ header: String, _ newline: String = "\n") -> String {
        ([header] + (0..<12).map { "\($0 % 3),\($0),\($0 + 1),255,0" }.filter { _ in true }).filter { !$0.isEmpty }
            .joined(separator: newline) + newline
    }

    @Test(
        "Tables with and without names",
        arguments: [
            "label,pixel0,pixel1,pixel2,pixel3", "", "label,1x1,1x2,2x1,2x2",
            "\"label\",\"pixel1\",\"pixel2\",\"pixel3\",\"pixel4\"",
        ],
        ["\n", "\r\n"])
    func tables(header: String, newline: String) throws {
        let source = try DataSource(try write(table(header, newline), "train.csv")).load()
        #expect(source.isTestHeldOut && source.training.count == 11 && source.test.count == 1)
        #expect(source.training.shape == [2, 2, 1] && source.training.classCount == 10)
        #expect(source.test.labels == [0] && pixels(source.test) == [9, 10, 255, 0])
        #expect(source.training.labels == [0, 1, 2, 0, 1, 2, 0, 1, 2, 1, 2])
    }

    @Test(
        "Semicolons and tabs, a byte order mark, quoted numbers, and a gzipped table without .gz in its name",
        arguments: ["label,pixel0,pixel1,pixel2,pixel3", ""], [",", ";", "\t"])
    func separators(header: String, separator: String) throws {
        let text = table(header).split(separator: "\n").map { line in
            line.split(separator: ",").map { "\"\($0)\"" }.joined(separator: separator)
        }.joined(separator: "\r\n")
        let path = try write([0xEF, 0xBB, 0xBF] + Array(text.utf8), "table.csv")
        let source = try DataSource(path).load()
        #expect(source.training.labels == [0, 1, 2, 0, 1, 2, 0, 1, 2, 1, 2] && pixels(source.test) == [9, 10, 255, 0])
        let packed = try write(gzip(Array(text.utf8)), "packed.csv")
        #expect(try pixels(DataSource(packed).load().training) == pixels(source.training))
    }

    @Test func aFolderOfTables() throws {
        _ = try write(table("label,pixel0,pixel1,pixel2,pixel3"), "kaggle/train.csv")
        let test = try write("pixel0,pixel1,pixel2,pixel3\n1,2,3,4\n", "kaggle/test.csv")
        #expect(try DataSource("\(root)/kaggle").load().isTestHeldOut)
        _ = try write("pixel0,pixel1,pixel2,pixel3,label\n1,2,3,4,7", (test as NSString).lastPathComponent)
        try FileManager.default.removeItem(atPath: test)
        try FileManager.default.moveItem(atPath: "\(root)/test.csv", toPath: test)
        let source = try DataSource("\(root)/kaggle").load()
        #expect(source.training.count == 12 && source.test.labels == [7] && pixels(source.test) == [1, 2, 3, 4])
    }

    @Test func wrongTables() throws {
        func expect(_ text: String, _ message: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
            expectError(try write(text, "t.csv"), "t.csv: " + message, sourceLocation: sourceLocation)
        }
        try expect("label,pixel0,smell\n1,2,3\n", "columns label or class, pixel0, pixel1, … expected, found smell")
        try expect(
            ",label,pixel0\n0,1,2\n",
            "columns label or class, pixel0, pixel1, … expected, found a column without a name; in pandas")
        try expect(
            "Unnamed: 0;label;pixel0\n0;1;2\n",
            "columns label or class, pixel0, pixel1, … expected, found a column without a name; in pandas")
        try expect("a,b\n1,2\n", "columns label or class, pixel0, pixel1, … expected, found a")
        try expect("pixel0,pixel1,pixel2,pixel3\n1,2,3,4\n", "a column label or class expected, found none")
        try expect("1,2,3\n", "a label and the pixels of a square image expected, found 3 columns")
        try expect("1,2,3,4,5\n1,2,3,4\n", "5 columns expected in line 2, found 4")
        try expect("1,2,3,4,5\n1,2,3,4,5,6\n", "5 columns expected in line 2, found more")
        try expect("1,2,3,4,5\n1,2,x,4,5\n", "a number from 0 to 255 expected in line 2, column 3, found x")
        try expect("1,2,3,4,5\n1,2,256,4,5\n", "a number from 0 to 255 expected in line 2, column 3, found 256")
        try expect("1,2,3,4,5\n1,2,,4,5\n", "a number from 0 to 255 expected in line 2, column 3, found nothing")
        try expect("label,pixel0\n", "a row for each image expected, found none")
        try expect("1,5\n", "at least 10 images expected where none are set aside for testing, found 1")
        try expect("", "columns")
        try expect((0..<10).map { "\($0 + 1),5\n" }.joined(), "labels from 0 to 9 expected, found 10")
    }

    // MARK: NumPy archives

    /// Made by Goldens/make.py with NumPy.
    private func golden(_ name: String) -> String { Bundle.module.bundleURL.appending(path: "Goldens/\(name)").path }

    @Test(arguments: ["keras.npz", "compressed.npz", "medmnist.npz", "floats.npz", "flat.npz"])
    func archives(name: String) throws {
        let source = try DataSource(golden(name)).load()
        #expect(!source.isTestHeldOut)
        #expect(source.training.shape == [4, 4, 1] && source.training.count == 12 && source.test.count == 3)
        let trainingPixels: [UInt8] = (0..<192).map { UInt8($0 * 255 / 191) }
        let testPixels: [UInt8] = (0..<48).map { UInt8(47 - $0) }
        let labels: [UInt8] = (0..<12).map { UInt8($0 % 10) }
        #expect(pixels(source.training) == trainingPixels)
        #expect(pixels(source.test) == testPixels)
        #expect(source.training.labels == labels && source.test.labels == [9, 8, 7])
    }

    @Test func wrongArchives() throws {
        expectError(golden("other.npz"), "arrays x_train and y_train expected, found a.npy, b.npy")
        expectError(golden("fortran.npz"), "row-major order expected, found Fortran order")
        expectError(golden("complex.npz"), "whole or floating point numbers expected, found type")
        expectError(golden("counts.npz"), "images of shape (11, height, width) expected, one for each label, found [12, 4, 4]")
        expectError(golden("negative.npz"), "pixels from 0 to 1 or from 0 to 255 expected, found -1.0 to")
        expectError(golden("labels.npz"), "labels from 0 to 255 expected, found 0.5")
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: golden("keras.npz"))))
        for length in stride(from: 5, to: whole.count, by: 97) {
            let path = try write(whole[..<length], "cut.npz")
            #expect(throws: FileError.self) { try DataSource(path).load() }
        }
    }

    /// Bytes changed at random give an error or data, never a trap: an archive of images as an array's description and bytes, and
    /// of as many labels 0.
    private func archive(
        _ type: String, _ shape: [Int], _ bytes: [UInt8], _ name: String, arrays: (String, String) = ("x", "y")
    ) throws -> String {
        func array(_ type: String, _ shape: [Int], _ bytes: [UInt8]) -> [UInt8] {
            let sizes = shape.map { "\($0)," }.joined()
            let text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(sizes)), }"
            return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8) + bytes
        }
        let count = min(shape[0], 1000)
        let members: [ZipWriter.Member] = [
            .init(name: "\(arrays.0).npy", bytes: array(type, shape, bytes)),
            .init(name: "\(arrays.1).npy", bytes: array("|u1", [count], [UInt8](repeating: 0, count: count))),
        ]
        return try write(try ZipWriter.archive(members, name: name), name)
    }

    @Test(
        "Names of arrays, in any case",
        arguments: [
            ("X_train", "y_train"), ("X", "Y"), ("images", "Labels"), ("arr_0", "arr_1"), ("TRAIN_IMAGES", "train_labels"),
        ])
    func arrayNames(names: (String, String)) throws {
        let bytes = (0..<40).map { UInt8($0) }
        let source = try DataSource(try archive("|u1", [10, 2, 2], bytes, "names.npz", arrays: names)).load()
        #expect(pixels(source.training) == Array(bytes[..<36]) && pixels(source.test) == Array(bytes[36...]))
    }

    @Test("Numbers up to 1 and then one above it") func mixedNumbers() throws {
        // More than are read at a time.
        let numbers = (0..<10_000).map { $0 % 2 == 0 ? 0.25 : 0.75 } + [200] + (0..<9999).map { _ in 1.0 }
        let bytes = numbers.flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) } }
        let data = try DataSource(try archive("<f8", [20, 1000, 1], bytes, "mixed.npz")).load()
        #expect(pixels(data.training)[..<4] == [0, 1, 0, 1])
        #expect(pixels(data.test).count == 2000)
        #expect((pixels(data.training) + pixels(data.test)).count { $0 == 200 } == 1)
    }

    @Test("Sizes that are out of proportion or overflow") func hostileArchives() throws {
        let large = 1 << 31
        expectError(try archive("<f8", [large, large, large], [], "large.npz"), "bytes for each element of shape")
        expectError(try archive("|u1", [.max, .max], [], "larger.npz"), "bytes for each element of shape")
        expectError(try archive("|b1", [1000, 0], [], "empty.npz"), "images of shape")
        expectError("/dev/zero", "a regular file expected, found a device, pipe or socket")
        expectError(
            try write(String(repeating: ",", count: 1 << 17), "columns.csv"), "at most 65537 columns expected, found 131073")
    }

    @Test func damagedArchives() throws {
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: golden("keras.npz"))))
        for seed in 0..<400 {
            var bytes = whole
            for change in 0..<3 {
                bytes[(seed &* 7919 &+ change &* 104_729) % bytes.count] = UInt8(truncatingIfNeeded: seed &* 31 &+ change)
            }
            _ = try? DataSource(try write(bytes, "damaged.npz")).load()
        }
    }

    // MARK: Pictures

    private func picture(_ side: Int, _ value: UInt8, isDark: Bool = true) throws -> [UInt8] {
        var image = GrayImage(width: side, height: side, pixels: [UInt8](repeating: isDark ? 0 : 255, count: side * side))
        for y in side / 4..<side * 3 / 4 { for x in side / 3..<side * 2 / 3 { image.pixels[y * side + x] = value } }
        return try encodePNG(image)
    }

    @Test func classFolders() throws {
        for label in [0, 3] {
            for number in 0..<6 { _ = try write(try picture(28, UInt8(200 + label)), "set/\(label)/\(number).png") }
        }
        _ = try write("not a picture", "set/0/notes.txt")
        _ = try write("", "set/.hidden/x.png")
        let source = try DataSource("\(root)/set").load()
        #expect(source.classNames == ["0", "1", "2", "3"] && source.training.classCount == 4)
        #expect(source.isTestHeldOut && source.training.count == 11 && source.test.count == 1)
        #expect(
            source.notes == [
                "Left out: 1 of the class folders' files, which are not pictures of a supported kind (.txt)",
                "No labeled test images: every tenth image is set aside for testing, 1 in all",
            ])
        // Unchanged, with the label of their folder.
        for (index, label) in source.training.labels.enumerated() {
            #expect(pixels(source.training)[index * 784 + 14 * 28 + 14] == 200 + label)
        }
    }

    @Test("Pictures of other sizes are converted to MNIST's form")
    func sizes() throws {
        _ = try write(try picture(28, 255), "set/train/cat/a.png")
        _ = try write(try picture(120, 0, isDark: false), "set/train/dog/b.png")
        _ = try write(try picture(64, 0, isDark: false), "set/test/dog/c.png")
        let source = try DataSource("\(root)/set").load()
        #expect(source.classNames == ["cat", "dog"] && !source.isTestHeldOut)
        _ = try write(try picture(28, 255), "set/extra/cat/d.png")
        #expect(try DataSource("\(root)/set").load().notes.last == "Left out: extra, folders beside those of the parts")
        #expect(source.test.count == 1 && source.test.labels == [1])
        let sample = pixels(source.test)
        // Bright ink on black, 20 pixels high, in the middle.
        #expect(sample[0] == 0 && sample[14 * 28 + 14] == 255)
        let rows = (0..<28).filter { (row: Int) -> Bool in sample[row * 28..<row * 28 + 28].contains { $0 > 127 } }
        #expect(rows == Array(4..<24))
    }

    @Test func wrongFolders() throws {
        expectError("\(root)/nowhere", "nowhere: No such file or folder")
        expectError(root, "IDX files named as in MNIST, EMNIST or QMNIST")
        _ = try write(try picture(28, 255), "set/0/a.png")
        try FileManager.default.createDirectory(atPath: "\(root)/set/1", withIntermediateDirectories: true)
        expectError("\(root)/set", "set/1: pictures expected, found none")
        _ = try write("nonsense", "set/1/b.png")
        expectError("\(root)/set", "set/1/b.png: ")
        _ = try write(try picture(50, 255, isDark: false), "set/1/b.png")
        expectError("\(root)/set", "set/1/b.png: ")
    }

    @Test func corrections() throws {
        let names = (0..<10).map(String.init)
        _ = try write(try picture(28, 255), "corrections/7/a.png")
        try FileManager.default.createDirectory(atPath: "\(root)/corrections/1", withIntermediateDirectories: true)
        #expect(try ClassFolders("\(root)/corrections", classNames: names).samples().labels == [7])
        // Pictures of non-digits, which the server stores beside the others, are left out.
        _ = try write(try picture(28, 255), "corrections/none/a.png")
        #expect(try ClassFolders("\(root)/corrections", classNames: names).samples().labels == [7])
        #expect(try ClassFolders("\(root)/corrections", classNames: names).leavesOutNone)
        #expect(try ClassFolders("\(root)/corrections", classNames: names + ["none"]).samples().labels.sorted() == [7, 10])
        _ = try write(try picture(28, 255), "corrections/x/a.png")
        #expect(throws: FileError.self) { try ClassFolders("\(root)/corrections", classNames: names) }
        try FileManager.default.removeItem(atPath: "\(root)/corrections/x")
        try FileManager.default.removeItem(atPath: "\(root)/corrections/7/a.png")
        #expect(throws: FileError.self) { try ClassFolders("\(root)/corrections", classNames: names).samples() }
        #expect(throws: FileError.self) { try ClassFolders("\(root)/nowhere", classNames: names) }
    }

    // MARK: IDX

    @Test(
        "Fashion-MNIST, where Debian's dataset-fashion-mnist is installed",
        .enabled(if: FileManager.default.fileExists(atPath: fashion)))
    func fashionMNIST() throws {
        let source = try DataSource(fashion).load()
        #expect(source.training.count == 60_000 && source.test.count == 10_000 && !source.isTestHeldOut)
        #expect(Set(source.training.labels) == Set(0..<10))
        expectError(fashion, "labels from 0 to 4 expected", classes: 5)
    }
}

private let fashion = "/usr/share/datasets/fashion-mnist"
