/// The places of an HDF5 file that hold strings of variable length: blocks of objects that follow each other, each with its size.
///
/// libhdf5 1.10 walks a damaged block forever when an object's size leads nowhere, so the blocks are walked here first.
/// Their form: "HDF5 File Format Specification", III.E, with lengths of 8 bytes, as every Keras writes them.
enum H5GlobalHeap {
    private static let signature: [UInt8] = Array("GCOL".utf8)
    private static let headerCount = 16

    /// Whether every object of every block leads to the next one or to the block's end.
    static func isSound(_ file: [UInt8]) -> Bool {
        file.withUnsafeBytes { bytes in
            var start = 0
            while let found = next(in: bytes, from: start) {
                guard isSoundBlock(bytes, at: found) else { return false }
                start = found + signature.count
            }
            return true
        }
    }

    /// The next place that looks like a block: the signature, version 1 and three zeros.
    private static func next(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        let pattern = UInt64(littleEndianBytes: signature + [1, 0, 0, 0])
        var place = start
        while place + headerCount <= bytes.count {
            if bytes[place] == signature[0], bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self).littleEndian == pattern {
                return place
            }
            place += 1
        }
        return nil
    }

    private static func isSoundBlock(_ bytes: UnsafeRawBufferPointer, at block: Int) -> Bool {
        func length(at place: Int) -> UInt64 { bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self).littleEndian }
        let size = length(at: block + 8)
        // libhdf5 itself refuses a block that the file does not hold.
        guard size <= UInt64(bytes.count - block) else { return true }
        let end = block + Int(size)
        var object = block + headerCount
        // Less than an object's header at the end is free space.
        while object + headerCount <= end {
            let index = bytes.loadUnaligned(fromByteOffset: object, as: UInt16.self).littleEndian
            let stored = length(at: object + 8)
            let rest = UInt64(end - object)
            guard stored <= rest else { return false }
            // Object 0 is free space, its header included; others are rounded up to 8 bytes.
            let step = index == 0 ? stored : UInt64(headerCount) + (stored + 7) / 8 * 8
            guard step > 0, step <= rest else { return false }
            object += Int(step)
        }
        return true
    }
}

extension UInt64 {
    /// The number that eight bytes hold, the lowest first.
    fileprivate init(littleEndianBytes bytes: [UInt8]) {
        self = bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
