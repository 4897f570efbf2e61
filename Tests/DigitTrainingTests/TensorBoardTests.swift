import DigitFiles
import DigitNN
import DigitTraining
import Foundation
import Testing

/// TensorBoard's files as TensorFlow's record format has them; Scripts/tensorboard/check reads them with TensorBoard itself.
struct TensorBoardTests {
    @Test("CRC-32C of RFC 3720 and of the catalogue of CRC algorithms")
    func checksums() {
        #expect(CRC32C.checksum("123456789".utf8) == 0xE306_9283)
        #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(CRC32C.checksum(0..<32) == 0x46DD_794E)
        // TensorFlow's own test of its masking.
        let checksum = CRC32C.checksum("foo".utf8)
        #expect(CRC32C.masked("foo".utf8) != checksum)
    }

    @Test func messages() {
        var message = ProtobufMessage()
        message.add(1, UInt64(150))
        #expect(message.bytes == [0x08, 0x96, 0x01])
        message = ProtobufMessage()
        message.add(2, Array("testing".utf8))
        #expect(message.bytes == [0x12, 0x07] + Array("testing".utf8))
        message = ProtobufMessage()
        message.add(1, 1.0)
        message.add(2, Float(1))
        #expect(message.bytes == [0x09, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0x15, 0, 0, 0x80, 0x3F])
    }

    @Test func records() throws {
        let folder = try RunFolder.next(in: FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path)
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        let file = try EventFile(in: folder.path)
        try file.add([("epoch_loss", 0.5)], step: 3)
        let name = try #require(try folderEntries(folder.path).first)
        #expect(name.hasPrefix("events.out.tfevents."))
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file(name))))
        var (position, count) = (0, 0)
        while position < bytes.count {
            let length = (0..<8).reduce(0) { $0 | Int(bytes[position + $1]) << (8 * $1) }
            func word(_ at: Int) -> UInt32 { (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) } }
            #expect(word(position + 8) == CRC32C.masked(bytes[position..<position + 8]))
            #expect(word(position + 12 + length) == CRC32C.masked(bytes[position + 12..<position + 12 + length]))
            position += 16 + length
            count += 1
        }
        #expect(count == 2 && position == bytes.count)
    }
}
