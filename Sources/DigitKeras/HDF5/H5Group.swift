import CHDF5

/// A group of an HDF5 file: members by name, and attributes.
struct H5Group {
    let handle: H5Handle
    /// Keeps the file open.
    let file: H5Handle
    /// Where the group is, without a slash at the start; empty for the root.
    let path: String
    let source: H5Source

    private func join(_ name: String) -> String { path.isEmpty ? name : "\(path)/\(name)" }

    /// Whether the group itself has a link of that name, whatever it leads to.
    func hasMember(_ name: String) -> Bool {
        !name.isEmpty && !name.contains("\0") && handle.use { chdf5_link_kind($0, name) } >= 0
    }

    /// The group at a path below this one, nil if there is nothing.
    func group(_ path: String) throws(KerasError) -> H5Group? {
        var group = self
        for name in path.split(separator: "/") {
            guard let next = try group.memberGroup(String(name)) else { return nil }
            group = next
        }
        return group
    }

    /// The dataset at a path below this group, nil if there is nothing.
    func dataset(_ path: String) throws(KerasError) -> H5Dataset? {
        let names = path.split(separator: "/").map(String.init)
        guard let last = names.last, let parent = try group(names.dropLast().joined(separator: "/")),
            let object = try parent.open(last)
        else { return nil }
        let place = parent.join(last)
        guard object.use({ H5Iget_type($0) }) == H5I_DATASET else {
            throw source.failure("\(place): a dataset expected, found a group")
        }
        return H5Dataset(handle: object, file: file, path: place, source: source)
    }

    /// The group's own member group.
    private func memberGroup(_ name: String) throws(KerasError) -> H5Group? {
        guard let object = try open(name) else { return nil }
        guard object.use({ H5Iget_type($0) }) == H5I_GROUP else {
            throw source.failure("\(join(name)): a group expected, found a dataset")
        }
        return H5Group(handle: object, file: file, path: join(name), source: source)
    }

    /// Opens a member that is linked in the plain way; links to other places or files are refused, not followed.
    private func open(_ name: String) throws(KerasError) -> H5Handle? {
        guard hasMember(name) else { return nil }
        guard handle.use({ chdf5_link_kind($0, name) }) == Int32(H5L_TYPE_HARD.rawValue) else {
            throw source.failure("\(join(name)): soft and external links are not allowed")
        }
        guard source.budget.takeObject() else { throw source.failure("at most \(H5Limits.objects) objects expected, found more") }
        guard let object = H5Handle(handle.use { H5Oopen($0, name, hid_t(0)) }, close: H5Oclose) else {
            throw source.failure("\(join(name)): cannot be opened (damaged or cut short)")
        }
        return object
    }

    /// The names of the group's members in alphabetical order.
    func memberNames() throws(KerasError) -> [String] {
        var information = H5G_info_t()
        guard handle.use({ H5Gget_info($0, &information) }) >= 0 else { throw source.failure("\(path): unreadable group") }
        guard information.nlinks <= H5Limits.names / 16 else {
            throw source.failure("\(path): at most \(H5Limits.names / 16) members expected, found \(information.nlinks)")
        }
        var names: [String] = []
        for index in 0..<information.nlinks { names.append(try memberName(at: index)) }
        return names
    }

    private func memberName(at index: hsize_t) throws(KerasError) -> String {
        let failure = source.failure("\(path): unreadable group")
        func read(into buffer: UnsafeMutablePointer<CChar>?, _ size: Int) -> Int {
            handle.use { H5Lget_name_by_idx($0, ".", H5_INDEX_NAME, H5_ITER_INC, index, buffer, size, hid_t(0)) }
        }
        let length = read(into: nil, 0)
        guard (0...H5Limits.names).contains(length) else { throw failure }
        var buffer = [CChar](repeating: 0, count: length + 1)
        guard buffer.withUnsafeMutableBufferPointer({ read(into: $0.baseAddress, $0.count) }) == length else { throw failure }
        return String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Whether the member is a group behind a plain link.
    func hasGroup(_ name: String) throws(KerasError) -> Bool {
        guard let object = try open(name) else { return false }
        return object.use { H5Iget_type($0) } == H5I_GROUP
    }
}
