import DigitTensor

/// Stores many links or attributes of one object in newer files (specification, III.G): blocks whose sizes double from row to row
/// of a table.
struct H5FractalHeap {
    private let file: H5File
    private let identifierSize, width, startSize, largestDirectSize, offsetBytes, lengthBytes: Int
    private let rootRows: Int
    private let root: Int?

    init(_ file: H5File, at address: Int) throws(H5Damage) {
        self.file = file
        var header = try file.cursor(at: address)
        try header.expect("FRHP")
        _ = try header.expectVersion(0...0, of: "fractal heap")
        identifierSize = try header.count(2)
        guard try header.count(2) == 0 else { throw H5Damage("heaps without filters expected") }
        try header.skip(1)
        let largestObject = try header.count(4)
        // Numbers of huge objects, of free space, of managed, huge and tiny objects.
        try header.skip(10 * header.lengthSize + 2 * header.offsetSize)
        (width, startSize, largestDirectSize) = (try header.count(2), try header.length(), try header.length())
        let offsetBits = try header.count(2)
        try header.skip(2)
        root = try header.address()
        rootRows = try header.count(2)
        offsetBytes = (offsetBits + 7) / 8
        guard width > 0, startSize > 0, largestDirectSize >= startSize, largestDirectSize <= H5Limits.fileBytes, offsetBytes <= 8,
            rootRows <= 64
        else { throw H5Damage("a heap of plausible sizes expected") }
        lengthBytes = (bitCount(min(largestDirectSize, largestObject)) + 7) / 8
    }

    /// Calls `use` with the objects that a tree lists, in its order.
    func forEachObject(
        ofTree address: Int, kind: H5RecordTree.Kind, _ use: (H5Cursor) throws(H5Damage) -> Void
    ) throws(H5Damage) {
        try H5RecordTree(file, at: address).forEachIdentifier(kind, size: identifierSize) { identifier throws(H5Damage) in
            try use(try object(identifier))
        }
    }

    private func object(_ identifier: H5Cursor) throws(H5Damage) -> H5Cursor {
        var identifier = identifier
        let flags = try identifier.byte()
        switch flags >> 4 & 3 {
        case 0:
            let (offset, length) = (try identifier.count(offsetBytes), try identifier.count(lengthBytes))
            return try managed(offset, length)
        case 2: return try identifier.part(min(flags & 0xF + 1, identifier.remaining))
        default: throw H5Damage("objects within the heap's blocks expected")
        }
    }

    private func managed(_ offset: Int, _ length: Int) throws(H5Damage) -> H5Cursor {
        guard let root else { throw H5Damage("a heap with blocks expected, found none") }
        if rootRows == 0 { return try inBlock(root, startSize, offset, length) }
        return try inTable(root, rows: rootRows, offset, length, depth: 0)
    }

    /// An object in a direct block. Offsets include the block's header.
    private func inBlock(_ address: Int, _ size: Int, _ offset: Int, _ length: Int) throws(H5Damage) -> H5Cursor {
        guard Checked.sum([offset, length], upTo: size) != nil else {
            throw H5Damage("an object within its block of \(size) bytes expected")
        }
        guard let start = Checked.sum([address, offset]) else { throw H5Damage("an object within the file expected") }
        return try file.cursor(at: start, count: length)
    }

    /// An object under an indirect block: a table of `rows` rows of `width` blocks each.
    private func inTable(_ address: Int, rows: Int, _ offset: Int, _ length: Int, depth: Int) throws(H5Damage) -> H5Cursor {
        guard depth < H5Limits.depth else { throw H5Damage("blocks nested deeper than \(H5Limits.depth)") }
        var rowStart = 0
        for row in 0..<rows {
            let size = try blockSize(ofRow: row)
            // Sizes are below 2^47 and widths below 2^16.
            let rowSize = size * width
            guard offset - rowStart < rowSize else {
                guard let next = Checked.sum([rowStart, rowSize]) else { break }
                rowStart = next
                continue
            }
            let column = (offset - rowStart) / size
            var table = try file.cursor(at: address)
            try table.expect("FHIB")
            try table.skip(1 + table.offsetSize + offsetBytes + (row * width + column) * table.offsetSize)
            try file.budget.takeStructure(64)
            guard let child = try table.address() else { throw H5Damage("a block of the heap expected, found none") }
            let rest = offset - rowStart - column * size
            if size <= largestDirectSize { return try inBlock(child, size, rest, length) }
            let childRows = bitCount(size / (startSize * width))
            return try inTable(child, rows: childRows, rest, length, depth: depth + 1)
        }
        throw H5Damage("an object within the heap expected")
    }

