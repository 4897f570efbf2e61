import DigitFiles
import TestSupport
import Testing

/// Written by CPython's gzip module at level 9.
private let hello = bytes(hexadecimal: "1f8b0800000000000203cb48cdc9c9d751c840a2b800e7426e5214000000")
private let abc = bytes(hexadecimal: "1f8b08000000000002034b4c4a0600c241243503000000")
private let def = bytes(hexadecimal: "1f8b08000000000002034b494d030061e1c40c03000000")
private let nothing = bytes(hexadecimal: "1f8b080000000000020303000000000000000000")
/// "abc" under a header with an extra field, a name, a comment and a checksum of itself; CPython reads it.
private let everyField = bytes(
    hexadecimal: "1f8b081e010203040003 0300 78797a 6e616d6500 6e6f746500 3331 4b4c4a0600 c2412435 03000000")

@Suite struct GunzipTests {
    private func text(_ packed: [UInt8], limit: Int = 1000) throws -> String {
        String(decoding: try gunzip(packed, limit: limit), as: UTF8.self)
    }

    @Test func unpacksOneMember() throws {
        #expect(try text(hello) == "hello, hello, hello\n")
        #expect(try text(hello, limit: 20) == "hello, hello, hello\n")
        #expect(try text(nothing, limit: 0) == "")
    }

    @Test func unpacksSeveralMembers() throws {
        #expect(try text(abc + def) == "abcdef")
        #expect(try text(hello + abc) == "hello, hello, hello\nabc")
        #expect(try text(nothing + abc + nothing + def + nothing, limit: 6) == "abcdef")
    }

    @Test func unpacksEveryHeaderField() throws { #expect(try text(everyField + everyField) == "abcabc") }

    @Test func passesOverZeroPadding() throws { #expect(try text(abc + [UInt8](repeating: 0, count: 600)) == "abc") }

    @Test func holdsToTheLimit() {
        #expect(throws: GzipError.tooLarge(limit: 19)) { try gunzip(hello, limit: 19) }
        #expect(throws: GzipError.tooLarge(limit: 5)) { try gunzip(abc + def, limit: 5) }
        #expect(throws: GzipError.tooLarge(limit: 0)) { try gunzip(abc, limit: 0) }
    }

    @Test func namesWhatIsNoGzip() {
        #expect(throws: GzipError.notGzip(found: [0, 0])) { try gunzip([0, 0, 8, 3], limit: 9) }
        #expect(throws: GzipError.notGzip(found: [0x50])) { try gunzip([0x50], limit: 9) }
        #expect(throws: GzipError.unsupported(method: 7, flags: 0)) { try gunzip([0x1f, 0x8b, 7] + hello[3...], limit: 99) }
        #expect(throws: GzipError.unsupported(method: 8, flags: 0x80)) {
            try gunzip([0x1f, 0x8b, 8, 0x80] + hello[4...], limit: 99)
        }
        #expect(throws: GzipError.trailingBytes(count: 3)) { try gunzip(abc + [0, 1, 2], limit: 99) }
    }

    /// Each cut is named after the part in which it falls.
    @Test func namesCuts() {
        for length in 0..<hello.count {
            let expected: GzipError =
                switch length {
                case 0...10: .headerTruncated
                case 11..<22: .damaged
                default: .trailerTruncated
                }
            #expect(throws: expected, "\(length)") { try gunzip(Array(hello.prefix(length)), limit: 99) }
        }
        for length in 10..<25 {
            #expect(throws: GzipError.headerTruncated) { try gunzip(Array(everyField.prefix(length)), limit: 99) }
        }
        #expect(throws: GzipError.headerTruncated) { try gunzip(abc + def.prefix(9), limit: 99) }
    }

    @Test func namesWrongChecksumAndLength() {
        var packed = hello
        packed[22] ^= 1
        #expect(throws: GzipError.wrongChecksum(expected: 0x526e_42e6, found: 0x526e_42e7)) { try gunzip(packed, limit: 99) }
        packed = hello
        packed[26] = 21
        #expect(throws: GzipError.wrongLength(expected: 21, found: 20)) { try gunzip(packed, limit: 99) }
        packed[29] = 0xff  // a wrong size costs no memory
        #expect(throws: GzipError.wrongLength(expected: 0xff00_0015, found: 20)) { try gunzip(packed, limit: .max) }
    }

    @Test(arguments: [
        (GzipError.notGzip(found: [0x50, 0x4b]), "gzip magic 0x1f8b expected, found 0x504b"),
        (.wrongChecksum(expected: 0x1234, found: 0xffff_ffff), "gzip data is damaged: CRC-32 00001234 expected, found ffffffff"),
        (.tooLarge(limit: 9), "at most 9 unpacked bytes expected, found more"),
    ]) func describesItself(error: GzipError, text: String) { #expect(error.description == text) }

    /// Whatever the input is, the result is bytes within the limit or an error.
    @Test func survivesAnything() {
        let files = [hello, abc + def, everyField, nothing + hello]
        var generator = SplitMix(state: 2)
        var (unpacked, refused) = (0, 0)
        for trial in 0..<10_000 {
            var file = files[trial % files.count]
            for _ in 0..<Int.random(in: 0...2, using: &generator) {
                let bit = Int.random(in: 0..<8 * file.count, using: &generator)
                file[bit / 8] ^= 1 << (bit % 8)
            }
            if trial % 3 == 0 { file.removeLast(Int.random(in: 0...file.count, using: &generator)) }
            if trial % 7 == 0 { file += [UInt8](repeating: 0x1f, count: Int.random(in: 0..<40, using: &generator)) }
            do throws(GzipError) {
                #expect(try gunzip(file, limit: 5_000).count <= 5_000)
                unpacked += 1
            } catch {
                #expect(!error.description.contains("\n"))
                refused += 1
            }
        }
        #expect(unpacked > 0 && refused > 0)
    }
}
