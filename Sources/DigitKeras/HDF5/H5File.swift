/// An HDF5 file that is read from memory ("HDF5 File Format Specification", version 3).
///
/// Why not libhdf5: it crashes on some damaged files and never returns on others, is not thread-safe everywhere, and takes most
/// of a short program's time to load. Keras's files need a small part of the format.
package final class H5File {
    /// The eight bytes at the start of an HDF5 file.
    static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

    /// The file's name for error messages.
    let name: String
    let bytes: [UInt8]
    /// The remaining budget for reading.
    let budget: H5Budget
    private let offsetSize, lengthSize: Int
    /// The base of addresses.
    private let base: Int
    private let rootAddress: Int
    /// The links of the groups read so far, by the groups' addresses.
    private var links: [Int: [String: H5Link]] = [:]
    /// The attributes of the objects read so far, by the objects' addresses; of equal names the first one.
    private var attributes: [Int: [String: H5Attribute]] = [:]
    /// The strings of the collections read so far, by the collections' addresses.
    private var heapObjects: [Int: [Int: ArraySlice<UInt8>]] = [:]

    /// Opens the contents of a file. `name` is for error messages.
    /// - Parameter storedSize: the file's size on the disk in bytes; that of the contents if not given.
    package init(bytes: [UInt8], name: String, storedSize: Int? = nil) throws(KerasError) {
        guard bytes.count <= H5Limits.fileBytes else {
            throw KerasError(file: name, problem: "at most \(H5Limits.fileBytes) bytes expected, found \(bytes.count)")
        }
        do throws(H5Damage) {
            let superblock = try H5Superblock(bytes)
            (base, offsetSize, lengthSize) = (superblock.base, superblock.offsetSize, superblock.lengthSize)
            rootAddress = superblock.rootAddress
        } catch { throw KerasError(file: name, problem: "an HDF5 file expected: \(error.problem)") }
        (self.name, self.bytes, budget) = (name, bytes, H5Budget(storedSize: storedSize ?? bytes.count))
    }

    /// The group that contains everything else.
    package var root: H5Group {
        get throws(KerasError) {
            let object: H5Object
            do throws(H5Damage) {
                object = try H5Object(self, at: rootAddress)
            } catch { throw failure("its root group is damaged: \(error.problem)") }
            return H5Group(object: object, path: "", file: self)
        }
    }

    func failure(_ problem: String) -> KerasError { KerasError(file: name, problem: problem) }

    /// A cursor at an address: over `count` bytes, or up to the end of the file.
    func cursor(at address: Int?, count: Int? = nil) throws(H5Damage) -> H5Cursor {
        guard let address else { throw H5Damage("an address expected, found none") }
        let (start, overflow) = base.addingReportingOverflow(address)
        guard !overflow, start >= 0, start <= bytes.count, count ?? 0 >= 0, count ?? 0 <= bytes.count - start else {
            throw H5Damage("cut short: \(count ?? 0) bytes expected at byte \(address)")
        }
        let end = count.map { start + $0 } ?? bytes.count
        if let count { try budget.takeStructure(count) }
        return H5Cursor(bytes, start..<end, offsetSize: offsetSize, lengthSize: lengthSize)
    }

    /// The links of a group, read once.
    func links(of object: H5Object) throws(H5Damage) -> [String: H5Link] {
        if let known = links[object.address] { return known }
        let found = try H5Link.all(of: object, in: self)
        try budget.takeStructure(32 * found.count)
        links[object.address] = found
        return found
    }

    /// The attributes of an object, read once.
    func attributes(of object: H5Object) throws(H5Damage) -> [String: H5Attribute] {
        if let known = attributes[object.address] { return known }
        let found = Dictionary(try H5Attribute.all(of: object, in: self).map { ($0.name, $0) }) { first, _ in first }
        try budget.takeStructure(64 * found.count)
        attributes[object.address] = found
        return found
    }

    /// The objects of a collection of a global heap, read once.
    func heapObjects(ofCollection address: Int) throws(H5Damage) -> [Int: ArraySlice<UInt8>] {
        if let known = heapObjects[address] { return known }
        let found = try H5GlobalHeap.objects(ofCollection: address, in: self)
        heapObjects[address] = found
        return found
    }
}

/// The start of a file: sizes of numbers, and where the root group is (specification, II).
struct H5Superblock {
    let base: Int
    let offsetSize, lengthSize: Int
    let rootAddress: Int

    init(_ bytes: [UInt8]) throws(H5Damage) {
        guard let start = Self.start(in: bytes) else { throw H5Damage("no HDF5 signature found") }
        var cursor = H5Cursor(bytes, start + H5File.signature.count..<bytes.count, offsetSize: 8, lengthSize: 8)
        let version = try cursor.expectVersion(0...3, of: "superblock")
        // Versions of the free space and of the root group, and a reserved byte.
        if version < 2 { try cursor.skip(4) }
        (offsetSize, lengthSize) = (try cursor.byte(), try cursor.byte())
        guard [2, 4, 8].contains(offsetSize), [2, 4, 8].contains(lengthSize) else {
            throw H5Damage("sizes of 2, 4 or 8 bytes expected, found \(offsetSize) and \(lengthSize)")
        }
        // Old: a reserved byte, the sizes of tree nodes, flags, and in version 1 another size. New: flags.
        try cursor.skip(version == 0 ? 9 : version == 1 ? 13 : 1)
        cursor = H5Cursor(bytes, cursor.position..<bytes.count, offsetSize: offsetSize, lengthSize: lengthSize)
        let stored = try cursor.address()
        // After a user block, some writers leave the base at 0.
        base = stored == 0 ? start : stored ?? start
        // The free space or the superblock's extension.
        try cursor.skip(offsetSize)
        let end = try cursor.address() ?? 0
        guard end <= bytes.count else {
            throw H5Damage("cut short: \(end) bytes expected, found \(bytes.count)")
        }
        // The driver's block, and the offset of the root's name.
        if version < 2 { try cursor.skip(2 * offsetSize) }
        guard let root = try cursor.address() else { throw H5Damage("a root group expected, found none") }
        rootAddress = root
    }

    /// The signature is at byte 0, 512, 1024, 2048 and so on.
    private static func start(in bytes: [UInt8]) -> Int? {
        var place = 0
        while place + H5File.signature.count <= bytes.count {
            if bytes[place...].starts(with: H5File.signature) { return place }
            place = place == 0 ? 512 : 2 * place
        }
        return nil
    }
}
