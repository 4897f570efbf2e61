/// An attribute of a group (specification, IV.A.2.m).
struct H5Attribute {
    let name: String
    private let type: H5Datatype
    private let space: H5Dataspace
    private let data: H5Cursor

    /// All attributes of an object.
    static func all(of object: H5Object, in file: H5File) throws(H5Damage) -> [H5Attribute] {
        var attributes: [H5Attribute] = []
        for message in object.messages where message.kind == .attribute {
            guard !message.isShared else { throw H5Damage("shared header messages are not supported") }
            attributes.append(try H5Attribute(message.body))
        }
        guard var information = try object.message(.attributeInformation) else { return attributes }
        _ = try information.expectVersion(0...0, of: "attribute information")
        if try information.byte() & 1 != 0 { try information.skip(2) }
        if let heap = try information.address(), let tree = try information.address() {
            try H5FractalHeap(file, at: heap).forEachObject(ofTree: tree, kind: .attributeNames) { message throws(H5Damage) in
                guard attributes.count < H5Limits.messages else {
                    throw H5Damage("at most \(H5Limits.messages) attributes expected, found more")
                }
                attributes.append(try H5Attribute(message))
            }
        }
        return attributes
    }

    private init(_ message: H5Cursor) throws(H5Damage) {
        var message = message
        let version = try message.expectVersion(1...3, of: "attribute")
        let flags = try message.byte()
        guard version == 1 || flags & 3 == 0 else { throw H5Damage("shared datatypes are not supported") }
        let sizes = (name: try message.count(2), type: try message.count(2), space: try message.count(2))
        if version == 3 { try message.skip(1) }
        // The first version pads to 8 bytes.
        let stored = { (size: Int) in version == 1 ? (size + 7) / 8 * 8 : size }
        name = String(decoding: try message.take(stored(sizes.name)).prefix { $0 != 0 }, as: UTF8.self)
        type = try H5Datatype(try message.part(stored(sizes.type)))
        space = try H5Dataspace(try message.part(stored(sizes.space)))
        data = message
    }

    /// The strings, of fixed or variable length.
    /// An attribute without elements may be of any type: NumPy makes an empty list one of floats.
    func strings(in file: H5File) throws(H5Damage) -> [String] {
        guard let count = space.count(upTo: H5Limits.names) else {
            throw H5Damage("at most \(H5Limits.names) strings expected, found more")
        }
        if count == 0 { return [] }
        var data = data
        var strings: [String] = []
        var total = 0
        for _ in 0..<count {
            let bytes: ArraySlice<UInt8>
            switch type.kind {
            case .fixedString: bytes = try data.take(type.size)
            case .variableString: bytes = try variableString(&data, file)
            default: throw H5Damage("strings expected")
            }
            total += bytes.count
            // Many of them may be the same string of a heap.
            try file.budget.takeStructure(bytes.count)
            guard total <= H5Limits.attributeBytes else {
                throw H5Damage("strings of at most \(H5Limits.attributeBytes) bytes expected, found more")
            }
            strings.append(String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self))
        }
        return strings
    }

    private func variableString(_ data: inout H5Cursor, _ file: H5File) throws(H5Damage) -> ArraySlice<UInt8> {
        let length = try data.count(4)
        let (collection, index) = (try data.address(), try data.count(4))
        if length == 0 { return [] }
        guard let collection, let string = try file.heapObjects(ofCollection: collection)[index] else {
            throw H5Damage("a string in a global heap expected, found none")
        }
        return string.prefix(length)
    }

    /// The single whole number.
    func integer() throws(H5Damage) -> Int {
        var data = data
        guard space.count(upTo: 1) == 1, type.size <= 8, let integer = type.integer(Array(try data.take(type.size))) else {
            throw H5Damage("one whole number expected")
        }
        return integer
    }
}
