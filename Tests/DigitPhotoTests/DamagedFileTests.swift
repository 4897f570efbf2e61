import DigitImage
import DigitPhoto
import TestSupport
import Testing

/// Whatever the bytes are: an image or an error, in finite time.
@Suite struct DamagedFileTests {
    /// Small, so that a randomly changed header cannot make a test allocate much.
    private let pixelLimit = 200_000

    @Test("A file cut off anywhere", arguments: Golden.all)
    func truncated(golden: Golden) throws {
        let whole = try decodeImage(golden.bytes, name: "x")
        for length in stride(from: 0, to: golden.bytes.count, by: max(1, golden.bytes.count / 400)) {
            guard let image = try? decodeImage(Array(golden.bytes.prefix(length)), name: "x", pixelLimit: pixelLimit) else {
                continue
            }
            // Where padding or a line break at the end is missing, nothing is lost. A number in plain text may lose digits
            // unnoticed, and libtiff fills in what it misses.
            #expect(image == whole || golden.name.hasPrefix("plain") || golden.name.hasSuffix(".tif"), "\(length)")
        }
    }

    @Test("Random bit flips", arguments: Golden.all)
    func flipped(golden: Golden) {
        var random = SplitMix(state: UInt64(golden.bytes.count))
        for round in 0..<300 {
            var bytes = golden.bytes
            for _ in 0...(round % 8) {
                // Half of the changes hit the header.
                let reach = Bool.random(using: &random) ? min(64, bytes.count) : bytes.count
                bytes[Int.random(in: 0..<reach, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            }
            guard let image = try? decodeImage(bytes, name: "x", pixelLimit: pixelLimit) else { continue }
            #expect(image.pixels.count <= pixelLimit)
        }
    }

    @Test("Random bytes after a format's signature")
    func noise() {
        var random = SplitMix(state: 7)
        for golden in Golden.all {
            for start in [4, 12, 33] {
                let noise = (0..<500).map { _ in UInt8.random(in: 0...255, using: &random) }
                _ = try? decodeImage(Array(golden.bytes.prefix(start)) + noise, name: "x", pixelLimit: pixelLimit)
            }
        }
    }
}
