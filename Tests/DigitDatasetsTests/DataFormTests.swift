import DigitData
import DigitDatasets
import DigitFiles
import DigitImage
import DigitPhoto
import Foundation
import TestSupport
import Testing

/// The layouts in which data sets are published.
@Suite final class DataFormTests {
    private let folder: Folder
    private var root: String { folder.path }

    init() throws { folder = try Folder() }

    @discardableResult
    private func write(_ bytes: some Sequence<UInt8>, _ name: String) throws -> String { try folder.put(bytes, name) }

    // MARK: IDX

    /// Big-endian numbers.
    private func words(_ numbers: [Int]) -> [UInt8] {
        numbers.flatMap { [UInt8($0 >> 24 & 255), UInt8($0 >> 16 & 255), UInt8($0 >> 8 & 255), UInt8($0 & 255)] }
    }

    /// Images of 2x3 pixels: 0 1 2 / 3 4 5 for the first, and so on.
    private func images(_ count: Int) -> [UInt8] { words([0x803, count, 2, 3]) + (0..<6 * count).map { UInt8($0) } }
    private func labels(_ count: Int) -> [UInt8] { words([0x801, count]) + (0..<count).map { UInt8($0) } }

    private func addIDX(_ names: (images: String, labels: String), test: (images: String, labels: String), in folder: String)
        throws
    {
        try write(images(4), "\(folder)/\(names.images)")
        try write(labels(4), "\(folder)/\(names.labels)")
        try write(gzip(images(2)), "\(folder)/\(test.images)")
        try write(gzip(labels(2)), "\(folder)/\(test.labels)")
    }

    private func expectIDX(_ path: String, isTransposed: Bool = false, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let source = try DataSource(path).load()
        #expect(source.training.count == 4 && source.test.labels == [0, 1], sourceLocation: sourceLocation)
        #expect(source.training.shape == (isTransposed ? [3, 2, 1] : [2, 3, 1]), sourceLocation: sourceLocation)
        let first: [UInt8] = isTransposed ? [0, 3, 1, 4, 2, 5] : [0, 1, 2, 3, 4, 5]
        #expect(Array(pixels(source.test)[..<6]) == first, sourceLocation: sourceLocation)
        #expect(try DataSource(path).test().count == 2, sourceLocation: sourceLocation)
    }

    @Test("EMNIST under its own names, upright") func emnist() throws {
        let names = (images: "emnist-digits-train-images-idx3-ubyte", labels: "emnist-digits-train-labels-idx1-ubyte")
        let test = (images: "emnist-digits-test-images-idx3-ubyte.gz", labels: "emnist-digits-test-labels-idx1-ubyte.gz")
        try addIDX(names, test: test, in: "emnist")
        // The archive has the other parts beside the digits.
        try write(images(1), "emnist/emnist-letters-train-images-idx3-ubyte")
        try write(labels(1), "emnist/emnist-letters-train-labels-idx1-ubyte")
        try expectIDX("\(root)/emnist", isTransposed: true)
        try addIDX(
            ("emnist-letters-train-images-idx3-ubyte", "emnist-letters-train-labels-idx1-ubyte"),
            test: ("emnist-letters-test-images-idx3-ubyte.gz", "emnist-letters-test-labels-idx1-ubyte.gz"), in: "letters")
        #expect(try DataSource("\(root)/letters").load().classNames.count == 27)
    }

    private let mnist = (images: "train-images-idx3-ubyte", labels: "train-labels-idx1-ubyte")
    private let mnistTest = (images: "t10k-images-idx3-ubyte.gz", labels: "t10k-labels-idx1-ubyte.gz")

    @Test("torchvision's root") func torchvision() throws {
        try addIDX(mnist, test: mnistTest, in: "data/MNIST/raw")
        try write([1], "data/MNIST/processed/training.pt")
        for path in ["data", "data/MNIST", "data/MNIST/raw"] { try expectIDX("\(root)/\(path)") }
        try addIDX(mnist, test: mnistTest, in: "data/FashionMNIST/raw")
        expectError("\(root)/data", "one data set expected, found FashionMNIST, MNIST; name one of these folders")
    }

