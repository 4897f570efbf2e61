import CHDF5
import DigitTensor

/// Writes an HDF5 file in memory. What cannot be written ends with an error of `finish()`, not before.
final class H5Writer {
    private let file: H5Handle
    private let links: H5Handle
    private let creation: H5Handle
    private let name: String
    private var hasFailed = false

    /// An empty file. `name` is for error messages.
    init(name: String) throws(KerasError) {
        self.name = name
        let failure = KerasError(file: name, problem: "libhdf5 cannot make a file in memory")
        guard let access = H5Handle(H5Pcreate(chdf5_file_access()), close: H5Pclose),
            let links = H5Handle(H5Pcreate(chdf5_link_create()), close: H5Pclose),
            let creation = H5Handle(H5Pcreate(chdf5_dataset_create()), close: H5Pclose),
            links.use({ H5Pset_create_intermediate_group($0, 1) }) >= 0,
            // Without times, equal models make equal files.
            creation.use({ H5Pset_obj_track_times($0, false) }) >= 0,
            access.use({ H5Pset_fapl_core($0, 1 << 20, false) }) >= 0,
            let file = H5Handle(access.use { H5Fcreate("memory", chdf5_truncate(), hid_t(0), $0) }, close: H5Fclose)
        else { throw failure }
        self.file = file
        self.links = links
        self.creation = creation
    }

    private func check(_ status: some BinaryInteger) { hasFailed = hasFailed || status < 0 }

    /// Makes a group, and those above it.
    func makeGroup(_ path: String) {
        let group = file.use { file in links.use { H5Gcreate2(file, path, $0, hid_t(0), hid_t(0)) } }
        check(group)
        if group >= 0 { check(H5Gclose(group)) }
    }

    /// Writes a tensor of 32-bit floats; an empty shape makes a scalar.
    func write(_ tensor: Tensor, to path: String) {
        tensor.scalars.withUnsafeBytes { write($0, chdf5_ieee_f32le(), chdf5_native_float(), shape: tensor.shape, to: path) }
    }

    /// Writes a 64-bit whole number.
    func write(_ integer: Int, to path: String) {
        withUnsafeBytes(of: Int64(integer)) { write($0, chdf5_std_i64le(), chdf5_native_int64(), shape: [], to: path) }
    }

    private func write(_ bytes: UnsafeRawBufferPointer, _ fileType: hid_t, _ memoryType: hid_t, shape: Shape, to path: String) {
        let sizes = shape.dimensions.map { hsize_t($0) }
        let space = sizes.isEmpty ? H5Screate(H5S_SCALAR) : H5Screate_simple(Int32(sizes.count), sizes, nil)
        defer { H5Sclose(space) }
        let dataset = file.use { file in
            links.use { links in creation.use { H5Dcreate2(file, path, fileType, space, links, $0, hid_t(0)) } }
        }
        check(dataset)
        guard dataset >= 0 else { return }
        check(H5Dwrite(dataset, memoryType, hid_t(0), hid_t(0), hid_t(0), bytes.baseAddress))
        check(H5Dclose(dataset))
    }

    /// Gives a group an attribute of one string of variable length, as h5py writes a `str`.
    func setAttribute(_ name: String, of path: String, to string: String) {
        withStringType { type in
            let space = H5Screate(H5S_SCALAR)
            defer { H5Sclose(space) }
            string.withCString { text in
                withUnsafePointer(to: Optional(text)) { writeAttribute(name, of: path, type, space, UnsafeRawPointer($0)) }
            }
        }
    }

    /// Gives a group an attribute that is a list of strings. An empty list has no type in NumPy but float64, so it is that here.
    func setAttribute(_ name: String, of path: String, to strings: [String]) {
        var count = hsize_t(strings.count)
        let space = H5Screate_simple(1, &count, nil)
        defer { H5Sclose(space) }
        if strings.isEmpty { return writeAttribute(name, of: path, chdf5_ieee_f64le(), space, nil) }
        var text: [CChar] = []
        var offsets: [Int] = []
        for string in strings {
            offsets.append(text.count)
            text += string.utf8CString
        }
        text.withUnsafeBufferPointer { text in
            let pointers = offsets.map { offset in text.baseAddress.map { $0 + offset } }
            pointers.withUnsafeBytes { pointers in
                withStringType { writeAttribute(name, of: path, $0, space, pointers.baseAddress) }
            }
        }
    }

    private func withStringType(_ body: (hid_t) -> Void) {
        let type = H5Tcopy(chdf5_c_string())
        check(H5Tset_size(type, chdf5_variable_length()))
        check(H5Tset_cset(type, H5T_CSET_UTF8))
        body(type)
        check(H5Tclose(type))
    }

    private func writeAttribute(_ name: String, of path: String, _ type: hid_t, _ space: hid_t, _ values: UnsafeRawPointer?) {
        let object = file.use { H5Oopen($0, path.isEmpty ? "/" : path, hid_t(0)) }
        check(object)
        guard object >= 0 else { return }
        defer { H5Oclose(object) }
        let attribute = H5Acreate2(object, name, type, space, hid_t(0), hid_t(0))
        check(attribute)
        guard attribute >= 0 else { return }
        if let values { check(H5Awrite(attribute, type, values)) }
        check(H5Aclose(attribute))
    }

    /// The bytes of the whole file.
    func finish() throws(KerasError) -> [UInt8] {
        let failure = KerasError(file: name, problem: "libhdf5 cannot write the model")
        guard !hasFailed, file.use({ H5Fflush($0, H5F_SCOPE_GLOBAL) }) >= 0 else { throw failure }
        let size = file.use { H5Fget_file_image($0, nil, 0) }
        guard size > 0 else { throw failure }
        var bytes = [UInt8](repeating: 0, count: size)
        let copied = bytes.withUnsafeMutableBytes { buffer in file.use { H5Fget_file_image($0, buffer.baseAddress, buffer.count) }
        }
        guard copied == size else { throw failure }
        return bytes
    }
}
