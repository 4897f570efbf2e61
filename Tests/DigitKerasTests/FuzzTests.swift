import DigitKeras
import Foundation
import TestSupport
import Testing

/// Damaged files: each is read or rejected with an error; none ends the program or keeps it busy forever.
@Suite struct FuzzTests {
    /// How many damaged files of each kind; more with DIGITS_FUZZ.
    static let rounds = ProcessInfo.processInfo.environment["DIGITS_FUZZ"].flatMap { Int($0) } ?? 300

    static let files = [
        "keras3-adam.h5", "keras3-nested.keras", "keras12theano-chain-th.h5", "keras2tf-nested.h5", "tfkeras213-adam.keras",
        "crafted-packed.h5", "crafted-split-names.h5", "crafted-fixed-strings.h5",
    ]

    /// Those with every feature of HDF5.
    static let forms = ["hdf5-earliest.h5", "hdf5-latest.h5", "hdf5-user-block.h5"]

    @Test("Everything in a damaged HDF5 file", .timeLimit(.minutes(10)), arguments: forms)
    func survivesDamageOfHDF5(_ file: String) throws {
        let original = try goldenBytes(file)
        var random = SplitMix(state: UInt64(original.count))
        for _ in 0..<max(10, Self.rounds / 10) {
            let damaged = damage(original, &random)
            guard let root = try? H5File(bytes: damaged, name: file).root, let names = try? root.memberNames() else { continue }
            for name in names {
                _ = try? root.dataset(name)?.tensor()
                _ = try? root.group(name)?.memberNames()
                _ = try? root.group(name)?.string(attribute: "attribute 7")
            }
        }
    }

    @Test(.timeLimit(.minutes(10)), arguments: files)
    func survivesDamage(_ file: String) throws {
        let original = try goldenBytes(file)
        var random = SplitMix(state: UInt64(original.count))
        for _ in 0..<Self.rounds {
            let damaged = damage(original, &random)
            if let trace = ProcessInfo.processInfo.environment["DIGITS_FUZZ_TRACE"] {
                try Data(damaged).write(to: URL(fileURLWithPath: trace))
            }
            do throws(KerasError) {
                let loaded = try KerasModel.load(bytes: damaged, name: file)
                _ = try? loaded.model.kerasFile(.hdf5)
            } catch {
                #expect(error.description.hasPrefix(file + ": "))
                #expect(!error.description.contains("\n"))
            }
        }
    }

    /// Flips bits, overwrites ranges, or truncates the end.
    private func damage(_ original: [UInt8], _ random: inout SplitMix) -> [UInt8] {
        var bytes = original
        func place() -> Int { Int.random(in: 0..<bytes.count, using: &random) }
        switch Int.random(in: 0..<8, using: &random) {
        case 0: bytes.removeLast(place())
        case 1:
            let start = place()
            let value = [0, 0xFF, UInt8.random(in: 0...255, using: &random)].randomElement(using: &random) ?? 0
            for index in start..<min(start + 16, bytes.count) { bytes[index] = value }
        case 2:
            let (from, to) = (place(), place())
            for offset in 0..<min(32, bytes.count - max(from, to)) { bytes[to + offset] = bytes[from + offset] }
        default:
            for _ in 0..<(1 << Int.random(in: 0..<6, using: &random)) {
                // Most of a small file is headers or empty: what is not zero is worth damaging.
                var index = place()
                for _ in 0..<8 where bytes[index] == 0 { index = place() }
                bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            }
        }
        return bytes
    }
}
