/// An object of a file, a group or a dataset: the messages of its header (specification, IV.A).
struct H5Object {
    /// The kinds of messages.
    enum Kind: Int {
        case dataspace = 0x1
        case linkInformation = 0x2
        case datatype = 0x3
        case fillValue = 0x5
        case link = 0x6
        case externalFiles = 0x7
        case layout = 0x8
        case filters = 0xB
        case attribute = 0xC
        case continuation = 0x10
        case symbolTable = 0x11
        case attributeInformation = 0x15
    }

    struct Message {
        let kind: Kind
        /// Whether the message is shared; then it holds the location.
        let isShared: Bool
        let body: H5Cursor
    }

    let address: Int
    let messages: [Message]

    /// The first message of a kind.
    func message(_ kind: Kind) throws(H5Damage) -> H5Cursor? {
        guard let message = messages.first(where: { $0.kind == kind }) else { return nil }
        guard !message.isShared else { throw H5Damage("shared header messages are not supported") }
        return message.body
    }

    var isGroup: Bool { messages.contains { [.symbolTable, .linkInformation, .link].contains($0.kind) } }
    var isDataset: Bool { messages.contains { $0.kind == .layout } }

    init(_ file: H5File, at address: Int) throws(H5Damage) {
        self.address = address
        var cursor = try file.cursor(at: address)
        var blocks: [H5Cursor]
        let form: Form
        if try file.cursor(at: address, count: 4).startsWith("OHDR") {
            (form, blocks) = try Self.newHeader(&cursor)
        } else {
            (form, blocks) = (.old, [try Self.oldHeader(&cursor)])
        }
        var messages: [Message] = []
        var next = 0
        while next < blocks.count {
            var block = blocks[next]
            next += 1
            try file.budget.takeStructure(block.remaining)
            while block.remaining >= form.headerSize {
                guard let message = try form.message(&block) else { continue }
                guard messages.count + blocks.count <= H5Limits.messages else {
                    throw H5Damage("at most \(H5Limits.messages) header messages expected, found more")
                }
                guard message.kind == .continuation else {
                    messages.append(message)
                    continue
                }
                var place = message.body
                blocks.append(try form.continuation(file.cursor(at: try place.address(), count: try place.length())))
            }
        }
        self.messages = messages
    }

    /// The first block of a header of version 1.
    private static func oldHeader(_ cursor: inout H5Cursor) throws(H5Damage) -> H5Cursor {
        _ = try cursor.expectVersion(1...1, of: "object header")
        // A reserved byte, the numbers of messages and of links.
        try cursor.skip(1 + 2 + 4)
        let size = try cursor.count(4)
        try cursor.skip(4)
        return try cursor.part(size)
    }

    /// The first block of a header of version 2.
    private static func newHeader(_ cursor: inout H5Cursor) throws(H5Damage) -> (Form, [H5Cursor]) {
        try cursor.expect("OHDR")
        _ = try cursor.expectVersion(2...2, of: "object header")
        let flags = try cursor.byte()
        if flags & 0x20 != 0 { try cursor.skip(16) }  // Times.
        if flags & 0x10 != 0 { try cursor.skip(4) }  // When attributes move to a heap.
        let size = try cursor.count(1 << (flags & 3))
        return (.new(hasCreationOrder: flags & 4 != 0), [try cursor.part(size)])
    }

    /// The two formats of message headers.
    private enum Form {
        case old
        case new(hasCreationOrder: Bool)

        var headerSize: Int {
            switch self {
            case .old: 8
            case .new(let hasCreationOrder): hasCreationOrder ? 6 : 4
            }
        }

        /// The next message, nil if it is of a kind that is not used here.
        func message(_ block: inout H5Cursor) throws(H5Damage) -> Message? {
            let kind, size, flags: Int
            switch self {
            case .old:
                (kind, size, flags) = (try block.count(2), try block.count(2), try block.byte())
                try block.skip(3)
            case .new(let hasCreationOrder):
                (kind, size, flags) = (try block.byte(), try block.count(2), try block.byte())
                if hasCreationOrder { try block.skip(2) }
            }
            let body = try block.part(size)
            return Kind(rawValue: kind).map { Message(kind: $0, isShared: flags & 2 != 0, body: body) }
        }

        /// The messages of a continuation block: new ones have a signature before them and a checksum after them.
        func continuation(_ block: H5Cursor) throws(H5Damage) -> H5Cursor {
            guard case .new = self else { return block }
            var block = block
            try block.expect("OCHK")
            return try block.part(block.remaining - 4)
        }
    }
}
