import DigitTensor

/// The chunks of a dataset.
struct H5Chunks {
    private struct Chunk {
        let address: Int?
        let size: Int
        let mask: Int
        /// The position of its first value in the dataset.
        let start: [Int]
    }

    private let file: H5File
    /// The sizes of the dataset and of a chunk.
    private let shape, chunkShape: [Int]
    private let valueSize: Int
    private let chunkSize: Int
    private var chunks: [Chunk] = []

    init(_ file: H5File, shape: [Int], sizes: [Int], valueSize: Int, index: H5ChunkIndex) throws(H5Damage) {
        guard sizes.count == shape.count + 1, sizes.last == valueSize, sizes.allSatisfy({ $0 > 0 }) else {
            throw H5Damage("chunks that fit the dataset expected, found chunks of \(sizes)")
        }
        (self.file, self.shape, chunkShape, self.valueSize) = (file, shape, Array(sizes.dropLast()), valueSize)
        guard let chunkSize = Checked.product(sizes, upTo: file.budget.chunkBytes) else {
            throw H5Damage("chunks of at most \(file.budget.chunkBytes) bytes expected, found chunks of \(sizes)")
        }
        self.chunkSize = chunkSize
        switch index {
        case .tree(nil), .single(nil, _, _), .implicit(nil): break
        case .tree(let address?): try readTree(at: address, depth: 0)
        case .single(let address?, let size, let mask):
            chunks = [Chunk(address: address, size: size ?? chunkSize, mask: mask, start: shape.map { _ in 0 })]
        case .implicit(let address?): try listChunks(from: address)
        }
    }

    /// A node of the tree and what is below it (specification, III.A.1).
    private mutating func readTree(at address: Int, depth: Int) throws(H5Damage) {
        guard depth < H5Limits.depth else { throw H5Damage("trees nested deeper than \(H5Limits.depth)") }
        var node = try file.cursor(at: address)
        try node.expect("TREE")
        guard try node.byte() == 1 else { throw H5Damage("a tree of chunks expected") }
        let (level, count) = (try node.byte(), try node.count(2))
        try node.skip(2 * node.offsetSize)
        try file.budget.takeStructure(24 + count * (8 + 8 * (shape.count + 1) + node.offsetSize))
        for _ in 0..<count {
            let (size, mask) = (try node.count(4), try node.count(4))
            var start: [Int] = []
            for _ in shape { start.append(try node.count(8)) }
            try node.skip(8)
            let child = try node.address()
            if level == 0 {
                chunks.append(Chunk(address: child, size: size, mask: mask, start: start))
            } else if let child {
                try readTree(at: child, depth: depth + 1)
            }
        }
    }

    /// Chunks without filters that are stored one after the other in row-major order.
    private mutating func listChunks(from address: Int) throws(H5Damage) {
        let counts = countsAlongAxes
        guard let count = Checked.product(counts, upTo: H5Limits.names), Checked.sum([address, count * chunkSize]) != nil else {
            throw H5Damage("at most \(H5Limits.names) chunks within the file expected, found chunks of \(chunkShape)")
        }
        var start = [Int](repeating: 0, count: shape.count)
        for number in 0..<count {
            var rest = number
            for axis in shape.indices.reversed() {
                start[axis] = rest % counts[axis] * chunkShape[axis]
                rest /= counts[axis]
            }
            chunks.append(Chunk(address: address + number * chunkSize, size: chunkSize, mask: 0, start: start))
        }
    }

    /// The number of chunks along each axis.
    private var countsAlongAxes: [Int] { zip(shape, chunkShape).map { Checked.parts(of: $1, for: $0) ?? 0 } }

    /// All values in row-major order, over the fill values in `bytes`.
    func read(into bytes: inout [UInt8], filters: H5Filters) throws(H5Damage) {
        guard let most = Checked.product(countsAlongAxes), chunks.count <= most else {
            throw H5Damage("as many chunks as fit the dataset expected, found \(chunks.count)")
        }
        for chunk in chunks {
            try file.budget.takeChunk(chunkSize)
            var stored = try file.cursor(at: chunk.address, count: chunk.size)
            let values = try filters.unpack(try stored.take(chunk.size), mask: chunk.mask, size: chunkSize)
            guard values.count >= chunkSize else {
                throw H5Damage("a chunk of \(chunkSize) bytes expected, found \(values.count)")
            }
            copy(values, from: chunk.start, into: &bytes)
        }
    }

    /// Copies the part of a chunk that is inside the dataset, one run of the last axis at a time.
    private func copy(_ values: [UInt8], from start: [Int], into bytes: inout [UInt8]) {
        guard zip(start, shape).allSatisfy({ $0 < $1 }) else { return }
        let inside = zip(start, zip(shape, chunkShape)).map { min($0 + $1.1, $1.0) - $0 }
        let last = shape.count - 1
        let run = (last < 0 ? 1 : inside[last]) * valueSize
        var place = [Int](repeating: 0, count: shape.count)
        while true {
            var (from, to) = (0, 0)
            for axis in shape.indices {
                from = from * chunkShape[axis] + place[axis]
                to = to * shape[axis] + start[axis] + place[axis]
            }
            bytes.replaceSubrange(to * valueSize..<to * valueSize + run, with: values[from * valueSize..<from * valueSize + run])
            var axis = last - 1
            while axis >= 0 {
                place[axis] += 1
                if place[axis] < inside[axis] { break }
                place[axis] = 0
                axis -= 1
            }
            if axis < 0 { return }
        }
    }
}
