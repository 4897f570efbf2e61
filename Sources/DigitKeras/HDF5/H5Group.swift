/// A group of an HDF5 file: members by name, and attributes.
package struct H5Group {
    let object: H5Object
    /// The path of the group, without a leading slash; empty for the root.
    let path: String
    let file: H5File

    private func join(_ name: String) -> String { path.isEmpty ? name : "\(path)/\(name)" }

    /// Adds the path to errors thrown by `body`.
    private func naming<Result>(_ place: String, _ body: () throws(H5Damage) -> Result) throws(KerasError) -> Result {
        do throws(H5Damage) {
            return try body()
        } catch { throw file.failure("\(place.isEmpty ? "the root group" : place): \(error.problem)") }
    }

    // MARK: Members

    private var links: [String: H5Link] {
        get throws(KerasError) { try naming(path) { () throws(H5Damage) in try file.links(of: object) } }
    }

    /// The names of the group's members in alphabetical order.
    package func memberNames() throws(KerasError) -> [String] {
        let names = try links.keys
        guard names.count <= H5Limits.names / 16 else {
            throw file.failure("\(path): at most \(H5Limits.names / 16) members expected, found \(names.count)")
        }
        return names.sorted()
    }

    /// The group at a path below this one, nil if there is none.
    package func group(_ path: String) throws(KerasError) -> H5Group? {
        var group = self
        for name in path.split(separator: "/") {
            guard let next = try group.memberGroup(String(name)) else { return nil }
            group = next
        }
        return group
    }

    /// The dataset at a path below this group, nil if there is none.
    package func dataset(_ path: String) throws(KerasError) -> H5Dataset? {
        let names = path.split(separator: "/").map(String.init)
        guard let last = names.last, let parent = try group(names.dropLast().joined(separator: "/")),
            let object = try parent.open(last)
        else { return nil }
        let place = parent.join(last)
        guard object.isDataset else { throw file.failure("\(place): a dataset expected, found a group") }
        return H5Dataset(object: object, path: place, file: file)
    }

    /// Whether the member is a group with a hard link.
    func hasGroup(_ name: String) throws(KerasError) -> Bool { try open(name)?.isGroup ?? false }

    /// The group's own member group.
    private func memberGroup(_ name: String) throws(KerasError) -> H5Group? {
        guard let object = try open(name) else { return nil }
        guard !object.isDataset else { throw file.failure("\(join(name)): a group expected, found a dataset") }
        return H5Group(object: object, path: join(name), file: file)
    }

    /// Opens a member with a hard link; links to other places or files are refused, not followed.
    private func open(_ name: String) throws(KerasError) -> H5Object? {
        guard let link = try links[name] else { return nil }
        guard case .hard(let address) = link else {
            throw file.failure("\(join(name)): soft and external links are not allowed")
        }
        guard file.budget.takeObject() else { throw file.failure("at most \(H5Limits.objects) objects expected, found more") }
        return try naming(join(name)) { () throws(H5Damage) in try H5Object(file, at: address) }
    }

    // MARK: Attributes

    /// The single string of an attribute, nil if there is no such attribute.
    package func string(attribute name: String) throws(KerasError) -> String? {
        guard let strings = try strings(attribute: name) else { return nil }
        guard let string = strings.first, strings.count == 1 else {
            throw file.failure("\(join(name)): one string expected, found \(strings.count)")
        }
        return string
    }

    /// The strings of an attribute, nil if there is no such attribute.
    package func strings(attribute name: String) throws(KerasError) -> [String]? {
        try naming(join(name)) { () throws(H5Damage) in try attribute(name)?.strings(in: file) }
    }

    /// The whole number of an attribute, nil if there is no such attribute.
    package func integer(attribute name: String) throws(KerasError) -> Int? {
        try naming(join(name)) { () throws(H5Damage) in try attribute(name)?.integer() }
    }

    private func attribute(_ name: String) throws(H5Damage) -> H5Attribute? {
        try file.attributes(of: object)[name]
    }
}
