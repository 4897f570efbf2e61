import DigitFiles

extension KerasArchive {
    /// Reads a `.keras` file: a zip of `config.json`, `metadata.json` and `model.weights.h5`.
    init(zip bytes: [UInt8], name: String) throws(KerasError) {
        let archive = try usingZip { () throws(FileError) in try ZipReader(bytes: bytes, name: name) }
        func member(_ member: String, limit: Int) throws(KerasError) -> [UInt8]? {
            try usingZip { () throws(FileError) in try archive.member(member, limit: limit) }
        }
        guard let configuration = try member("config.json", limit: H5Limits.configurationBytes) else {
            throw KerasError(file: name, problem: "a .keras archive expected, the zip has no config.json")
        }
        guard let weights = try member("model.weights.h5", limit: 8 << 20 + 4 * bytes.count) else {
            throw KerasError(file: name, problem: "a .keras archive expected, the zip has no model.weights.h5")
        }
        guard weights.starts(with: H5File.signature) else {
            throw KerasError(file: name, problem: "model.weights.h5: an HDF5 file expected")
        }
        let model = try parseJSON(configuration, "config.json", file: name)
        self.init(file: name, layout: .byObjectPath, modelConfiguration: model, groups: [], optimizer: [])
        if let compiled = model["compile_config"], compiled != .null { trainingConfiguration = compiled }
        if let metadata = try member("metadata.json", limit: H5Limits.configurationBytes) {
            let metadata = try parseJSON(metadata, "metadata.json", file: name)
            kerasVersion = metadata["keras_version"]?.string
            annotation = metadata[Self.annotationName]?.string
        }
        let tree = try H5File(bytes: weights, name: name, storedSize: bytes.count).root.objectTree()
        groups = tree.groups
        optimizer = tree.optimizer
    }
}

/// Runs zip reading or writing, converting its errors to those of a Keras file.
func usingZip<Result>(_ body: () throws(FileError) -> Result) throws(KerasError) -> Result {
    do throws(FileError) { return try body() } catch { throw KerasError(file: error.path, problem: error.problem) }
}
