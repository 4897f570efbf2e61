/// The structures of an HDF5 file of the first version, appended one after the other ("HDF5 File Format Specification", version 3).
struct H5Form {
    /// A message of an object's header.
    struct Message {
        let kind: H5Object.Kind
        let body: [UInt8]
    }

    /// The location of a string of variable length: its length, its collection and its index there.
    struct StringPlace {
        let length, collection, number: Int
    }

    private var bytes: [UInt8]
    /// Half the most members in a leaf of a group's tree, and half the most leaves in a tree: all trees have one level.
    private let leafSize: Int
    private static let treeSize = 16
    private static let undefined = [UInt8](repeating: 0xFF, count: 8)
    private static let superblockSize = 96

    /// - Parameter largestGroup: the most members of a group in the file.
    init(largestGroup: Int) {
        leafSize = max(4, (largestGroup + 4 * Self.treeSize - 1) / (4 * Self.treeSize))
        bytes = [UInt8](repeating: 0, count: Self.superblockSize)
    }

    static func little(_ number: Int, _ size: Int) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    private static func padded(_ bytes: [UInt8]) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: (8 - bytes.count % 8) % 8)
    }

    /// Appends a structure and returns its address.
    private mutating func append(_ structure: [UInt8]) -> Int {
        defer { bytes += Self.padded(structure) }
        return bytes.count
    }

    // MARK: Types (specification, IV.A.2.d)

    /// IEEE 754, 16 bits.
    static let float16: [UInt8] =
        [0x11, 0x20, 15, 0] + little(2, 4) + little(0, 2) + little(16, 2) + [10, 5, 0, 10] + little(15, 4)
    /// IEEE 754, 32 bits.
    static let float32: [UInt8] =
        [0x11, 0x20, 31, 0] + little(4, 4) + little(0, 2) + little(32, 2) + [23, 8, 0, 23] + little(127, 4)
    /// IEEE 754, 64 bits.
    private static let float64: [UInt8] =
        [0x11, 0x20, 63, 0] + little(8, 4) + little(0, 2) + little(64, 2) + [52, 11, 0, 52] + little(1023, 4)
    /// Signed, 64 bits.
    static let int64: [UInt8] = [0x10, 0x08, 0, 0] + little(8, 4) + little(0, 2) + little(64, 2)
    /// Variable length, UTF-8.
    private static let string: [UInt8] =
        [0x19, 0x01, 0x01, 0] + little(16, 4) + [0x10, 0, 0, 0] + little(1, 4) + little(0, 2) + little(8, 2)

    private static func dataspace(_ shape: [Int]) -> [UInt8] {
        [1, UInt8(shape.count), 0, 0, 0, 0, 0, 0] + shape.flatMap { little($0, 8) }
    }

    // MARK: Strings (III.E)

    /// Appends strings and returns their locations.
    mutating func appendStrings(_ strings: [String]) -> [StringPlace] {
        var places: [StringPlace] = []
        // An object's index has two bytes.
        for start in stride(from: 0, to: strings.count, by: 60_000) {
            var objects: [UInt8] = []
            for (index, string) in strings[start..<min(start + 60_000, strings.count)].enumerated() {
                let text = Array(string.utf8)
                places.append(StringPlace(length: text.count, collection: bytes.count, number: index + 1))
                objects += Self.little(index + 1, 2) + Self.little(0, 6) + Self.little(text.count, 8) + Self.padded(text)
            }
            // No collection is smaller than 4,096 bytes; free space at the end is object 0, its header included.
            let free = max(16, 4096 - 16 - objects.count)
            objects += Self.little(0, 8) + Self.little(free, 8) + [UInt8](repeating: 0, count: free - 16)
            _ = append(Array("GCOL".utf8) + [1, 0, 0, 0] + Self.little(16 + objects.count, 8) + objects)
        }
        return places
    }

    /// An attribute with one string or a list of strings. NumPy has no type for an empty list but float64, so that is used here.
    static func attribute(_ name: String, places: [StringPlace], isList: Bool) -> Message {
        let (name, type) = (Array(name.utf8) + [0], isList && places.isEmpty ? float64 : string)
        let space = dataspace(isList ? [places.count] : [])
        let values = places.flatMap { little($0.length, 4) + little($0.collection, 8) + little($0.number, 4) }
        return Message(
            kind: .attribute,
            body: [1, 0] + little(name.count, 2) + little(type.count, 2) + little(space.count, 2) + padded(name) + padded(type)
                + padded(space) + values)
    }

    // MARK: Objects

    /// Appends a dataset's values in one piece and returns the messages of its header.
    mutating func appendValues(_ values: [UInt8], type: [UInt8], shape: [Int]) -> [Message] {
        let address = values.isEmpty ? Self.undefined : Self.little(append(values), 8)
        return [
            Message(kind: .dataspace, body: Self.dataspace(shape)),
            Message(kind: .datatype, body: type),
            // Version 2: allocated late, written if set, the default.
            Message(kind: .fillValue, body: [2, 2, 2, 1, 0, 0, 0, 0]),
            Message(kind: .layout, body: [3, 1] + address + Self.little(values.count, 8)),
        ]
    }

    /// Appends the table of a group's members, sorted by name (III.A.1, III.B and III.D), and returns the message that refers to
    /// it.
    mutating func appendMembers(_ members: [(name: String, address: Int)]) -> Message {
        // The names: first an empty one, which sorts before all others.
        var names = [UInt8](repeating: 0, count: 8)
        var offsets: [Int] = []
        for member in members {
            offsets.append(names.count)
            names += Self.padded(Array(member.name.utf8) + [0])
        }
        let data = append(names)
        // 1 stands for no free space.
        let heap = append(
            Array("HEAP".utf8) + [0, 0, 0, 0] + Self.little(names.count, 8) + Self.little(1, 8) + Self.little(data, 8))

        let largestLeaf = 2 * leafSize
        var tree: [UInt8] = Self.little(0, 8)
        var leafCount = 0
        for start in stride(from: 0, to: members.count, by: largestLeaf) {
            let range = start..<min(start + largestLeaf, members.count)
            let entries = range.flatMap { index in
                Self.little(offsets[index], 8) + Self.little(members[index].address, 8) + [UInt8](repeating: 0, count: 24)
            }
            // Readers expect leaves and nodes of the full size.
            let unused = [UInt8](repeating: 0, count: 40 * (largestLeaf - range.count))
            let leaf = append(Array("SNOD".utf8) + [1, 0] + Self.little(range.count, 2) + entries + unused)
            tree += Self.little(leaf, 8) + Self.little(offsets[range.upperBound - 1], 8)
            leafCount += 1
        }
        let unused = [UInt8](repeating: 0, count: 16 * (2 * Self.treeSize - leafCount))
        let node = append(
            Array("TREE".utf8) + [0, 0] + Self.little(leafCount, 2) + Self.undefined + Self.undefined + tree + unused)
        return Message(kind: .symbolTable, body: Self.little(node, 8) + Self.little(heap, 8))
    }

    /// Appends an object's header (IV.A.1.a) and returns its address.
    mutating func appendHeader(_ messages: [Message]) -> Int {
        let body = messages.flatMap { message in
            let body = Self.padded(message.body)
            return Self.little(message.kind.rawValue, 2) + Self.little(body.count, 2) + [0, 0, 0, 0] + body
        }
        return append(
            [1, 0] + Self.little(messages.count, 2) + Self.little(1, 4) + Self.little(body.count, 4) + Self.little(0, 4) + body)
    }

    /// The whole file, with the superblock (II.A) at its start.
    consuming func finish(root: Int) -> [UInt8] {
        let superblock =
            H5File.signature + [0, 0, 0, 0, 0, 8, 8, 0] + Self.little(leafSize, 2) + Self.little(Self.treeSize, 2)
            + Self.little(0, 4) + Self.little(0, 8) + Self.undefined + Self.little(bytes.count, 8) + Self.undefined
            // The root group's entry: no name, its header, nothing cached.
            + Self.little(0, 8) + Self.little(root, 8) + [UInt8](repeating: 0, count: 24)
        bytes.replaceSubrange(0..<Self.superblockSize, with: superblock)
        return bytes
    }
}
