import DigitFiles
import DigitNN
import DigitTraining
import Foundation
import TestSupport
import Testing

/// TensorBoard's files in TensorFlow's record format; Scripts/training/check reads them with TensorBoard itself.
struct TensorBoardTests {
    @Test("CRC-32C of RFC 3720 and of the catalogue of CRC algorithms")
    func checksums() {
        #expect(CRC32C.checksum("123456789".utf8) == 0xE306_9283)
        #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(CRC32C.checksum(0..<32) == 0x46DD_794E)
        // The beginning of files written by TensorFlow: a record of 24 bytes, and the checksum of that length.
        #expect(CRC32C.masked([24, 0, 0, 0, 0, 0, 0, 0]) == 0x224B_7FA3)
    }

    /// A record's checksum by the definitions: the remainder of RFC 3720, bit by bit, masked as in TensorFlow's `crc32c.h`.
    private func recordChecksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var remainder = ~UInt32(0)
        for byte in bytes {
            for bit in 0..<8 {
                let feedback = (remainder ^ UInt32(byte) >> UInt32(bit)) & 1
                remainder = remainder >> 1 ^ feedback * 0x82F6_3B78
            }
        }
        let checksum = ~remainder
        return (checksum >> 15 | checksum << 17) &+ 0xA282_EAD8
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
        let parent = try Folder()
        defer { withExtendedLifetime(parent) {} }
        let folder = try RunFolder.next(in: parent.path)
        let file = try EventFile(in: folder.path)
        try file.add([("epoch_loss", 0.5)], step: 3)
        let name = try #require(try folderEntries(folder.path).first)
        #expect(name.hasPrefix("events.out.tfevents."))
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file(name))))
        var (position, count) = (0, 0)
        while position < bytes.count {
            let length = (0..<8).reduce(0) { $0 | Int(bytes[position + $1]) << (8 * $1) }
            func word(_ at: Int) -> UInt32 { (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) } }
            #expect(word(position + 8) == recordChecksum(bytes[position..<position + 8]))
            #expect(word(position + 12 + length) == recordChecksum(bytes[position + 12..<position + 12 + length]))
            position += 16 + length
            count += 1
        }
        #expect(count == 2 && position == bytes.count)
    }
}
