import CHDF5
import DigitTensor

/// A dataset of an HDF5 file.
struct H5Dataset {
    let handle: H5Handle
    /// Keeps the file open.
    let file: H5Handle
    /// Where the dataset is.
    let path: String
    let source: H5Source

    private func failure(_ problem: String) -> KerasError { source.failure("\(path): \(problem)") }

    /// The values as 32-bit floats, whatever numbers the file holds.
    func tensor() throws(KerasError) -> Tensor {
        let shape = try checkedShape()
        var scalars = [Float](repeating: 0, count: shape.count)
        let isRead = scalars.withUnsafeMutableBytes { buffer in
            shape.count == 0
                || handle.use { H5Dread($0, chdf5_native_float(), hid_t(0), hid_t(0), hid_t(0), buffer.baseAddress) } >= 0
        }
        guard isRead else { throw failure("unreadable values (damaged or cut short)") }
        return Tensor(shape: shape, scalars: scalars)
    }

    /// The one whole number that the dataset holds, nil if it holds something else.
    func integer() throws(KerasError) -> Int? {
        guard try checkedShape().count == 1, let type = H5Handle(handle.use(H5Dget_type), close: H5Tclose),
            type.use(H5Tget_class) == H5T_INTEGER
        else { return nil }
        var value: Int64 = 0
        guard handle.use({ H5Dread($0, chdf5_native_int64(), hid_t(0), hid_t(0), hid_t(0), &value) }) >= 0 else {
            throw failure("unreadable values (damaged or cut short)")
        }
        return Int(value)
    }

    /// The dataset's shape, after checking that it is numbers, stored here, of a size in proportion to what is stored.
    private func checkedShape() throws(KerasError) -> Shape {
        try checkStorage()
        guard let type = H5Handle(handle.use(H5Dget_type), close: H5Tclose),
            let space = H5Handle(handle.use(H5Dget_space), close: H5Sclose)
        else { throw failure("unreadable dataset") }
        let kind = type.use(H5Tget_class)
        guard kind == H5T_FLOAT || kind == H5T_INTEGER, (1...8).contains(type.use(H5Tget_size)) else {
            throw failure("numbers of at most 64 bits expected")
        }
        let shape = try shape(of: space)
        let bytes = shape.count * type.use(H5Tget_size)
        let stored = Int(clamping: handle.use(H5Dget_storage_size))
        guard bytes <= H5Limits.smallBytes || bytes / H5Limits.expansion <= stored else {
            throw failure("shape \(shape) is out of proportion to the \(stored) bytes stored")
        }
        guard source.budget.takeValues(shape.count) else {
            throw failure("at most \(H5Limits.totalValues) values in a file expected, shape \(shape) is beyond that")
        }
        return shape
    }

    private func shape(of space: H5Handle) throws(KerasError) -> Shape {
        let rank = space.use(H5Sget_simple_extent_ndims)
        guard (0...8).contains(rank) else { throw failure("at most 8 axes expected, found \(rank)") }
        guard space.use(H5Sget_simple_extent_type) != H5S_NULL else { throw failure("values expected, found none") }
        var sizes = [hsize_t](repeating: 0, count: Int(rank))
        guard rank == 0 || space.use({ H5Sget_simple_extent_dims($0, &sizes, nil) }) == rank else {
            throw failure("unreadable shape")
        }
        var count = 1
        for size in sizes {
            let (product, overflow) = count.multipliedReportingOverflow(by: Int(clamping: size))
            guard !overflow, product <= H5Limits.totalValues else {
                let text = sizes.map(String.init).joined(separator: ", ")
                throw failure("at most \(H5Limits.totalValues) values expected, found shape (\(text))")
            }
            count = product
        }
        return Shape(sizes.map { Int($0) })
    }

    /// Values must be in the file itself, and packed by a method that libhdf5 has built in.
    private func checkStorage() throws(KerasError) {
        guard let creation = H5Handle(handle.use(H5Dget_create_plist), close: H5Pclose) else {
            throw failure("unreadable dataset")
        }
        let layout = creation.use(H5Pget_layout)
        guard layout == H5D_CONTIGUOUS || layout == H5D_CHUNKED || layout == H5D_COMPACT else {
            throw failure("virtual datasets are not allowed")
        }
        guard creation.use(H5Pget_external_count) == 0 else { throw failure("external datasets are not allowed") }
        let filters = creation.use(H5Pget_nfilters)
        guard (0...8).contains(filters) else { throw failure("at most 8 filters expected, found \(filters)") }
        for index in 0..<UInt32(filters) {
            var flags: UInt32 = 0
            var settings: UInt32 = 0
            var count = 0
            let filter = creation.use { H5Pget_filter2($0, index, &flags, &count, nil, 0, nil, &settings) }
            // Deflate, shuffle and checksum; any other could load code from outside.
            guard (1...3).contains(filter) else {
                throw failure("filters deflate, shuffle or fletcher32 expected, found number \(filter)")
            }
        }
    }
}
