import DigitData
import TestSupport
import Testing

/// An IDX file by the book: magic, big-endian dimensions, contents.
func idx(magic: UInt32, _ dimensions: [UInt32], _ contents: [UInt8]) -> [UInt8] {
    ([magic] + dimensions).flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) } } + contents
}

@Suite struct IDXImageTests {
    @Test func readsImages() throws {
        let file: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255]
        let images = try IDX.images(from: file)
        #expect(images.count == 2 && images.rows == 1 && images.columns == 3)
        #expect(images.pixels == [1, 2, 3, 4, 5, 255])
    }

    @Test func namesWrongMagic() {
        #expect(throws: IDXError.wrongMagic(expected: 0x803, found: 0x801)) { try IDX.images(from: idx(magic: 0x801, [1], [1])) }
        #expect(throws: IDXError.wrongMagic(expected: 0x803, found: 0x1f8b_0800)) {
            try IDX.images(from: [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
        }
        #expect(
            IDXError.wrongMagic(expected: 0x803, found: 0x1f8b_0800).description
                == "IDX magic 0x00000803 expected, found 0x1f8b0800")
    }

    @Test(arguments: 0..<16) func namesTruncatedHeader(length: Int) {
        let file = idx(magic: 0x803, [1, 1, 1], [7])
        #expect(throws: IDXError.headerTruncated(expected: 16, found: length)) {
            try IDX.images(from: Array(file.prefix(length)))
        }
    }

    @Test(arguments: [0, 1, 11, 13, 24]) func namesWrongLength(pixels: Int) {
        let file = idx(magic: 0x803, [2, 2, 3], [UInt8](repeating: 9, count: pixels))
        #expect(throws: IDXError.wrongLength(dimensions: [2, 2, 3], expected: 28, found: 16 + pixels)) {
            try IDX.images(from: file)
        }
    }

    @Test(arguments: [[0, 28, 28], [1, 0, 28], [1, 28, 0]] as [[UInt32]]) func namesZeroDimensions(dimensions: [UInt32]) {
        #expect(throws: IDXError.empty(dimensions: dimensions.map(Int.init))) {
            try IDX.images(from: idx(magic: 0x803, dimensions, []))
        }
    }

    @Test func namesSizesBeyondAnInteger() {
        let largest = UInt32.max
        #expect(throws: IDXError.tooLarge(dimensions: [Int](repeating: Int(largest), count: 3))) {
            try IDX.images(from: idx(magic: 0x803, [largest, largest, largest], [1]))
        }
        // The product of these is 2^63 - 1: a number, but not together with the header.
        #expect(throws: IDXError.tooLarge(dimensions: [153_092_023, 92_737, 649_657])) {
            try IDX.images(from: idx(magic: 0x803, [153_092_023, 92_737, 649_657], [1]))
        }
    }
}

@Suite struct IDXLabelTests {
    @Test func readsLabels() throws {
        #expect(try IDX.labels(from: [0, 0, 8, 1, 0, 0, 0, 3, 9, 0, 5]) == [9, 0, 5])
        #expect(try IDX.labels(from: idx(magic: 0x801, [2], [255, 26]), classCount: 256) == [255, 26])
    }

    @Test func namesLabelAndIndex() {
        #expect(throws: IDXError.labelOutOfRange(index: 2, label: 10, classCount: 10)) {
            try IDX.labels(from: idx(magic: 0x801, [4], [9, 0, 10, 11]))
        }
        #expect(
            IDXError.labelOutOfRange(index: 2, label: 10, classCount: 10).description
                == "labels from 0 to 9 expected, found 10 at index 2")
    }

    @Test func namesMalformedFiles() {
        #expect(throws: IDXError.wrongMagic(expected: 0x801, found: 0x803)) {
            try IDX.labels(from: idx(magic: 0x803, [1, 1, 1], [1]))
        }
        #expect(throws: IDXError.headerTruncated(expected: 8, found: 0)) { try IDX.labels(from: []) }
        #expect(throws: IDXError.empty(dimensions: [0])) { try IDX.labels(from: idx(magic: 0x801, [0], [])) }
        #expect(throws: IDXError.wrongLength(dimensions: [3], expected: 11, found: 10)) {
            try IDX.labels(from: idx(magic: 0x801, [3], [1, 2]))
        }
        #expect(throws: IDXError.wrongLength(dimensions: [1], expected: 9, found: 10)) {
            try IDX.labels(from: idx(magic: 0x801, [1], [1, 2]))
        }
    }
}

@Suite struct IDXDatasetTests {
    @Test func scalesBytesToOne() throws {
        let images = try IDX.images(from: idx(magic: 0x803, [2, 2, 1], [0, 255, 51, 1]))
        let dataset = try IDX.dataset(images, labels: [3, 9])
        #expect(dataset.shape.dimensions == [2, 1, 1])
        #expect(dataset.count == 2 && dataset.labels == [3, 9] && dataset.classCount == 10)
        guard case .bytes(let bytes, let scale, let offset) = dataset.values else {
            Issue.record("bytes expected")
            return
        }
        #expect(bytes == [0, 255, 51, 1] && scale == 1 / 255 && offset == 0)
    }

    @Test func namesDifferentCounts() throws {
        let images = try IDX.images(from: idx(magic: 0x803, [2, 1, 1], [0, 1]))
        #expect(throws: IDXError.countMismatch(images: 2, labels: 3)) { try IDX.dataset(images, labels: [1, 2, 3]) }
        #expect(throws: IDXError.countMismatch(images: 2, labels: 1)) { try IDX.dataset(images, labels: [1]) }
        #expect(throws: IDXError.labelOutOfRange(index: 1, label: 12, classCount: 10)) {
            try IDX.dataset(images, labels: [1, 12])
        }
    }
}

@Suite struct IDXFuzzTests {
    /// Truncated, extended and corrupted files are rejected or read, and never trap.
    @Test func survivesAnything() {
        let files = [idx(magic: 0x803, [3, 2, 2], Array(0..<12)), idx(magic: 0x801, [5], [0, 1, 2, 3, 4])]
        var generator = SplitMix(state: 1)
        var (read, refused) = (0, 0)
        for trial in 0..<10_000 {
            var file = files[trial % 2]
            for _ in 0..<Int.random(in: 0...3, using: &generator) {
                let bit = Int.random(in: 0..<8 * file.count, using: &generator)
                file[bit / 8] ^= 1 << (bit % 8)
            }
            if trial % 3 == 0 { file.removeLast(Int.random(in: 0...file.count, using: &generator)) }
            if trial % 7 == 0 { file += [UInt8](repeating: 0, count: Int.random(in: 0..<40, using: &generator)) }
            for parse in [{ try IDX.images(from: file).pixels }, { try IDX.labels(from: file) }] as [() throws -> [UInt8]] {
                do {
                    let contents = try parse()
                    #expect(file.suffix(contents.count).elementsEqual(contents) && !contents.isEmpty, "\(file)")
                    read += 1
                } catch {
                    #expect(error is IDXError && !"\(error)".contains("\n"))
                    refused += 1
                }
            }
        }
        #expect(read > 0 && refused > 0)
    }
}
