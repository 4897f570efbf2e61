import DigitData
import DigitFiles
import Foundation
import TestSupport
import Testing

/// Two images of 2 x 2 pixels and their labels.
private let twoImages = bytes(hexadecimal: "00000803 00000002 00000002 00000002 00010203 040506ff")
private let twoLabels = bytes(hexadecimal: "00000801 00000002 0907")
/// Three images of 2 x 2 pixels, 0 to 11, packed by CPython's gzip module.
private let packedImages = bytes(
    hexadecimal: "1f8b08000000000002036360e0606660600061263066646266616563e7e0e4e2060063446fc61c000000")

@Suite struct IDXFolderTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func pixels(_ dataset: Dataset) -> [UInt8] {
        guard case .bytes(let bytes, 1 / 255, 0) = dataset.values else { return [] }
        return bytes
    }

    /// The error line of loading the test half; empty if it succeeds.
    private func testError() -> String {
        do throws(FileError) {
            _ = try IDXFolder(folder.path).test()
            return ""
        } catch { return error.description.replacing(folder.path, with: "DIR") }
    }

    @Test func loadsBothHalves() throws {
        try folder.write(twoImages, as: "train-images-idx3-ubyte")
        try folder.write(twoLabels, as: "train-labels-idx1-ubyte")
        try folder.write(packedImages, as: "t10k-images-idx3-ubyte.gz")
        try folder.write(bytes(hexadecimal: "00000801 00000003 010203"), as: "t10k-labels.idx1-ubyte")
        let (training, test) = try loadIDXFolder(folder.path)
        #expect(training.shape.dimensions == [2, 2, 1] && training.labels == [9, 7])
        #expect(pixels(training) == [0, 1, 2, 3, 4, 5, 6, 255])
        #expect(test.shape.dimensions == [2, 2, 1] && test.labels == [1, 2, 3])
        #expect(pixels(test) == Array(0..<12))
    }

    @Test func loadsOneHalfAlone() throws {
        try folder.write(twoImages, as: "t10k-images.idx3-ubyte")
        try folder.write(twoLabels, as: "t10k-labels.idx1-ubyte")
        #expect(try IDXFolder(folder.path).test().labels == [9, 7])
        let problem = "train-labels-idx1-ubyte or train-labels-idx1-ubyte.gz expected, found neither"
        #expect(throws: FileError(path: folder.path, problem: problem)) { try IDXFolder(folder.path).training() }
        #expect(throws: FileError(path: folder.path, problem: problem)) { try loadIDXFolder(folder.path) }
    }

    @Test func looksAtContentsRatherThanNames() throws {
        try folder.write(packedImages, as: "t10k-images-idx3-ubyte")
        try folder.write(bytes(hexadecimal: "00000801 00000003 010203"), as: "t10k-labels-idx1-ubyte.gz")
        #expect(try IDXFolder(folder.path).test().count == 3)
    }

    @Test func passesOverFolders() throws {
        let inner = folder.file("t10k-images-idx3-ubyte")
        try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: false)
        try folder.write(twoImages, as: "t10k-images.idx3-ubyte")
        try folder.write(twoLabels, as: "t10k-labels-idx1-ubyte")
        #expect(try IDXFolder(folder.path).test().count == 2)
    }

    @Test func takesOtherNumbersOfClasses() throws {
        try folder.write(twoImages, as: "t10k-images-idx3-ubyte")
        try folder.write(twoLabels, as: "t10k-labels-idx1-ubyte")
        #expect(try IDXFolder(folder.path, classCount: 26).test().classCount == 26)
        #expect(throws: FileError.self) { try IDXFolder(folder.path, classCount: 9).test() }
    }

    @Test func namesWhatIsNoFolder() throws {
        #expect(throws: FileError(path: folder.file("none"), problem: "No such folder")) { try IDXFolder(folder.file("none")) }
        let file = try folder.write([1], as: "file")
        #expect(throws: FileError(path: file, problem: "a folder of IDX files expected, found a file")) { try IDXFolder(file) }
    }

    @Test func namesTheMalformedFile() throws {
        #expect(testError() == "DIR: t10k-labels-idx1-ubyte or t10k-labels-idx1-ubyte.gz expected, found neither")
        try folder.write(twoLabels, as: "t10k-labels-idx1-ubyte")
        #expect(testError() == "DIR: t10k-images-idx3-ubyte or t10k-images-idx3-ubyte.gz expected, found neither")
        for (images, line) in [
            ([], "IDX header of 16 bytes expected, found 0 bytes"),
            (twoLabels, "IDX magic 0x00000803 expected, found 0x00000801"),
            (Array("<!DOCTYPE html>".utf8), "IDX magic 0x00000803 expected, found 0x3c21444f"),
            (twoImages.dropLast(), "24 bytes expected for IDX dimensions 2 x 2 x 2, found 23"),
            (twoImages + [0], "24 bytes expected for IDX dimensions 2 x 2 x 2, found 25"),
            (packedImages.dropLast(9), "gzip data is damaged or cut short"),
            (packedImages.dropLast(), "gzip data is cut short: its checksum is missing"),
            (
                packedImages.dropLast(5) + [0] + packedImages.suffix(4),
                "gzip data is damaged: CRC-32 006f4463 expected, found c66f4463"
            ),
            (packedImages + [1], "nothing expected after the gzip data, found 1 bytes"),
        ] as [([UInt8], String)] {
            try folder.write(images, as: "t10k-images-idx3-ubyte.gz")
            #expect(testError() == "DIR/t10k-images-idx3-ubyte.gz: " + line)
        }
        try folder.write(packedImages, as: "t10k-images-idx3-ubyte.gz")
        #expect(testError() == "DIR/t10k-labels-idx1-ubyte: 3 labels expected, one for each image, found 2")
        try folder.write(bytes(hexadecimal: "00000801 00000003 09000a"), as: "t10k-labels-idx1-ubyte")
        #expect(testError() == "DIR/t10k-labels-idx1-ubyte: labels from 0 to 9 expected, found 10 at index 2")
    }

    @Test func checksListedFiles() throws {
        try folder.write(twoImages, as: "t10k-images-idx3-ubyte")
        try folder.write(twoLabels, as: "t10k-labels-idx1-ubyte")
        // The digests of the two files by coreutils' sha256sum.
        let images = "ebd530029aa0cfa263e1d3b1f4023a3909555682f627313a9ab003c828fca706"
        let labels = "dc922d35ddde572a2d530fa948cda429bf17ab5e21632001600c394f62d56863"
        func list(_ text: String) throws { try folder.write(Array(text.utf8), as: "SHA256SUMS") }

        try list("# both\n\(images)  t10k-images-idx3-ubyte\n\n\(labels.uppercased()) *t10k-labels-idx1-ubyte\n")
        #expect(testError() == "")
        try list("\(labels)  t10k-labels-idx1-ubyte\n\(labels)  other")
        #expect(testError() == "")
        try list("\(labels)  t10k-images-idx3-ubyte\n")
        #expect(testError() == "DIR/t10k-images-idx3-ubyte: SHA-256 \(labels) expected, found \(images)")
        for line in ["t10k-images-idx3-ubyte", "\(images) t10k", "\(images)  ", "\(images.dropLast())  t10k", "\(images)é  t10k"]
        {
            try list("\n\(line)\n")
            #expect(testError() == "DIR/SHA256SUMS: SHA-256, two spaces and a file name expected in line 2")
        }
    }
}

