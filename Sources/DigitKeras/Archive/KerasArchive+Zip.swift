extension KerasArchive {
    /// Reads a `.keras` file: a zip of `config.json`, `metadata.json` and `model.weights.h5`.
    init(zip bytes: [UInt8], name: String) throws(KerasError) {
        let archive = try ZipReader(bytes: bytes, name: name)
        guard let configuration = try archive.member("config.json") else {
            throw KerasError(file: name, problem: "a .keras archive expected, the zip has no config.json")
        }
        guard let weights = try archive.member("model.weights.h5") else {
            throw KerasError(file: name, problem: "a .keras archive expected, the zip has no model.weights.h5")
        }
        guard weights.starts(with: H5File.signature) else {
            throw KerasError(file: name, problem: "model.weights.h5: an HDF5 file expected")
        }
        let model = try parseJSON(configuration, "config.json", file: name)
        self.init(file: name, layout: .byObjectPath, modelConfiguration: model, groups: [], optimizer: [])
        if let compiled = model["compile_config"], compiled != .null { trainingConfiguration = compiled }
        if let metadata = try archive.member("metadata.json") {
            kerasVersion = try parseJSON(metadata, "metadata.json", file: name)["keras_version"]?.string
        }
        let tree = try H5File(bytes: weights, name: name).root.objectTree()
        groups = tree.groups
        optimizer = tree.optimizer
    }
}