    @Test("Kaggle's archive, with a folder beside each file") func kaggle() throws {
        try addIDX(
            ("train-images.idx3-ubyte", "train-labels.idx1-ubyte"),
            test: ("t10k-images.idx3-ubyte", "t10k-labels.idx1-ubyte"), in: "archive")
        for name in [mnist.images, mnist.labels, "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"] {
            try write([9], "archive/\(name)/\(name)")
        }
        try expectIDX("\(root)/archive")
        // The folders alone.
        try write(images(4), "nested/\(mnist.images)/\(mnist.images)")
        try write(labels(4), "nested/\(mnist.labels)/\(mnist.labels)")
        try write(images(2), "nested/t10k-images-idx3-ubyte/t10k-images-idx3-ubyte")
        try write(labels(2), "nested/t10k-labels-idx1-ubyte/t10k-labels-idx1-ubyte")
        try expectIDX("\(root)/nested")
    }

    @Test func qmnist() throws {
        func wide(_ count: Int) -> [UInt8] {
            words([0xC02, count, 8]) + (0..<count).flatMap { words([$0, 4, 2500, 117, 1, 2, 3, 0]) }
        }
        try write(images(4), "qmnist/qmnist-train-images-idx3-ubyte")
        try write(wide(4), "qmnist/qmnist-train-labels-idx2-int")
        try write(gzip(images(2)), "qmnist/qmnist-test-images-idx3-ubyte.gz")
        try write(gzip(wide(2)), "qmnist/qmnist-test-labels-idx2-int.gz")
        try expectIDX("\(root)/qmnist")
        for cut in [3, 11, 12, 43, 44, 75] {
            try write(wide(2)[..<cut], "qmnist/qmnist-train-labels-idx2-int")
            #expect(throws: FileError.self) { try DataSource("\(root)/qmnist").load() }
        }
        for sizes in [[1 << 31, 1 << 31], [4, 0], [0, 8]] {
            try write(words([0xC02] + sizes), "qmnist/qmnist-train-labels-idx2-int")
            #expect(throws: FileError.self) { try DataSource("\(root)/qmnist").load() }
        }
    }

    // MARK: Zip

    private func zip(_ members: [(String, [UInt8])], _ name: String) throws -> String {
        try write(try ZipWriter.archive(members.map { .init(name: $0, bytes: $1) }, name: name), name)
    }

