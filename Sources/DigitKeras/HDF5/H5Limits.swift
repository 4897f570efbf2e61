import DigitTensor

/// The limits for a model file. A hostile file can claim sizes that no machine has memory for.
enum H5Limits {
    /// The size of a file in bytes.
    static let fileBytes = 1 << 30
    /// The values of a dataset, and of a layer's outputs.
    static let totalValues = 1 << 28
    /// The size of a JSON configuration in bytes. The largest of Keras's own models has half a megabyte.
    static let configurationBytes = 1 << 22
    /// The messages of an object's header.
    static let messages = 1 << 16
    /// The strings of an attribute, and the links of a group.
    static let names = 1 << 16
    /// The size of an attribute's strings in bytes.
    static let attributeBytes = 1 << 26
    /// The depth of nested groups, and of a tree's nodes.
    static let depth = 32
    /// The objects of a file.
    static let objects = 1 << 16
}

/// A file's remaining budget while it is read. It also ends cycles.
final class H5Budget {
    /// The most bytes of a chunk.
    let chunkBytes: Int
    private let valueBytes: Int
    private var valueBytesLeft: Int
    private var unpackedBytes: Int
    private var objects = H5Limits.objects
    private var structureBytes: Int

    /// - Parameter storedSize: the file's size on the disk in bytes, which is smaller than the HDF5 file's if that is compressed.
    init(storedSize: Int) {
        // Small files may have much that was never written; large ones a few times their size, compressed. Beyond that it is not
        // a model: trained weights do not compress.
        valueBytes = 8 << 20 + 6 * storedSize
        (valueBytesLeft, unpackedBytes, chunkBytes) = (valueBytes, 2 * valueBytes, 8 << 20 + 2 * storedSize)
        structureBytes = 1 << 20 + 8 * storedSize
    }

    /// Takes the values of a dataset, 32-bit floats in memory, from the budget.
    func takeValues(_ count: Int, shape: [Int]) throws(H5Damage) {
        guard let bytes = Checked.product([count, 4], upTo: valueBytesLeft) else {
            throw H5Damage(
                "at most \(valueBytes / 4) values expected in a file of this size, shape \(Shape(shape)) is beyond that")
        }
        valueBytesLeft -= bytes
    }

    /// Takes the bytes of a chunk from the budget.
    func takeChunk(_ bytes: Int) throws(H5Damage) {
        guard bytes <= unpackedBytes else { throw H5Damage("chunks in proportion to the file's size expected, found more") }
        unpackedBytes -= bytes
    }

    /// Takes one object from the budget; false if there is none left.
    func takeObject() -> Bool {
        objects -= 1
        return objects >= 0
    }

    /// Takes the bytes of a structure, such as a node of a tree, from the budget: a valid file is read a few times at most.
    func takeStructure(_ count: Int) throws(H5Damage) {
        structureBytes -= count
        guard structureBytes >= 0 else { throw H5Damage("a structure without cycles expected, found a cycle") }
    }
}