    /// The first two rows have blocks of the starting size; from then on the size doubles.
    private func blockSize(ofRow row: Int) throws(H5Damage) -> Int {
        let shift = max(0, row - 1)
        guard shift < 48, startSize <= Int.max >> (shift + 16) else { throw H5Damage("a heap of plausible sizes expected") }
        return startSize << shift
    }
}

/// A B-tree of version 2 (specification, III.A.2): records that refer to objects of a heap.
struct H5RecordTree {
    enum Kind: Int {
        case linkNames = 5
        case attributeNames = 8
    }

    private let file: H5File
    private let kind, nodeSize, recordSize, depth: Int
    private let root: Int?
    private let rootCount: Int

    init(_ file: H5File, at address: Int) throws(H5Damage) {
        self.file = file
        var header = try file.cursor(at: address)
        try header.expect("BTHD")
        _ = try header.expectVersion(0...0, of: "tree")
        (kind, nodeSize, recordSize, depth) = (try header.byte(), try header.count(4), try header.count(2), try header.count(2))
        try header.skip(2)
        (root, rootCount) = (try header.address(), try header.count(2))
        guard recordSize > 0, nodeSize > 10 + recordSize, nodeSize <= H5Limits.fileBytes, depth < H5Limits.depth else {
            throw H5Damage("a tree of plausible sizes expected")
        }
    }

    /// Calls `use` with the heap IDs of `size` bytes of all records.
    func forEachIdentifier(_ wanted: Kind, size: Int, _ use: (H5Cursor) throws(H5Damage) -> Void) throws(H5Damage) {
        guard kind == wanted.rawValue else { throw H5Damage("a tree of kind \(wanted.rawValue) expected, found kind \(kind)") }
        guard let root else { return }
        // Links have a hash before the ID.
        let start = wanted == .linkNames ? 4 : 0
        guard recordSize >= start + size else { throw H5Damage("records of at least \(start + size) bytes expected") }
        try collect(root, count: rootCount, level: depth) { (record) throws(H5Damage) in
            var record = record
            try record.skip(start)
            try use(try record.part(size))
        }
    }

    private func collect(
        _ address: Int, count: Int, level: Int, _ use: (H5Cursor) throws(H5Damage) -> Void
    ) throws(H5Damage) {
        var node = try file.cursor(at: address, count: nodeSize)
        try node.expect(level == 0 ? "BTLF" : "BTIN")
        try node.skip(2)
        for _ in 0..<count { try use(try node.part(recordSize)) }
        guard level > 0 else { return }
        let sizes = countSizes(offsetSize: node.offsetSize)
        for _ in 0...min(count, nodeSize) {
            guard let child = try node.address() else { throw H5Damage("a node of a tree expected, found none") }
            let records = try node.count(sizes.records)
            if level > 1 { try node.skip(sizes.totals[level - 1]) }
            try collect(child, count: records, level: level - 1, use)
        }
    }

    /// The sizes in bytes of the number of records in a child and, for each level, in all nodes from there down.
    private func countSizes(offsetSize: Int) -> (records: Int, totals: [Int]) {
        let most = (nodeSize - 10) / recordSize
        let recordBytes = (bitCount(most) + 7) / 8
        var total = most
        var totals = [recordBytes]
        for level in 1..<max(depth, 1) + 1 {
            let pointer = offsetSize + recordBytes + (level > 1 ? totals[level - 1] : 0)
            let records = max(0, nodeSize - 10 - pointer) / (recordSize + pointer)
            total = (Checked.product([records + 1, total], upTo: Int.max / 2) ?? Int.max / 2) + records
            totals.append((bitCount(total) + 7) / 8)
        }
        return (recordBytes, totals)
    }
}

/// The number of bits that a number takes.
private func bitCount(_ number: Int) -> Int { Int.bitWidth - number.leadingZeroBitCount }
