import DigitTensor

/// How the values of a dataset are stored (specification, IV.A.2.i).
enum H5Layout {
    /// In the header itself.
    case compact(H5Cursor)
    /// Contiguous; without an address nothing was ever written.
    case contiguous(address: Int?, size: Int)
    /// In chunks of the given sizes, the last of which is a value's size in bytes.
    case chunked(sizes: [Int], H5ChunkIndex)

    init(_ message: H5Cursor) throws(H5Damage) {
        var message = message
        let version = try message.expectVersion(1...4, of: "data layout")
        self = version < 3 ? try Self.old(&message) : try Self.new(&message, version)
    }

    private static func old(_ message: inout H5Cursor) throws(H5Damage) -> H5Layout {
        let (rank, kind) = (try message.byte(), try message.byte())
        try message.skip(5)
        let address = kind == 0 ? nil : try message.address()
        let sizes = try Self.sizes(&message, rank, bytes: 4)
        switch kind {
        case 0:
            let size = try message.count(4)
            return .compact(try message.part(size))
        case 1:
            guard let size = Checked.product(sizes) else { throw H5Damage("a size that fits in memory expected, found \(sizes)") }
            return .contiguous(address: address, size: size)
        case 2: return .chunked(sizes: sizes, .tree(address))
        default: throw H5Damage("a data layout of kind 0, 1 or 2 expected, found \(kind)")
        }
    }

    private static func new(_ message: inout H5Cursor, _ version: Int) throws(H5Damage) -> H5Layout {
        let kind = try message.byte()
        switch kind {
        case 0:
            let size = try message.count(2)
            return .compact(try message.part(size))
        case 1:
            let address = try message.address()
            return .contiguous(address: address, size: try message.length())
        case 2 where version == 3:
            let rank = try message.byte()
            let address = try message.address()
            return .chunked(sizes: try Self.sizes(&message, rank, bytes: 4), .tree(address))
        case 2:
            let flags = try message.byte()
            let rank = try message.byte()
            let bytes = try message.byte()
            guard (1...8).contains(bytes) else { throw H5Damage("sizes of 1 to 8 bytes expected, found \(bytes)") }
            let sizes = try Self.sizes(&message, rank, bytes: bytes)
            return .chunked(sizes: sizes, try H5ChunkIndex(&message, flags: flags))
        case 3: throw H5Damage("virtual datasets are not allowed")
        default: throw H5Damage("a data layout of kind 0 to 3 expected, found \(kind)")
        }
    }

    private static func sizes(_ message: inout H5Cursor, _ rank: Int, bytes: Int) throws(H5Damage) -> [Int] {
        guard rank <= 9 else { throw H5Damage("at most 8 axes expected, found \(rank - 1)") }
        var sizes: [Int] = []
        for _ in 0..<rank { sizes.append(try message.count(bytes)) }
        return sizes
    }
}

/// How the chunks of a dataset are found.
enum H5ChunkIndex {
    /// A B-tree of version 1, or none if nothing was written.
    case tree(Int?)
    /// There is only one chunk.
    case single(address: Int?, size: Int?, mask: Int)
    /// All chunks are stored one after the other.
    case implicit(Int?)

    /// The index of a layout of version 4 (specification, IV.A.2.i, "data layout message version 4").
    init(_ message: inout H5Cursor, flags: Int) throws(H5Damage) {
        let kind = try message.byte()
        switch kind {
        case 1 where flags & 2 != 0:
            let (size, mask) = (try message.length(), try message.count(4))
            self = .single(address: try message.address(), size: size, mask: mask)
        case 1: self = .single(address: try message.address(), size: nil, mask: 0)
        case 2: self = .implicit(try message.address())
        default: throw H5Damage("chunks indexed by a version 1 B-tree expected, found an index of type \(kind)")
        }
    }
}