/// The project's own copy of MNIST, against what is published about it.
@Suite struct MNISTTests {
    @Test func hasTheKnownCounts() throws {
        let (training, test) = try loadIDXFolder(mnistPath)
        #expect(training.shape.dimensions == [28, 28, 1] && training.count == 60_000 && training.classCount == 10)
        #expect(test.shape.dimensions == [28, 28, 1] && test.count == 10_000 && test.classCount == 10)
        func histogram(_ dataset: Dataset) -> [Int] { (0..<10).map { label in dataset.labels.count { $0 == label } } }
        #expect(histogram(training) == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
        #expect(histogram(test) == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
        #expect(training.labels.prefix(5) == [5, 0, 4, 1, 9] && test.labels.prefix(5) == [7, 2, 1, 0, 4])
        // The mean pixel of the training images is 0.1307, a figure found in most tutorials.
        guard case .bytes(let pixels, 1 / 255, 0) = training.values else {
            Issue.record("bytes expected")
            return
        }
        let mean = Double(pixels.reduce(0) { $0 + Int($1) }) / 255 / Double(pixels.count)
        #expect(abs(mean - 0.1307) < 0.00005)
    }

    /// The published checksums of the unpacked files, which the README of the folder lists.
    @Test(arguments: [
        ("train-images-idx3-ubyte", 47_040_016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
        ("train-labels-idx1-ubyte", 60_008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
        ("t10k-images-idx3-ubyte", 7_840_016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
        ("t10k-labels-idx1-ubyte", 10_008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
    ]) func hasThePublishedChecksums(name: String, size: Int, checksum: String) throws {
        let unpacked = try gunzip(readFile("\(mnistPath)/\(name).gz", limit: 1 << 24), limit: size)
        #expect(unpacked.count == size && sha256(unpacked) == checksum)
        let readme = try String(contentsOfFile: "\(mnistPath)/README.md", encoding: .utf8)
        #expect(readme.contains("\(name)") && readme.contains(checksum))
    }

    @Test func isListedWithItsChecksums() throws {
        let list = try String(contentsOfFile: "\(mnistPath)/SHA256SUMS", encoding: .utf8)
        for name in ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"] {
            #expect(list.contains("  \(name)-ubyte.gz\n"))
        }
        guard let checked = try run(["sh", "-c", "cd \"$0\" && sha256sum -c SHA256SUMS", mnistPath]) else { return }
        #expect(checked.status == 0 && checked.output.matches(of: /: OK\n/).count == 4)
    }

    /// One flipped bit that the gzip checksum would reveal only after decompression is found before.
    @Test func refusesChangedFiles() throws {
        let folder = try Folder()
        for name in ["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz", "SHA256SUMS"] {
            var bytes = try contents("\(mnistPath)/\(name)")
            if name.hasPrefix("t10k-images") { bytes[100_000] ^= 1 }
            try folder.write(bytes, as: name)
        }
        let line = try #require(throws: FileError.self) { try IDXFolder(folder.path).test() }.description
        #expect(
            line.hasPrefix(folder.file("t10k-images-idx3-ubyte.gz: SHA-256 1a1a05eab793c14b"))
                && line.contains(" expected, found "))
    }
}
