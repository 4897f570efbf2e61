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
    /// Groups in groups.
    static let depth = 32
    /// Objects of a file.
    static let objects = 1 << 16
}

/// What is left of a file's allowance while it is read.
final class H5Budget {
    private var values = H5Limits.totalValues
    private var objects = H5Limits.objects

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
}
