/// What is too much for a model file. A hostile file can claim sizes that nobody has memory for.
enum H5Limits {
    /// Bytes of a file.
    static let fileBytes = 1 << 30
    /// Values of all datasets together.
    static let totalValues = 1 << 28
    /// How many times the stored bytes a dataset may fill in memory. Deflate cannot do more than 1032.
    static let expansion = 1100
    /// Bytes below which a dataset may be all fill value.
    static let smallBytes = 1 << 20
    /// Strings of an attribute, and links of a group.
    static let names = 1 << 16
    /// Bytes of the strings of an attribute.
    static let attributeBytes = 1 << 26
    /// Groups in groups, and nodes above nodes of a tree.
    static let depth = 32
    /// Objects of a file.
    static let objects = 1 << 16
}

/// What is left of a file's allowance while it is read. It ends also what would go round in circles.
final class H5Budget {
    private var values = H5Limits.totalValues
    private var objects = H5Limits.objects
    private var structureBytes: Int

    init(fileSize: Int) { structureBytes = 1 << 20 + 8 * fileSize }

    /// Takes `count` values off the allowance; false if there are not as many left.
    func takeValues(_ count: Int) -> Bool {
        guard count <= values else { return false }
        values -= count
        return true
    }

    /// Takes one object off the allowance; false if there is none left.
    func takeObject() -> Bool {
        objects -= 1
        return objects >= 0
    }

    /// Takes the bytes of a structure, such as a node of a tree, off the allowance: a sound file is read a few times at most.
    func takeStructure(_ count: Int) throws(H5Damage) {
        structureBytes -= count
        guard structureBytes >= 0 else { throw H5Damage("a structure that ends expected, found one that goes round in circles") }
    }
}
