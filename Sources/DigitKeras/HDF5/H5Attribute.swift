import CHDF5

extension H5Group {
    /// The one string of an attribute, nil if there is no such attribute.
    func string(attribute name: String) throws(KerasError) -> String? {
        guard let strings = try strings(attribute: name) else { return nil }
        guard let string = strings.first, strings.count == 1 else {
            throw source.failure("\(label(name)): one string expected, found \(strings.count)")
        }
        return string
    }

    /// The strings of an attribute, of fixed or variable length, nil if there is no such attribute.
    /// An attribute without elements may be of any type: NumPy makes an empty list one of floats.
    func strings(attribute name: String) throws(KerasError) -> [String]? {
        guard let attribute = openAttribute(name) else { return nil }
        let unreadable = source.failure("\(label(name)): unreadable attribute")
        guard let type = H5Handle(attribute.use(H5Aget_type), close: H5Tclose),
            let space = H5Handle(attribute.use(H5Aget_space), close: H5Sclose)
        else { throw unreadable }
        let count = space.use(H5Sget_simple_extent_npoints)
        guard (0...hssize_t(H5Limits.names)).contains(count) else {
            throw source.failure("\(label(name)): at most \(H5Limits.names) strings expected, found \(count)")
        }
        if count == 0 { return [] }
        guard type.use(H5Tget_class) == H5T_STRING else { throw source.failure("\(label(name)): strings expected") }
        let strings =
            type.use(H5Tis_variable_str) > 0
            ? readVariable(attribute, type, space, count: Int(count)) : readFixed(attribute, type, count: Int(count))
        guard let strings else { throw unreadable }
        return strings
    }

    /// The whole number of an attribute, nil if there is no such attribute.
    func integer(attribute name: String) throws(KerasError) -> Int? {
        guard let attribute = openAttribute(name) else { return nil }
        var value: Int64 = 0
        guard let type = H5Handle(attribute.use(H5Aget_type), close: H5Tclose), type.use(H5Tget_class) == H5T_INTEGER,
            let space = H5Handle(attribute.use(H5Aget_space), close: H5Sclose), space.use(H5Sget_simple_extent_npoints) == 1,
            attribute.use({ H5Aread($0, chdf5_native_int64(), &value) }) >= 0
        else { throw source.failure("\(label(name)): one whole number expected") }
        return Int(value)
    }

    private func label(_ attribute: String) -> String { path.isEmpty ? attribute : "\(path): \(attribute)" }

    private func openAttribute(_ name: String) -> H5Handle? {
        guard handle.use({ H5Aexists($0, name) }) > 0 else { return nil }
        return H5Handle(handle.use { H5Aopen($0, name, hid_t(0)) }, close: H5Aclose)
    }

    private func readVariable(_ attribute: H5Handle, _ fileType: H5Handle, _ space: H5Handle, count: Int) -> [String]? {
        // libhdf5 does not convert between character sets, so the type in memory has the file's.
        guard let type = H5Handle(H5Tcopy(chdf5_c_string()), close: H5Tclose),
            type.use({ H5Tset_size($0, chdf5_variable_length()) }) >= 0,
            type.use({ H5Tset_cset($0, fileType.use(H5Tget_cset)) }) >= 0
        else { return nil }
        var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
        let isRead = pointers.withUnsafeMutableBytes { buffer in
            attribute.use { attribute in type.use { H5Aread(attribute, $0, buffer.baseAddress) } } >= 0
        }
        let strings = pointers.map { pointer in pointer.map { String(cString: $0) } ?? "" }
        guard isRead else { return nil }
        pointers.withUnsafeMutableBytes { buffer in
            _ = type.use { type in space.use { chdf5_reclaim(type, $0, buffer.baseAddress) } }
        }
        return strings
    }

    private func readFixed(_ attribute: H5Handle, _ type: H5Handle, count: Int) -> [String]? {
        let size = type.use(H5Tget_size)
        let (total, overflow) = size.multipliedReportingOverflow(by: count)
        guard size > 0, !overflow, total <= H5Limits.attributeBytes else { return nil }
        var bytes = [UInt8](repeating: 0, count: total)
        let isRead = bytes.withUnsafeMutableBytes { buffer in
            attribute.use { attribute in type.use { H5Aread(attribute, $0, buffer.baseAddress) } } >= 0
        }
        guard isRead else { return nil }
        return (0..<count).map { index in
            let text = bytes[index * size..<(index + 1) * size].prefix { $0 != 0 }
            return String(decoding: text, as: UTF8.self)
        }
    }
}
