import DigitTensor

/// Makes an HDF5 file in memory, in the format of the first version like h5py, which every reader supports.
/// Equal calls make equal bytes.
struct H5Writer {
    private var root = Node()

    /// A group, or a dataset if it has values.
    private final class Node {
        var members: [String: Node] = [:]
        var attributes: [(name: String, strings: [String], isList: Bool)] = []
        var values: (type: [UInt8], shape: [Int], bytes: [UInt8])?
    }

    /// Makes a group, and its missing parents.
    mutating func makeGroup(_ path: String) { _ = node(path) }

    /// Writes a tensor; an empty shape makes a scalar.
    mutating func write(_ tensor: Tensor, as type: KerasSaveOptions.WeightType = .float32, to path: String) {
        node(path).values =
            switch type {
            case .float32: (H5Form.float32, tensor.shape.dimensions, tensor.scalars.withUnsafeBytes { Array($0) })
            case .float16:
                (
                    H5Form.float16, tensor.shape.dimensions,
                    tensor.scalars.flatMap { value in
                        let bits = HalfFloat.bits(of: value)
                        return [UInt8(truncatingIfNeeded: bits), UInt8(truncatingIfNeeded: bits >> 8)]
                    }
                )
            }
    }

    /// Writes a 64-bit whole number.
    mutating func write(_ integer: Int, to path: String) {
        node(path).values = (H5Form.int64, [], H5Form.little(integer, 8))
    }

    /// Gives a group an attribute of one string of variable length, as h5py writes a `str`.
    mutating func setAttribute(_ name: String, of path: String, to string: String) {
        node(path).attributes.append((name, [string], false))
    }

    /// Gives a group an attribute that is a list of strings.
    mutating func setAttribute(_ name: String, of path: String, to strings: [String]) {
        node(path).attributes.append((name, strings, true))
    }

    private func node(_ path: String) -> Node {
        path.split(separator: "/").reduce(root) { parent, name in
            if let member = parent.members[String(name)] { return member }
            let member = Node()
            parent.members[String(name)] = member
            return member
        }
    }

    // MARK: The file

    /// The bytes of the whole file.
    func file() -> [UInt8] {
        var layout = H5Form(largestGroup: largestGroup(root))
        let strings = layout.appendStrings(strings(of: root))
        var next = strings[...]
        let address = append(root, &next, to: &layout)
        return layout.finish(root: address)
    }

    private func largestGroup(_ node: Node) -> Int {
        node.members.values.reduce(node.members.count) { max($0, largestGroup($1)) }
    }

    private func sortedMembers(_ node: Node) -> [(key: String, value: Node)] {
        // Names are compared byte by byte.
        node.members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    /// All strings, in the order in which `append` asks for their locations.
    private func strings(of node: Node) -> [String] {
        sortedMembers(node).flatMap { strings(of: $0.value) } + node.attributes.flatMap(\.strings)
    }

    /// Appends what is below a node and then its own header; returns the header's address.
    private func append(_ node: Node, _ strings: inout ArraySlice<H5Form.StringPlace>, to file: inout H5Form) -> Int {
        let members = sortedMembers(node).map { ($0.key, append($0.value, &strings, to: &file)) }
        var messages: [H5Form.Message] = []
        if let values = node.values {
            messages = file.appendValues(values.bytes, type: values.type, shape: values.shape)
        } else {
            messages = [file.appendMembers(members)]
        }
        for attribute in node.attributes {
            let places = strings.prefix(attribute.strings.count)
            strings = strings.dropFirst(attribute.strings.count)
            messages.append(H5Form.attribute(attribute.name, places: Array(places), isList: attribute.isList))
        }
        return file.appendHeader(messages)
    }
}
