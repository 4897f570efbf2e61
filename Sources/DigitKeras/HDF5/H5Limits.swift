import DigitTensor

/// What is too much for a model file. A hostile file can claim sizes that nobody has memory for.
enum H5Limits {
    /// Bytes of a file.
    static let fileBytes = 1 << 30
    /// Values of a dataset, and of a layer's outputs.
    static let totalValues = 1 << 28
    /// Bytes of a configuration that is JSON text. The largest of Keras's own models has half a megabyte.
    static let configurationBytes = 1 << 22
    /// Messages of an object's header.
    static let messages = 1 << 16
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
    /// The most bytes of a chunk.
    let chunkBytes: Int
    private let valueBytes: Int
    private var valueBytesLeft: Int
    private var unpackedBytes: Int
    private var objects = H5Limits.objects
    private var structureBytes: Int

    /// - Parameter storedSize: the bytes of the file on the disk, which is smaller than the HDF5 file where that is packed.
    init(storedSize: Int) {
        // Small files may hold much that was never written; large ones a few times their size, packed. Beyond that is no model:
        // what is trained does not pack.
        valueBytes = 8 << 20 + 6 * storedSize
        (valueBytesLeft, unpackedBytes, chunkBytes) = (valueBytes, 2 * valueBytes, 8 << 20 + 2 * storedSize)
        structureBytes = 1 << 20 + 8 * storedSize
    }

    /// Takes the values of a dataset, 32-bit floats in memory, off the allowance.
    func takeValues(_ count: Int, shape: [Int]) throws(H5Damage) {
        guard let bytes = Checked.product([count, 4], upTo: valueBytesLeft) else {
            throw H5Damage(
                "at most \(valueBytes / 4) values expected in a file of this size, shape \(Shape(shape)) is beyond that")
        }
        valueBytesLeft -= bytes
    }

    /// Takes the bytes of a chunk off the allowance.
    func takeChunk(_ bytes: Int) throws(H5Damage) {
        guard bytes <= unpackedBytes else { throw H5Damage("chunks in proportion to the file's size expected, found more") }
        unpackedBytes -= bytes
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