    @Test("Zip archives of supported forms") func archives() throws {
        let idx = [
            (mnist.images, images(4)), (mnist.labels, labels(4)), (mnistTest.images, gzip(images(2))),
            (mnistTest.labels, gzip(labels(2))),
        ]
        try expectIDX(try zip(idx.map { ("mnist/\($0)", $1) } + [("__MACOSX/mnist/._x", [1])], "idx.zip"))
        let table = Array(("label,pixel0\n" + (0..<10).map { "\($0),\($0)\n" }.joined()).utf8)
        #expect(
            try DataSource(try zip([("train.csv", table), ("test.csv", Array("pixel0\n7\n".utf8))], "kaggle.zip")).load()
                .isTestHeldOut)
        let picture = try picture(200)
        let folders = try zip(
            (0..<10).flatMap { [("png/training/\($0)/a.png", picture), ("png/testing/\($0)/b.png", picture)] }, "png.zip")
        let source = try DataSource(folders).load()
        #expect(source.training.count == 10 && source.test.count == 10 && source.classNames.count == 10)
        expectError(try zip([("a.zip", try contents(of: folders))], "twice.zip"), "found an archive in an archive")
        expectError(try zip([("notes.txt", [65])], "notes.zip"), "found none of them")
    }

    @Test("Truncated archives, and archives that decompress to too much") func hostileArchives() throws {
        let whole = try contents(of: try zip([(mnist.images, images(4)), (mnist.labels, labels(4))], "a.zip"))
        for length in stride(from: 4, to: whole.count, by: 3) {
            #expect(throws: FileError.self) { try DataSource(try write(whole[..<length], "cut.zip")).load() }
        }
        // 13 MB of zeros in some kB: more than an archive of this size may hold.
        let zeros = [UInt8](repeating: 0, count: 7 << 20)
        let many = try zip([(mnist.labels, zeros), (mnist.images, zeros)], "bomb.zip")
        #expect(throws: FileError.self) { try DataSource(many).load() }
    }

    // MARK: Class folders

    private func picture(_ value: UInt8) throws -> [UInt8] {
        var image = GrayImage(width: 28, height: 28, pixels: [UInt8](repeating: 0, count: 784))
        for place in 400..<410 { image.pixels[place] = value }
        return try encodePNG(image)
    }

    @Test("Number words name digits; other class names are reported in their order") func words() throws {
        let names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
        for (digit, name) in names.enumerated() { try write(try picture(UInt8(100 + digit)), "scans/\(name)/a.png") }
        let source = try DataSource("\(root)/scans").load()
        #expect(source.classNames == (0...9).map(String.init))
        let heldOut = "No labeled test images: every tenth image is set aside for testing, 1 in all"
        #expect(source.notes == [heldOut])
        for (index, label) in (source.training.labels + source.test.labels).enumerated() {
            let all = pixels(source.training) + pixels(source.test)
            #expect(all[index * 784 + 400] == 100 + label)
        }
        for name in ["cat", "dog"] { for number in 0..<5 { try write(try picture(200), "pets/\(name)/\(number).png") } }
        #expect(try DataSource("\(root)/pets").load().notes == ["Classes, in the order of their names: cat, dog", heldOut])
        // Corrections of digits may be in such folders too.
        let digits = (0...9).map(String.init)
        #expect(try ClassFolders("\(root)/scans", classNames: digits).samples().labels.sorted() == Array(0...9))
    }

    @Test(
        "Common names of parts",
        arguments: [
            ("train", "test", nil), ("training", "testing", nil), ("Train", "Test", "Val"), ("train", "test", "validation"),
            ("train", nil, "valid"),
        ]
            as [(String, String?, String?)])
    func parts(training: String, test: String?, validation: String?) throws {
        for label in 0..<2 {
            for number in 0..<3 { try write(try picture(50), "set/\(training)/\(label)/\(number).png") }
            if let test { for number in 0..<2 { try write(try picture(60), "set/\(test)/\(label)/\(number).png") } }
            if let validation { try write(try picture(70), "set/\(validation)/\(label)/a.png") }
        }
        let source = try DataSource("\(root)/set").load()
        #expect(source.training.count == 6 && !source.isTestHeldOut)
        #expect(source.test.count == (test == nil ? 2 : 4) && pixels(source.test)[400] == (test == nil ? 70 : 60))
        #expect((source.validation != nil) == (test != nil && validation != nil))
        if let found = source.validation { #expect(found.count == 2 && pixels(found)[400] == 70) }
    }

    // MARK: Tables

    @Test("A label in any column, numbers as pandas and OpenML write them") func tables() throws {
        let rows = (0..<10).map { "\($0).0,\(25 * $0),255.0,0,'\($0)'\n" }.joined()
        let path = try write(Array(("pixel1,pixel2,pixel3,pixel4,class\n" + rows).utf8), "openml.csv")
        let source = try DataSource(path).load()
        #expect(source.training.labels == Array(0..<9) && source.test.labels == [9])
        #expect(Array(pixels(source.training)[4..<8]) == [1, 25, 255, 0])
        let packed = try write(gzip(try contents(of: path)), "openml.csv.gz")
        #expect(pixels(try DataSource(packed).load().training) == pixels(source.training))
        // Numbers from 0 to 1.
        let units = (0..<10).map { "\($0),0.0,1.0,0.2,0.996\n" }.joined()
        let unit = try DataSource(try write(Array("label,0,1,2,3\n\(units)".utf8), "unit.csv")).load()
        #expect(Array(pixels(unit.training)[..<4]) == [0, 255, 51, 254])
        expectError(
            try write(Array("label,pixel0\n1.5,3\n".utf8), "half.csv"),
            "a label from 0 to 255 expected in line 2, column 1, found 1.5")
        expectError(try write(Array("label,pixel0\n1,300.5\n".utf8), "large.csv"), "found 300.5")
        // EMNIST's tables are transposed too.
        let table = (0..<10).map { "\($0),1,2,3,4\n" }.joined()
        #expect(
            Array(pixels(try DataSource(try write(Array(table.utf8), "emnist-digits-train.csv")).load().training)[..<4]) == [
                1, 3, 2, 4,
            ])
    }

    @Test func tablesWithoutLabels() throws {
        let table = try ImageTable(try write(Array("pixel0,pixel1,pixel2,pixel3\n1,2,3,4\n5,6,7,8\n".utf8), "test.csv"))
        #expect(table.label == nil && table.images.count == 2 && pixels(table.images) == [1, 2, 3, 4, 5, 6, 7, 8])
        #expect(try ImageTable(try write(Array("label,pixel0\n3,4\n".utf8), "train.csv")).label == "label")
        #expect(ImageTable.isTable("a/B.CSV") && ImageTable.isTable("b.csv.gz") && !ImageTable.isTable("b.png"))
        expectError("\(root)/test.csv", "digits predict reads tables without labels")
        // Without names the label comes first; if that is impossible, nothing is guessed.
        let last = (0..<12).map { "0,1,2,3,\($0 % 3)\n" }.joined()
        expectError(
            try write(Array(last.utf8), "last.csv"),
            "without one the first column is the label, but it is 0 in all 12 rows, and the last column is not")
        let alone = (0..<12).map { _ in "7,1,2,3,0\n" }.joined()
        #expect(try DataSource(try write(Array(alone.utf8), "alone.csv")).load().training.labels.allSatisfy { $0 == 7 })
    }

    @Test("Errors about a folder name the unsupported files in it") func foldersOfOthers() throws {
        try write(Array("PAR1".utf8), "hub/mnist/train-00000-of-00001.parquet")
        expectError("\(root)/hub", "train-00000-of-00001.parquet: ")
        expectError("\(root)/hub", "found a Parquet file")
        try write([0x80, 4, 1], "python/mnist.pkl")
        expectError("\(root)/python", "found a pickle file")
        try write(images(2), "half/t10k-images-idx3-ubyte")
        expectError("\(root)/half", "images and labels in IDX files expected, found t10k-images-idx3-ubyte alone")
        for name in ["a.csv", "b.npz"] { try write([65], "several/\(name)") }
        expectError("\(root)/several", "one data set expected, found a.csv, b.npz; name one of these files")
    }

    // MARK: Rejected forms

    @Test(
        "Unsupported forms are refused by name, whatever else is there",
        arguments: [
            ("mnist.pkl.gz", [0x1F, 0x8B, 8, 0], "a pickle file, which can run code"),
            ("mnist.pkl", [0x80, 4, 0], "a pickle file"),
            ("data", [0x80, 2, 0x5D], "a pickle file"), ("train.parquet", Array("PAR1".utf8), "a Parquet file"),
            ("v73.mat", Array("MATLAB 7.3 MAT-file".utf8), "a MATLAB 7.3 file"),
            ("m.h5", [0x89] + Array("HDF\r\n".utf8), "an HDF5 file"),
            ("mnist.arff", Array("@relation".utf8), "an ARFF table"),
            ("mnist_png.tar.gz", [0x1F, 0x8B, 8, 0], "an archive other than .zip"),
            ("train-images-idx3-ubyte", [0, 0, 8, 3], "one of several IDX files; name their folder"),
            ("x.bin", [0, 1, 2], "something else"),
        ] as [(String, [UInt8], String)])
    func refused(name: String, bytes: [UInt8], found: String) throws {
        let path = try write(bytes, name)
        expectError(path, "\(DataForm.known) expected, found \(found)")
    }

    @Test("The table in Docs/TRAINING.md lists what is read and what is not") func documentation() throws {
        let project = URL(fileURLWithPath: #filePath).appending(path: "../../..").standardized.path
        let text = String(decoding: try contents(of: "\(project)/Docs/TRAINING.md"), as: UTF8.self)
        let start = try #require(text.range(of: "| form | read |"))
        let table = text[start.lowerBound...].components(separatedBy: "\n\n")[0]
        let rows = table.components(separatedBy: "\n").dropFirst(2).map { row in
            row.components(separatedBy: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
        #expect(rows.filter { $0[2] == "yes" }.map { $0[1] } == DataFormName.allCases.map(\.rawValue))
        #expect(rows.filter { $0[2] == "no" }.map { $0[1] } == RefusedForm.allCases.map(\.rawValue))
    }
}
