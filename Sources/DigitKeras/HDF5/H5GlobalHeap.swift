/// Stores strings of variable length (specification, III.E).
enum H5GlobalHeap {
    /// The objects of a collection by their indices.
    static func objects(ofCollection address: Int, in file: H5File) throws(H5Damage) -> [Int: ArraySlice<UInt8>] {
        var header = try file.cursor(at: address)
        try header.expect("GCOL")
        _ = try header.expectVersion(1...1, of: "global heap")
        try header.skip(3)
        let headerSize = 8 + header.lengthSize
        var rest = try header.part(try header.length() - headerSize)
        // The representation of the smallest objects is several times as large.
        try file.budget.takeStructure(4 * rest.remaining)
        var objects: [Int: ArraySlice<UInt8>] = [:]
        while rest.remaining >= headerSize {
            let number = try rest.count(2)
            try rest.skip(6)
            let size = try rest.length()
            // Object 0 is free space up to the end.
            if number == 0 { break }
            objects[number] = try rest.take(size)
            try rest.skip(min((8 - size % 8) % 8, rest.remaining))
        }
        return objects
    }
}
