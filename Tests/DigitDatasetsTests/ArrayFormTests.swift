import DigitData
import DigitDatasets
import DigitFiles
import Foundation
import TestSupport
import Testing

/// NumPy's and MATLAB's files in the layouts in which data sets are published.
@Suite final class ArrayFormTests {
    private let folder: Folder
    private var root: String { folder.path }

    init() throws { folder = try Folder() }

    @discardableResult
    private func write(_ bytes: some Sequence<UInt8>, _ name: String) throws -> String { try folder.put(bytes, name) }

    @Test("KMNIST's archives") func kuzushiji() throws {
        func array(_ shape: String, _ bytes: [UInt8]) throws -> [UInt8] {
            let text = "{'descr': '|u1', 'fortran_order': False, 'shape': (\(shape)), }"
            let npy = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8) + bytes
            return try ZipWriter.archive([.init(name: "arr_0.npy", bytes: npy)], name: "arr_0")
        }
        try write(try array("3, 2, 2", (0..<12).map { UInt8($0) }), "kmnist/kmnist-train-imgs.npz")
        try write(try array("3,", [7, 8, 9]), "kmnist/kmnist-train-labels.npz")
        try write(try array("1, 2, 2", [4, 3, 2, 1]), "kmnist/kmnist-test-imgs.npz")
        try write(try array("1,", [5]), "kmnist/kmnist-test-labels.npz")
        let source = try DataSource("\(root)/kmnist").load()
        #expect(source.training.labels == [7, 8, 9] && pixels(source.test) == [4, 3, 2, 1] && source.test.labels == [5])
    }

    /// Made by Goldens/make_matlab.py with SciPy.
    private func golden(_ name: String) -> String { Bundle.module.bundleURL.appending(path: "Goldens/\(name)").path }

    @Test(arguments: ["emnist.mat", "one_hot.mat", "structures.mat"])
    func matlab(name: String) throws {
        let source = try DataSource(golden(name)).load()
        #expect(source.training.shape == [4, 4, 1] && source.training.count == 12 && !source.isTestHeldOut)
        let trainingPixels: [UInt8] = (0..<192).map { UInt8($0 * 255 / 191) }
        let trainingLabels: [UInt8] = (0..<12).map { UInt8($0 % 10) }
        #expect(pixels(source.training) == trainingPixels && source.training.labels == trainingLabels)
        // Pixels of 0 to 1 are as fine as their brightest allows.
        let testPixels: [UInt8] = (0..<48).map { UInt8(47 - $0) }
        #expect(pixels(source.test) == testPixels && source.test.labels == [9, 8, 7])
    }

    @Test func matlabWithoutHalves() throws {
        let source = try DataSource(golden("columns.mat")).load()
        #expect(source.isTestHeldOut && source.training.count == 11 && source.test.labels == [9])
        let last: [UInt8] = (0..<16).map { UInt8((144 + $0) * 255 / 191) }
        #expect(pixels(source.test) == last)
        let classes = try DataSource(golden("classes.mat")).load()
        #expect((classes.training.labels + classes.test.labels).sorted() == [0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    }

    /// A variable of bytes in a MATLAB file: its class, sizes, name and data.
    private func variable(_ name: String, _ sizes: [UInt32], _ data: [UInt8]) -> [UInt8] {
        func words(_ numbers: [UInt32]) -> [UInt8] { numbers.flatMap { word in (0..<4).map { UInt8(word >> (8 * $0) & 255) } } }
        func element(_ type: UInt32, _ bytes: [UInt8]) -> [UInt8] {
            words([type, UInt32(bytes.count)]) + bytes + [UInt8](repeating: 0, count: (8 - bytes.count % 8) % 8)
        }
        return element(
            14, element(6, words([9, 0])) + element(5, words(sizes)) + element(1, Array(name.utf8)) + element(2, data))
    }

    @Test("Sizes of no data, with an axis of 0 and another that is not") func emptyMATLABVariables() throws {
        let header = try contents(of: golden("columns.mat"))[..<128]
        let path = try write(header + variable("train0", [1 << 31 - 1, 0], []), "empty.mat")
        expectError(path, "empty.mat, train0: a row of numbers for each image expected, found sizes [2147483647, 0]")
        let labels = variable("train_x", [2, 4], [UInt8](repeating: 1, count: 8)) + variable("train_y", [1 << 31 - 1, 0], [])
        expectError(try write(header + labels, "labels.mat"), "a label for each image expected, found sizes [2147483647, 0]")
        // Beside the data, empty variables are ignored.
        let whole = try contents(of: golden("columns.mat"))
        let other = try DataSource(try write(whole + variable("note", [0, 0], []), "other.mat")).load()
        #expect(other.training.count == 11)
    }

    @Test func wrongMATLABFiles() throws {
        expectError(golden("cells.mat"), "images expected, one for each label")
        expectError(golden("complex.mat"), "images expected, one for each label")
        expectError(golden("old.mat"), "expected, found")
        for name in ["emnist.mat", "structures.mat"] {
            let whole = try contents(of: golden(name))
            for length in stride(from: 20, to: whole.count, by: 13) {
                _ = try? DataSource(try write(whole[..<length], "cut.mat")).load()
            }
            for seed in 0..<600 {
                var bytes = whole
                for change in 0..<3 {
                    bytes[(seed &* 7919 &+ change &* 104_729) % bytes.count] = UInt8(
                        truncatingIfNeeded: seed &* 31 &+ change &* 85)
                }
                _ = try? DataSource(try write(bytes, "damaged.mat")).load()
            }
        }
    }
}
