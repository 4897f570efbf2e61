/// The target of a name in a group.
enum H5Link {
    /// To an object of the file.
    case hard(address: Int)
    /// To another path or file: never followed.
    case other

    /// The links of a group by name, in whichever of the three formats they are stored.
    static func all(of object: H5Object, in file: H5File) throws(H5Damage) -> [String: H5Link] {
        var links: [String: H5Link] = [:]
        if var table = try object.message(.symbolTable) {
            let (tree, heap) = (try table.address(), try table.address())
            let names = try H5LocalHeap(file, at: heap)
            try addTable(at: tree, names, file, depth: 0, to: &links)
        }
        for message in object.messages where message.kind == .link { try addMessage(message.body, to: &links) }
        if var information = try object.message(.linkInformation) {
            _ = try information.expectVersion(0...0, of: "link information")
            if try information.byte() & 1 != 0 { try information.skip(8) }
            let (heap, tree) = (try information.address(), try information.address())
            if let heap, let tree {
                try H5FractalHeap(file, at: heap).forEachObject(ofTree: tree, kind: .linkNames) { message throws(H5Damage) in
                    try addMessage(message, to: &links)
                }
            }
        }
        return links
    }

    /// A link message (specification, IV.A.2.g).
    private static func addMessage(_ message: H5Cursor, to links: inout [String: H5Link]) throws(H5Damage) {
        var message = message
        _ = try message.expectVersion(1...1, of: "link")
        let flags = try message.byte()
        let kind = flags & 8 != 0 ? try message.byte() : 0
        if flags & 4 != 0 { try message.skip(8) }  // The creation order.
        if flags & 0x10 != 0 { try message.skip(1) }  // The character set.
        let length = try message.count(1 << (flags & 3))
        let name = String(decoding: try message.take(length), as: UTF8.self)
        try add(name, kind == 0 ? try message.address().map { .hard(address: $0) } ?? .other : .other, to: &links)
    }

    /// A node of the tree of a group's names and what is below it (specification, III.A.1 and III.B).
    private static func addTable(
        at address: Int?, _ names: H5LocalHeap, _ file: H5File, depth: Int, to links: inout [String: H5Link]
    ) throws(H5Damage) {
        guard depth < H5Limits.depth else { throw H5Damage("trees nested deeper than \(H5Limits.depth)") }
        var node = try file.cursor(at: address)
        if node.startsWith("SNOD") { return try addSymbols(&node, names, file, to: &links) }
        try node.expect("TREE")
        guard try node.byte() == 0 else { throw H5Damage("a tree of names expected") }
        try node.skip(1)
        let count = try node.count(2)
        try node.skip(2 * node.offsetSize)
        try file.budget.takeStructure(24 + count * (node.lengthSize + node.offsetSize))
        for _ in 0..<count {
            try node.skip(node.lengthSize)
            try addTable(at: try node.address(), names, file, depth: depth + 1, to: &links)
        }
    }

    private static func addSymbols(
        _ node: inout H5Cursor, _ names: H5LocalHeap, _ file: H5File, to links: inout [String: H5Link]
    ) throws(H5Damage) {
        try node.expect("SNOD")
        _ = try node.expectVersion(1...1, of: "symbol table node")
        try node.skip(1)
        let count = try node.count(2)
        try file.budget.takeStructure(8 + count * (2 * node.offsetSize + 24))
        for _ in 0..<count {
            let name = try names.string(at: try node.count(node.offsetSize))
            try file.budget.takeStructure(name.utf8.count)
            let address = try node.address()
            let isSoft = try node.count(4) == 2
            try node.skip(20)
            try add(name, isSoft ? .other : address.map { .hard(address: $0) } ?? .other, to: &links)
        }
    }

    private static func add(_ name: String, _ link: H5Link, to links: inout [String: H5Link]) throws(H5Damage) {
        links[name] = link
        guard links.count <= H5Limits.names else { throw H5Damage("at most \(H5Limits.names) members expected, found more") }
    }
}

/// The names of a group's members (specification, III.D).
struct H5LocalHeap {
    private let data: H5Cursor

    init(_ file: H5File, at address: Int?) throws(H5Damage) {
        var header = try file.cursor(at: address)
        try header.expect("HEAP")
        _ = try header.expectVersion(0...0, of: "local heap")
        try header.skip(3)
        let size = try header.length()
        try header.skip(header.lengthSize)
        data = try file.cursor(at: try header.address(), count: size)
    }

    /// The string that begins at an offset and ends before a zero byte.
    func string(at offset: Int) throws(H5Damage) -> String {
        var cursor = data
        try cursor.skip(offset)
        let rest = try cursor.take(min(cursor.remaining, H5Limits.names))
        guard let end = rest.firstIndex(of: 0) else { throw H5Damage("an unterminated name") }
        return String(decoding: rest[..<end], as: UTF8.self)
    }
}
