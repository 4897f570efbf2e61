import DigitDatasets
import DigitFiles
import DigitImage
import DigitPhoto
import Foundation
import TestSupport
import Testing

/// The pixels of all pictures of an archive together, and pictures that links lead to.
@Suite final class PixelBudgetTests {
    private let folder: Folder
    private var root: String { folder.path }
    private let picture: [UInt8]

    init() throws {
        folder = try Folder()
        picture = try encodePNG(GrayImage(width: 28, height: 28, pixels: (0..<784).map { $0 / 28 == 14 ? 200 : 0 }))
    }

    /// A PNG with a header of other sizes than its data's.
    private func declared(_ side: Int) -> [UInt8] {
        let size = [UInt8(side >> 24), UInt8(side >> 16 & 255), UInt8(side >> 8 & 255), UInt8(side & 255)]
        return Array(picture[..<16]) + size + size + picture[24...]
    }

    /// The message of decoding the last of some pictures.
    private func message(_ pictures: [[UInt8]], archiveSize: Int?) throws -> String {
        var budget = PixelBudget(archiveSize: archiveSize)
        for picture in pictures.dropLast() { _ = try budget.decode(picture, name: "first.png") }
        do {
            _ = try budget.decode(pictures[pictures.count - 1], name: "last.png")
            return ""
        } catch { return "\(error)" }
    }

    private func refusal(_ pixels: Int, _ side: Int) -> String {
        "last.png: at most \(pixels) pixels expected in all pictures of the archive, found more with this one of "
            + "\(side)x\(side); unpacked to a folder, each may have 100000000"
    }

    @Test("100 megapixels, and 32 for each byte of the archive") func limit() throws {
        #expect(try message([picture, declared(10_000)], archiveSize: 100) == refusal(100_003_200, 10_000))
        // The small picture counts 4096 pixels.
        #expect(try message([picture, declared(9_999)], archiveSize: 0).contains("damaged"))
        #expect(try message([picture, declared(10_000)], archiveSize: 128).contains("damaged"))
        #expect(try message([declared(10_000)], archiveSize: 0).contains("damaged"))
        // Each file of a folder has its own limit.
        #expect(try message([picture, declared(10_000)], archiveSize: nil).contains("damaged"))
        #expect(try message([declared(10_001)], archiveSize: nil).contains("at most 100 are read"))
    }

    @Test("One budget for all parts of class folders in an archive") func archive() throws {
        // A stroke on white paper has more pixels than 32 for each byte.
        var image = GrayImage(width: 400, height: 400, pixels: [UInt8](repeating: 255, count: 160_000))
        for y in 100..<300 { for x in 180..<220 { image.pixels[y * 400 + x] = 0 } }
        let members: [ZipWriter.Member] = [
            .init(name: "train/0/a.png", bytes: try encodePNG(image)), .init(name: "train/1/b.png", bytes: picture),
            .init(name: "test/0/c.png", bytes: declared(10_000)),
        ]
        let bytes = try ZipWriter.archive(members, name: "x.zip")
        let path = try folder.put(bytes, "x.zip")
        expectError(
            path, "x.zip/test/0/c.png: at most \(100_000_000 + 32 * bytes.count) pixels expected in all pictures of the archive")
    }

    private func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: "\(root)/\(name)", withDestinationPath: target)
    }

    @Test("Links to pictures and parts are followed, a class folder may be reached once") func links() throws {
        _ = try folder.put(picture, "set/train/0/a.png")
        let other = GrayImage(width: 28, height: 28, pixels: [UInt8](repeating: 7, count: 784))
        _ = try folder.put(try encodePNG(other), "set/train/1/b.png")
        for name in ["c", "d"] { try link("set/train/1/\(name).png", to: "../0/a.png") }
        try link("set/test", to: "train")
        let data = try DataSource("\(root)/set").load()
        #expect(data.training.labels.sorted() == [0, 1, 1, 1] && data.test.count == 4)
        let brightest = stride(from: 0, to: 4 * 784, by: 784).map { pixels(data.training)[$0..<$0 + 784].max() ?? 0 }
        #expect(brightest.sorted() == [7, 200, 200, 200])
        try link("set/train/2", to: "0")
        expectError(
            "\(root)/set", "set/train/2: a folder of its own expected for each class, found a link to the folder of another")
    }
}
