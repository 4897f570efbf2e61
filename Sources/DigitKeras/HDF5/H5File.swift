import CHDF5

/// An HDF5 file that is read from memory.
struct H5File {
    /// The group that holds everything else.
    let root: H5Group

    /// The eight bytes at the start of an HDF5 file.
    static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

    /// Opens the image of a file. `name` is for error messages.
    init(bytes: [UInt8], name: String) throws(KerasError) {
        let failure = KerasError(file: name, problem: "an HDF5 file expected, libhdf5 cannot open it (damaged or cut short)")
        guard bytes.count <= H5Limits.fileBytes else {
            throw KerasError(file: name, problem: "at most \(H5Limits.fileBytes) bytes expected, found \(bytes.count)")
        }
        guard H5GlobalHeap.isSound(bytes) else {
            throw KerasError(file: name, problem: "an HDF5 file expected, its strings are damaged")
        }
        guard let access = H5Handle(H5Pcreate(chdf5_file_access()), close: H5Pclose) else { throw failure }
        let identifier = access.use { access in
            // The core driver keeps the file in memory; "false" means that nothing is ever written to a file of that name.
            guard H5Pset_fapl_core(access, 1 << 16, false) >= 0 else { return hid_t(-1) }
            let isSet = bytes.withUnsafeBytes { image in
                H5Pset_file_image(access, UnsafeMutableRawPointer(mutating: image.baseAddress), image.count) >= 0
            }
            return isSet ? H5Fopen("memory", chdf5_read_only(), access) : -1
        }
        guard let file = H5Handle(identifier, close: H5Fclose),
            let group = H5Handle(file.use { H5Gopen2($0, "/", hid_t(0)) }, close: H5Gclose)
        else { throw failure }
        root = H5Group(handle: group, file: file, path: "", source: H5Source(name: name))
    }
}

/// What every object of a file knows about it.
struct H5Source {
    /// The file's name for error messages.
    let name: String
    /// What may still be read.
    let budget = H5Budget()

    func failure(_ problem: String) -> KerasError { KerasError(file: name, problem: problem) }
}
