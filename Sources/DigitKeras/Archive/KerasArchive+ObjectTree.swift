/// The contents of the HDF5 part of a `.keras` file.
struct ObjectTree {
    /// The groups below `layers`, named by their path without `layers`: `conv2d_1`, `sequential/conv2d`.
    var groups: [KerasArchive.Group] = []
    /// The optimizer's variables.
    var optimizer: [KerasArchive.NamedTensor] = []
}

extension H5Group {
    /// Walks the tree of Keras 3's saved objects: each has its variables in `vars`, and groups for the objects it owns.
    func objectTree() throws(KerasError) -> ObjectTree {
        var tree = ObjectTree()
        try collect(into: &tree, objectPath: [], depth: 0)
        return tree
    }

    private func collect(into tree: inout ObjectTree, objectPath: [String], depth: Int) throws(KerasError) {
        guard depth < H5Limits.depth else { throw file.failure("\(path): groups nested deeper than \(H5Limits.depth)") }
        for name in try memberNames() where try hasGroup(name) {
            guard let member = try group(name) else { continue }
            // Keras on Windows has written whole paths as one name: `layers\conv2d`.
            let path = objectPath + name.split { $0 == "\\" || $0 == "/" }.map(String.init)
            if path.last == "vars" {
                try member.collectVariables(into: &tree, objectPath: Array(path.dropLast()))
            } else {
                try member.collect(into: &tree, objectPath: path, depth: depth + 1)
            }
        }
    }

    private func collectVariables(into tree: inout ObjectTree, objectPath: [String]) throws(KerasError) {
        var variables: [KerasArchive.NamedTensor] = []
        while let variable = try dataset("\(variables.count)") { variables.append(try variable.named("\(variables.count)")) }
        guard let first = objectPath.first, !variables.isEmpty else { return }
        switch first {
        case "optimizer": if objectPath.count == 1 { tree.optimizer = variables }
        case "layers", "_layer_checkpoint_dependencies":
            // Nested models have such a level of their own. TensorFlow 2.12 and 2.13 use the longer name.
            let name = objectPath.filter { $0 != "layers" && $0 != "_layer_checkpoint_dependencies" }
            tree.groups.append(KerasArchive.Group(name: name.joined(separator: "/"), weights: variables))
        default: break
        }
    }
}
