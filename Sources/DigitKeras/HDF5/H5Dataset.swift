import DigitTensor

/// A dataset of an HDF5 file.
package struct H5Dataset {
    let object: H5Object
    /// The path of the dataset.
    let path: String
    let file: H5File

    private func failure(_ problem: String) -> KerasError { file.failure("\(path): \(problem)") }

    /// The values as 32-bit floats, whatever number type the file has.
    package func tensor() throws(KerasError) -> Tensor { try contents().tensor }

    /// The values as 32-bit floats, and the single whole number that the dataset holds, nil if it holds something else.
    func contents() throws(KerasError) -> (tensor: Tensor, integer: Int?) {
        let (type, shape, bytes) = try values()
        guard let scalars = type.floats(bytes) else {
            throw failure("whole or floating-point numbers, at most 64 bits, expected")
        }
        return (Tensor(shape: shape, scalars: scalars), shape.count == 1 ? type.integer(bytes) : nil)
    }

    private func values() throws(KerasError) -> (H5Datatype, Shape, [UInt8]) {
        do throws(H5Damage) {
            guard let space = try object.message(.dataspace).map(H5Dataspace.init), let layout = try object.message(.layout),
                let type = try object.message(.datatype).map(H5Datatype.init)
            else { throw H5Damage("a shape, a type and a layout expected") }
            guard try object.message(.externalFiles) == nil else { throw H5Damage("external datasets are not allowed") }
            let shape = try shape(space, type)
            return (type, shape, try bytes(shape, type, try H5Layout(layout)))
        } catch { throw failure(error.problem) }
    }

    /// The shape, after checking that there are values and not too many.
    private func shape(_ space: H5Dataspace, _ type: H5Datatype) throws(H5Damage) -> Shape {
        if space.isNull { throw H5Damage("values expected, found none") }
        guard type.size <= 8 else { throw H5Damage("numbers of at most 64 bits expected") }
        guard let count = space.count(upTo: H5Limits.totalValues) else {
            let text = space.sizes.map(String.init).joined(separator: ", ")
            throw H5Damage("at most \(H5Limits.totalValues) values expected, found shape (\(text))")
        }
        try file.budget.takeValues(count, shape: space.sizes)
        return Shape(space.sizes)
    }

    private func bytes(_ shape: Shape, _ type: H5Datatype, _ layout: H5Layout) throws(H5Damage) -> [UInt8] {
        let size = shape.count * type.size
        let filters = try H5Filters(try object.message(.filters))
        switch layout {
        case .compact(var cursor): return Array(try cursor.take(size))
        case .contiguous(let address?, let stored):
            var cursor = try file.cursor(at: address, count: min(size, stored))
            let written = try cursor.take(cursor.remaining)
            if written.count == size { return Array(written) }
            var bytes = try fillValues(type, count: shape.count)
            bytes.replaceSubrange(..<written.count, with: written)
            return bytes
        case .contiguous(nil, _): return try fillValues(type, count: shape.count)
        case .chunked(let sizes, let index):
            let chunks = try H5Chunks(file, shape: shape.dimensions, sizes: sizes, valueSize: type.size, index: index)
            var bytes = try fillValues(type, count: shape.count)
            if size > 0 { try chunks.read(into: &bytes, filters: filters) }
            return bytes
        }
    }

    /// The value of elements that were never written (specification, IV.A.2.f): 0 if the file does not say.
    private func fillValues(_ type: H5Datatype, count: Int) throws(H5Damage) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count * type.size)
        guard var message = try object.message(.fillValue) else { return bytes }
        let version = try message.expectVersion(1...3, of: "fill value")
        let flags = try message.byte()
        if version < 3 { try message.skip(1) }
        let isDefined = version == 3 ? flags & 0x20 != 0 : try message.byte() != 0 || version == 1
        guard isDefined, try message.count(4) == type.size else { return bytes }
        let value = Array(try message.take(type.size))
        if value.allSatisfy({ $0 == 0 }) { return bytes }
        // In place: there may be as many as fit in memory once.
        for start in stride(from: 0, to: bytes.count, by: value.count) {
            for (place, byte) in value.enumerated() { bytes[start + place] = byte }
        }
        return bytes
    }
}
