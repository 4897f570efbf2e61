import DigitFiles

extension ClassFolders {
    /// The remaining contents of the folders, as lines: files that are not pictures, and folders beside the parts.
    func leftOut() throws(FileError) -> [String] {
        var endings: Set<String> = []
        var count = 0
        for part in parts {
            for folder in try files.folders(part) {
                for name in try files.entries(part.isEmpty ? folder : "\(part)/\(folder)") where !Self.isPicture(name) {
                    count += 1
                    endings.insert(name.lastIndex(of: ".").map { String(name[$0...]) } ?? name)
                }
            }
        }
        var lines: [String] = []
        if count > 0 {
            let some = endings.sorted().prefix(5).joined(separator: ", ") + (endings.count > 5 ? ", …" : "")
            lines.append("Left out: \(count) of the class folders' files, which are not pictures of a supported kind (\(some))")
        }
        let others = parts == [""] ? [] : try files.folders().filter { !parts.contains($0) }
        if !others.isEmpty {
            lines.append("Left out: \(others.joined(separator: ", ")), folders beside those of the parts")
        }
        return lines
    }
}
